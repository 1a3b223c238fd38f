package vectors_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/vectors"
)

// slowness is an adapter that takes its time, on a fake clock. It has the requests
// that it is asked and writes answers, until it is killed.
type slowness func(all requests, say func(vectors.Answer) bool)

// slow adapters, each in its way.
var (
	hanging slowness = func(all requests, say func(vectors.Answer) bool) {
		for r := range all {
			if r.ID == 5 {
				time.Sleep(time.Hour)
			}
			say(vectors.Own(r))
		}
	}
	stubborn slowness = func(all requests, say func(vectors.Answer) bool) {
		for r := range all {
			if r.Op == "user_proof" {
				time.Sleep(time.Hour)
			}
			say(vectors.Own(r))
		}
	}
	asleep slowness = func(requests, func(vectors.Answer) bool) { time.Sleep(time.Hour) }
	late   slowness = func(all requests, say func(vectors.Answer) bool) {
		time.Sleep(1500 * time.Millisecond)
		batch(all, say)
	}
	slowBatch slowness = func(all requests, say func(vectors.Answer) bool) {
		batch(func(yield func(vectors.Request) bool) {
			for r := range all {
				time.Sleep(200 * time.Millisecond)
				if !yield(r) {
					return
				}
			}
		}, say)
	}
)

// batch answers after the end of the input, the last request first.
func batch(all requests, say func(vectors.Answer) bool) {
	for _, r := range slices.Backward(slices.Collect(all)) {
		say(vectors.Own(r))
	}
}

// launch runs an adapter as a goroutine.
func (adapter slowness) launch(running *sync.WaitGroup) vectors.Launched {
	stdin, requestWriter := io.Pipe()
	answerReader, stdout := io.Pipe()
	ended := make(chan struct{})
	running.Go(func() {
		defer close(ended)
		defer func() { _ = stdout.Close() }() // it cannot fail
		adapter(func(yield func(vectors.Request) bool) {
			for lines := bufio.NewScanner(stdin); lines.Scan(); {
				if request, err := vectors.ParseRequest(lines.Bytes()); err != nil || !yield(request) {
					return
				}
			}
		}, func(answer vectors.Answer) bool { return json.NewEncoder(stdout).Encode(answer) == nil })
	})
	killed, kill := context.WithCancel(context.Background())
	context.AfterFunc(killed, func() {
		stdin.CloseWithError(context.Canceled)
		stdout.CloseWithError(context.Canceled)
	})
	return vectors.Launched{Stdin: requestWriter, Stdout: answerReader, Kill: kill, Wait: func() error {
		defer kill()
		select {
		case <-ended:
			return nil
		case <-killed.Done():
			return killed.Err()
		}
	}}
}

// check checks an adapter on a fake clock, and counts how often it was started.
func (adapter slowness) check(t *testing.T, timeout time.Duration, files []string) (result *vectors.Result, starts int) {
	t.Helper()
	var running sync.WaitGroup
	defer running.Wait() // those that were killed in their sleep
	options := vectors.Launching(vectors.Options{Files: files, Timeout: timeout}, func() vectors.Launched {
		starts++
		return adapter.launch(&running)
	})
	result, err := vectors.Check(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	return result, starts
}

// A request that is not answered in time fails, and no other.
func TestHangingRequest(t *testing.T) {
	files := sample(t, 30, "client_public")
	synctest.Test(t, func(t *testing.T) {
		result, _ := hanging.check(t, 5*time.Second, files)
		for i, c := range result.Cases {
			if hangs := i == 4; hangs != (c.Cause == vectors.Silent) || !hangs && c.Outcome != report.Pass {
				t.Errorf("%s: %s %s: %s", c.ID, c.Outcome, c.Cause, c.Message)
			}
		}
		if said := result.Cases[4].Message; !strings.Contains(said, "no answer within 5s") {
			t.Errorf("said %q", said)
		}
		if verdict, why := result.Verdict(); verdict != vectors.Disagreed {
			t.Errorf("verdict %d: %s", verdict, why)
		}
	})
}

// An operation that always hangs is asked last, and keeps no other from being asked.
func TestHangingOperationIsAskedLast(t *testing.T) {
	files := sample(t, 4, "client_public", "user_proof", "secret_hash", "timestamp")
	synctest.Test(t, func(t *testing.T) {
		result, _ := stubborn.check(t, 2*time.Second, files)
		for _, c := range result.Cases {
			if hangs := c.Op == "user_proof"; hangs != (c.Cause == vectors.Silent) || !hangs && c.Outcome != report.Pass {
				t.Errorf("%s: %s %s: %s", c.ID, c.Outcome, c.Cause, c.Message)
			}
		}
	})
}

// What does not answer is given up after as much waiting as one can bear, and that is
// what is said of the rest.
func TestPatienceEnds(t *testing.T) {
	files := sample(t, 200, "client_public", "user_proof", "timestamp")
	for name, test := range map[string]struct {
		adapter slowness
		starts  int
		message string
	}{
		"asleep":   {asleep, 6, "given up after waiting in vain for 8s"},
		"stubborn": {stubborn, 40, "given up after waiting in vain for 30s"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				result, starts := test.adapter.check(t, time.Second, files)
				if starts > test.starts {
					t.Errorf("%d starts, not %d", starts, test.starts)
				}
				unasked := slices.IndexFunc(result.Cases, func(c vectors.Case) bool { return c.Cause == vectors.Unasked })
				if unasked < 0 {
					t.Fatal("everything was asked")
				}
				if said := result.Cases[unasked].Message; !strings.Contains(said, test.message) {
					t.Errorf("said %q", said)
				}
			})
		})
	}
}

// An adapter may read its whole input before it answers. If all the work takes longer
// than the timeout it is asked in smaller parts.
func TestSlowBatchesAreJudged(t *testing.T) {
	files := sample(t, 48, "client_public")
	for name, test := range map[string]struct {
		adapter slowness
		starts  int
	}{
		"late":       {late, 1},
		"slow batch": {slowBatch, 16},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				result, starts := test.adapter.check(t, time.Second, files)
				if verdict, why := result.Verdict(); verdict != vectors.Agreed {
					t.Errorf("verdict %d: %s", verdict, why)
				}
				if starts > test.starts {
					t.Errorf("%d starts, not %d", starts, test.starts)
				}
				t.Logf("%d cases, %d starts", len(result.Cases), starts)
			})
		})
	}
}
