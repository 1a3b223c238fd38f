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

// What is gone is given up after so many starts; and that, not a disagreement, is
// what is said of the rest.
func TestAdapterThatIsGone(t *testing.T) {
	once := fmt.Sprintf("mkdir '%s' 2>/dev/null || exit 4; ", filepath.Join(t.TempDir(), "started"))
	tests := []struct {
		name, command string
		starts        int
		message       string
	}{
		{"never there", adapterOf(t, "dead"), 24, "no answer after 24 starts; most recently: it ended with exit status 3"},
		{"gone", once + adapterOf(t, "crash"), 40, "not even answer what it has answered before: it ended with exit status 4"},
	}
	paths := sample(t, 200, "client_public", "user_proof", "timestamp")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			command, starts := counted(t, test.command)
			result, err := vectors.Check(t.Context(), vectors.Options{Files: paths, Command: command, Timeout: time.Minute})
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
