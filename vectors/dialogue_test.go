package vectors_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/vectors"
)

// An adapter that is asked one request at a time is named for what it does.
func TestDialogues(t *testing.T) {
	tests := []struct {
		role string
		// answers is how many of 8 requests are answered before cause ends it.
		answers int
		cause   vectors.Cause
		message string
		limit   time.Duration
	}{
		{"noise", 8, "", "", time.Minute},
		{"unsupported", 8, "", "", time.Minute},
		{"dead", 0, vectors.Crashed, "it ended with exit status 3", time.Minute},
		{"crash", 4, vectors.Crashed, "exit status 2; its stderr ends: panic: index out of range", time.Minute},
		{"sleepy", 4, vectors.Silent, "no answer to client_public within 2s", 2 * time.Second},
		{"reverse", 0, vectors.Silent, "an adapter answers each request before it reads the next", 2 * time.Second},
		{"twice", 1, vectors.Misplaced, "it answered 1 where 2 was asked", time.Minute},
		{"off by one", 4, vectors.Misplaced, "it answered 4 where 5 was asked", time.Minute},
		{"endless", 4, vectors.Oversized, "a line of more than 1 MiB", time.Minute},
		{"garbage", 4, vectors.Silent, "it wrote a line that is not a JSON object", 2 * time.Second},
		{"null", 0, vectors.Unreadable, "is null", time.Minute},
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			t.Parallel()
			d, err := vectors.Begin(t.Context(), adapterOf(t, test.role), nil)
			if err != nil {
				t.Fatal(err)
			}
			answered := 0
			for range 8 {
				_, took, err := d.Ask("client_public", map[string]any{"a": "5"}, test.limit)
				if err != nil {
					lapse, ok := errors.AsType[*vectors.AdapterError](err)
					if !ok || lapse.Cause != test.cause || !strings.Contains(lapse.Detail, test.message) {
						t.Errorf("%q: %v", lapse.Cause, err)
					}
					break
				}
				if took <= 0 {
					t.Errorf("it took %s", took)
				}
				answered++
			}
			if answered != test.answers {
				t.Errorf("%d answers, want %d", answered, test.answers)
			}
			_ = d.End()
		})
	}
}

// A program that is not there is told apart from one that ends.
func TestADialogueWithNothing(t *testing.T) {
	for command, absent := range map[string]bool{"/no/such/program": true, "exit 3": false} {
		d, err := vectors.Begin(t.Context(), command, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Ask(vectors.Ping, map[string]any{}, time.Minute); errors.Is(err, vectors.ErrNoAdapter) != absent {
			t.Errorf("%s: %v", command, err)
		}
	}
}

// An adapter that is told to end ends well.
func TestEndOfADialogue(t *testing.T) {
	d, err := vectors.Begin(t.Context(), adapterOf(t, "noise"), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, _, err := d.Ask(vectors.Ping, map[string]any{}, time.Minute)
	if err != nil || answer.Output == nil || len(answer.Output) > 0 || answer.NS <= 0 {
		t.Errorf("ping: %+v, %v", answer, err)
	}
	if err := d.End(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
