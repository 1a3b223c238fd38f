package render_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

func TestMarkdownHoldsWhatCounts(t *testing.T) {
	run := sample.Conformance()
	run.Rules[1].Actual = "a `tick`, a | bar\nand a line"
	text := string(render.Markdown(run, run.Verdict(nil)))
	for _, want := range []string{
		"## an emulator: not conformant: 2 rules at the gate (must)",
		"| ConfirmDevice | ✗ | 0 | 1 | 0 | 1 | 0 |",
		"- **DEV-CONF-03** (must, fail) Opt-in pool → UserConfirmationNecessary=true",
		"got `a 'tick', a | bar and a line`",
		"**Likely cause:** The server hashes A and B",
		"### Defects of cogbench\n\n- a worker process crashed: &lt;b&gt;panic&lt;/b&gt;\n",
		"### Left behind on the target\n\n- pool us-east-1\\_0001\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}
