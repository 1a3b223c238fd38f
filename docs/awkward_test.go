package docs_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/awkward"
)

// The guide lists the awkward ways as the pools have them.
func TestAwkwardWaysOfTheGuide(t *testing.T) {
	var table strings.Builder
	table.WriteString("| way | the pool | exercises |\n|---|---|---|\n")
	for _, way := range awkward.All() {
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", way.Name, way.Summary, strings.Join(way.Rules, ", "))
	}
	if !strings.Contains(read(t, os.DirFS("."), "clients.md"), "\n\n"+table.String()+"\n") {
		t.Errorf("clients.md lists other ways; these are all:\n%s", table.String())
	}
}
