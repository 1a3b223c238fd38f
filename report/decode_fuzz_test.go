package report_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
)

// Whatever is in a file of results, it is refused or rendered, without a panic.
func FuzzReadResults(f *testing.F) {
	f.Add([]byte(`{"tool":{"name":"cogbench"},"rules":[{"id":"DEV-CONF-03","level":"must","outcome":"fail","cases":[{"name":"a"}],"transcript":[{"request":"{}"}]}]}`))
	f.Add([]byte("DEV-CONF-03 a reason\n# a comment\n\nWIRE-01"))
	directory := f.TempDir()
	path := filepath.Join(directory, "results")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		baseline, err := report.ReadBaseline(path, func(string) bool { return true })
		if err != nil {
			baseline = nil
		}
		if c, err := report.ReadConformance(path); err == nil {
			_ = render.WriteFiles(filepath.Join(directory, "out"), c, c.Verdict(baseline)) // an error is an answer
		}
	})
}
