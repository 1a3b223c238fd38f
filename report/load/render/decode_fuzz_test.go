package render_test

import (
	"os"
	"path/filepath"
	"testing"

	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
)

// Whatever is in a load.json, it is refused or rendered, without a panic.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"tool":{"name":"cogbench"},"scenario":"refresh","startedAt":"2026-11-22T00:00:00Z","series":[{"name":"refresh.rtt","count":-1}]}`))
	path := filepath.Join(f.TempDir(), "results")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if l, err := loadreport.Read(path); err == nil {
			_, _ = render.Markdown(l)
			_, _ = render.JUnit(l)
		}
	})
}
