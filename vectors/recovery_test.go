package vectors_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/vectors"
)

// counted is an adapter's command, and how often it was started so far.
func counted(t *testing.T, command string) (line string, starts func() int) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "starts")
	return fmt.Sprintf("echo >>'%s'; %s", log, command), func() int {
		content, _ := os.ReadFile(log)
		return len(content)
	}
}

// Who dies of invalid input fails there and nowhere else, in whatever order it
// answers, and for a few starts a death.
func TestCrashesArePutDownToTheirCases(t *testing.T) {
	paths := sample(t, 200, "client_public", "user_proof", "device_verifier", "secret_hash", "timestamp", "private_key")
	tests := []struct {
		role string
		// starts bounds those of a process for each death.
		starts int
	}{
		{"mortal", 2},
		{"mortal crew", 10},
		{"mortal batch", 20},
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			t.Parallel()
			command, starts := counted(t, adapterOf(t, test.role))
			result, err := vectors.Check(t.Context(), vectors.Options{Files: paths, Command: command, Timeout: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			deaths := 0
			for _, c := range result.Cases {
				switch {
				case c.Cause == vectors.Crashed && strings.Contains(c.Message, "exit status 3"):
					deaths++
				case c.Outcome == report.Fail:
					t.Errorf("%s: %s: %s", c.ID, c.Cause, c.Message)
				}
			}
			if deaths < 12 {
				t.Errorf("%d deaths: too few to say much", deaths)
			}
			if most := test.starts*deaths + 8; starts() > most {
				t.Errorf("%d starts for %d deaths, and %d would do", starts(), deaths, most)
			}
			t.Logf("%d cases, %d deaths, %d starts", len(result.Cases), deaths, starts())
		})
	}
}

// An operation that always hangs is asked last, and keeps no other from being asked.
func TestHangingOperationIsAskedLast(t *testing.T) {
	t.Parallel()
	options := vectors.Options{
		Files:   sample(t, 4, "client_public", "user_proof", "secret_hash", "timestamp"),
		Command: adapterOf(t, "stubborn"), Timeout: 2 * time.Second,
	}
	result, err := vectors.Check(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Cases {
		if hangs := c.Op == "user_proof"; hangs != (c.Cause == vectors.Silent) || !hangs && c.Outcome != report.Pass {
			t.Errorf("%s: %s %s: %s", c.ID, c.Outcome, c.Cause, c.Message)
		}
	}
}

// What is gone is given up, after as many starts and as much waiting as one can
// bear; and that, not a disagreement, is what is said of the rest.
func TestAdapterThatIsGone(t *testing.T) {
	once := fmt.Sprintf("mkdir '%s' 2>/dev/null || exit 4; ", filepath.Join(t.TempDir(), "started"))
	tests := []struct {
		name, command string
		timeout       time.Duration
		starts        int
		message       string
	}{
		{"never there", adapterOf(t, "dead"), time.Minute, 24, "it answered nothing in 24 starts; at last: it ended with exit status 3"},
		{"asleep", adapterOf(t, "asleep"), time.Second, 6, "of waiting in vain"},
		{"stubborn", adapterOf(t, "stubborn"), 300 * time.Millisecond, 40, "of waiting in vain"},
		{"gone", once + adapterOf(t, "crash"), time.Minute, 40, "not even answer what it has answered before: it ended with exit status 4"},
	}
	paths := sample(t, 200, "client_public", "user_proof", "timestamp")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			command, starts := counted(t, test.command)
			result, err := vectors.Check(t.Context(), vectors.Options{Files: paths, Command: command, Timeout: test.timeout})
			if err != nil {
				t.Fatal(err)
			}
			if starts() > test.starts {
				t.Errorf("%d starts, not %d", starts(), test.starts)
			}
			unasked := slices.IndexFunc(result.Cases, func(c vectors.Case) bool { return c.Cause == vectors.Unasked })
			if unasked < 0 {
				t.Fatal("everything was asked")
			}
			if said := result.Cases[unasked].Message; !strings.Contains(said, test.message) {
				t.Errorf("said %q", said)
			}
		})
	}
}

// An adapter may read its whole input before it answers. If all the work takes
// longer than the time limit it is asked in smaller parts.
func TestSlowBatchesAreJudged(t *testing.T) {
	tests := []struct {
		role   string
		starts int
	}{
		{"late", 1},
		{"slow batch", 16},
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			t.Parallel()
			command, starts := counted(t, adapterOf(t, test.role))
			result, err := vectors.Check(t.Context(), vectors.Options{Files: sample(t, 48, "client_public"), Command: command, Timeout: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			if verdict, why := result.Verdict(); verdict != vectors.Agreed {
				t.Errorf("verdict %d: %s", verdict, why)
			}
			if starts() > test.starts {
				t.Errorf("%d starts, not %d", starts(), test.starts)
			}
			t.Logf("%d cases, %d starts", len(result.Cases), starts())
		})
	}
}
