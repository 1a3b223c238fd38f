package render_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

func TestMarkdownHoldsWhatCounts(t *testing.T) {
	run := sample.Conformance()
	run.Rules[2].Actual = "a `tick`, a | bar\nand a line"
	text := string(render.Markdown(run, run.Verdict(nil)))
	for _, want := range []string{
		"## an emulator: not conformant: 1 failed, 1 skipped for them (gate must)",
		"| ConfirmDevice | ✗ | 0 | 1 | 0 | 1 | 0 |",
		"- **DEV-CONF-03** (must, fail) Opt-in pool → UserConfirmationNecessary=true",
		"got `a 'tick', a | bar and a line`",
		"  \n  `cogbench conform --rule DEV-CONF-03 --case 'secret client' --endpoint http://127.0.0.1:9229`\n",
		"\n  ```sh\n  curl -sS 'http://127.0.0.1:9229/' \\\n",
		"**It has:** ✓ USER\\_SRP\\_AUTH, ✗ TOTP, ? refresh\n",
		"**How it was reached:** client: without ALLOW",
		"1 passed partly, 1 judged assuming u-unpadded: such a pass never makes a target conformant.\n",
		"- **1 skipped** The server hashes A and B without their sign byte.  \n  DEV-CONF-04\n",
		"- **DEV-CONF-03** (must) pass → fail, **regression**\n",
		"> **Likely cause:** The server hashes A and B without their sign byte (explains 1 failure, and 1 rule waits for it). Evidence: 12 of 12 proofs fit. Rules: DEV-CONF-03.\n",
		"### Defects of cogbench\n\n- a worker process crashed: &lt;b&gt;panic&lt;/b&gt;\n",
		"### Left behind on the target\n\n- pool us-east-1\\_0001\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

// What is to be mended beside the cause is ranked with it.
func TestMarkdownRanksWhatToMend(t *testing.T) {
	run := sample.Conformance()
	for _, id := range []string{"DEV-LIST-01", "DEV-LIST-02"} {
		run.Rules = append(run.Rules, report.Rule{ID: id, Level: spec.Must, Outcome: report.Unsupported, Message: "the target lacks the feature totp"})
	}
	want := "**Mend first**, and how many rules wait for it:\n\n1. **3 rules**: The server hashes A and B without their sign byte.\n1. **2 rules**: it has no TOTP: "
	if text := string(render.Markdown(run, run.Verdict(nil))); !strings.Contains(text, want) {
		t.Errorf("no %q in:\n%s", want, text)
	}
}

// A rule that was not judged shows no two sides: what it was about was not seen.
func TestMarkdownShowsNoSidesOfASkip(t *testing.T) {
	run := sample.Conformance()
	for i := range run.Rules {
		if run.Rules[i].Outcome == report.Skip {
			run.Rules[i].Expected, run.Rules[i].Actual = "something", "something else"
		}
	}
	if text := string(render.Markdown(run, run.Verdict(nil))); strings.Contains(text, "something") {
		t.Errorf("a skip has two sides:\n%s", text)
	}
}
