package evidence_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/cogbench/cogbench/report/evidence"
	"github.com/cogbench/cogbench/spec"
)

// Whatever a file holds, it is refused or can be compared and shown.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schemaVersion":1,"rulebook":"0.2.0","recordedOn":"2026-11-30","rules":[{"id":"DEV-SRP-19","outcome":"pass","seen":["x"]}],"questions":[{"id":"Q-01"}]}`))
	catalogue, err := spec.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		recording, err := evidence.Read(path)
		if err != nil {
			return
		}
		evidence.Compare(recording, catalogue).Write(io.Discard, recording)
	})
}
