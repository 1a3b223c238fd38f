package docs_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

// The terminal in the README is of today's rules, and its pictures load quickly.
func TestPicturesAreOfToday(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("of %d rules judged", len(catalogue.Rules)); !strings.Contains(read(t, os.DirFS("."), "pictures/terminal.svg"), want) {
		t.Errorf("the terminal shows other than %q: go run ./ci/pictures COGBENCH makes it anew", want)
	}
	for name, limit := range map[string]int64{"terminal.svg": 60_000, "architecture.svg": 60_000, "report.png": 150_000} {
		info, err := fs.Stat(os.DirFS("pictures"), name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > limit {
			t.Errorf("%s has %d bytes, more than %d", name, info.Size(), limit)
		}
	}
}
