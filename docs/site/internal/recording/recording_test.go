package recording_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/docs/site/internal/recording"
	"github.com/cogbench/cogbench/referee/har"
)

// recordings is the folder of explain's own.
const recordings = "../../../../referee/explain/testdata"

func TestARecordingIsExplained(t *testing.T) {
	file, err := os.Open(filepath.Join(recordings, "misused", "device-key-missing-in-mfa-response.cognito-srp-helper.har"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	found, err := recording.Explain(t.Context(), "1.2.3", recording.Recording{Name: "mine.har", Source: file})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`id="diagnosis-device-key-missing-in-mfa-response"`, "cogbench 1.2.3", "mine.har", found.Verdict} {
		if !strings.Contains(string(found.HTML), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if !strings.Contains(found.Verdict, "violated") || found.Calls == 0 {
		t.Errorf("verdict %q of %d calls", found.Verdict, found.Calls)
	}
}

func TestWhatCannotBeExplained(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join(recordings, "right", "identity-js.always.har"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		text   string
		format bool // an error that says so
		says   string
	}{
		"no HAR":       {"hello", true, "mine.har: not a HAR: byte 0"},
		"another JSON": {`{"a": 1}`, true, "mine.har: not a HAR"},
		"empty":        {"", true, "mine.har: not a HAR: byte 0"},
		"cut off":      {string(whole[:len(whole)/2]), false, "no verdict"},
		"no call":      {`{"log":{"version":"1.2","entries":[]}}`, false, "no verdict"},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := recording.Explain(t.Context(), "1", recording.Recording{Name: "mine.har", Source: strings.NewReader(test.text)})
			var said string
			if err != nil {
				said = err.Error()
			} else {
				said = found.Verdict
			}
			if errors.Is(err, har.ErrFormat) != test.format || !strings.Contains(said, test.says) {
				t.Errorf("said %q, want %q", said, test.says)
			}
		})
	}
}

// errLost is that of a file that is gone.
var errLost = errors.New("lost")

func TestASourceThatFails(t *testing.T) {
	source := io.MultiReader(strings.NewReader(`{"log":{"entries":[`), failing{})
	_, err := recording.Explain(t.Context(), "1", recording.Recording{Name: "mine.har", Source: source})
	if !errors.Is(err, errLost) || errors.Is(err, har.ErrFormat) {
		t.Errorf("the error is %v, want that of the source", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errLost }
