package vectors_test

import (
	"os/exec"
	"strings"
	"testing"
)

// A library is judged in other people's tests: what that pulls in stays small.
func TestImportsAreFew(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".", "./diagnose", "../srp/...").CombinedOutput()
	if err != nil {
		t.Skipf("go list: %v\n%s", err, out)
	}
	allowed := []string{
		"github.com/cogbench/cogbench/", "github.com/goccy/go-yaml", "github.com/santhosh-tekuri/jsonschema/v6",
		"golang.org/x/sync/errgroup", "golang.org/x/sys/cpu", "golang.org/x/text/", "vendor/", "crypto/internal/",
	}
	for path := range strings.FieldsSeq(string(out)) {
		known := !strings.Contains(path, ".")
		for _, prefix := range allowed {
			known = known || strings.HasPrefix(path, prefix)
		}
		if !known {
			t.Errorf("%s is pulled in", path)
		}
	}
}
