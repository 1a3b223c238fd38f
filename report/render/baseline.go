package render

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/report"
)

// WriteBaseline writes the rules that failed or are unsupported as a baseline,
// each with what was seen as its reason, which a person then replaces.
func WriteBaseline(path string, c *report.Conformance) error {
	var text bytes.Buffer
	fmt.Fprintf(&text, "# Rules that %s is known to fail: id and reason, one per line.\n%s\n", c.Target.Name, report.BaselineRulebook(c.Rulebook.Made()))
	for _, rule := range c.Rules {
		if rule.Outcome == report.Fail || rule.Outcome == report.Unsupported {
			fmt.Fprintf(&text, "%s %s: %s\n", rule.ID, rule.Outcome, firstLine(rule.Message))
		}
	}
	return atomicfile.Write(path, text.Bytes(), 0o644)
}

// firstLine is the beginning of a message, fit for one line of a list.
func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return strings.Join(strings.Fields(line), " ")
}
