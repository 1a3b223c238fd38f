package report_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cogbench/cogbench/report"
)

// Whatever is in a file of results, it is refused or rendered, without a panic.
func FuzzReadResults(f *testing.F) {
	f.Add([]byte(`{"tool":{"name":"cogbench"},"rules":[{"id":"DEV-CONF-03","level":"must","outcome":"fail","cases":[{"name":"a"}],"transcript":[{"request":"{}"}]}]}`))
	f.Add([]byte(`{"tool":{"name":"cogbench"},"scenario":"refresh","startedAt":"2026-11-22T00:00:00Z","series":[{"name":"refresh.rtt","count":-1}]}`))
	f.Add([]byte("DEV-CONF-03 a reason\n# a comment\n\nWIRE-01"))
	directory := f.TempDir()
	path := filepath.Join(directory, "results")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		baseline, err := report.LoadBaseline(path, func(string) bool { return true })
		if err != nil {
			baseline = nil
		}
		if c, err := report.ReadConformance(path); err == nil {
			_ = c.WriteFiles(filepath.Join(directory, "out"), c.Judge(baseline)) // an error is an answer
		}
		if l, err := report.ReadLoad(path); err == nil {
			_, _ = l.Markdown()
			_, _ = l.JUnit()
		}
	})
}
