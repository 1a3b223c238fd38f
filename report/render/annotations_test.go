package render_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

func TestAnnotationsNameWhatCounts(t *testing.T) {
	run := sample.Conformance()
	verdict := run.Verdict(nil)
	text := string(render.Annotations(run, verdict))
	for _, rule := range verdict.Failed {
		if n := strings.Count(text, "::error title="+rule.ID+"::"); n != 1 {
			t.Errorf("%s is annotated %d times in:\n%s", rule.ID, n, text)
		}
	}
	if run.Diagnoses != nil && !strings.Contains(text, "::error title=likely cause::") {
		t.Errorf("no cause in:\n%s", text)
	}
}

// What a server sends begins no command of its own.
func TestAnnotationsCannotBeInjected(t *testing.T) {
	run := sample.Conformance()
	for i := range run.Rules {
		if run.Rules[i].Outcome == report.Fail {
			run.Rules[i].Message = "x\n::set-output name=a::b\r\n::stop-commands::c"
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(string(render.Annotations(run, run.Verdict(nil)))), "\n") {
		if !strings.HasPrefix(line, "::error title=") && !strings.HasPrefix(line, "::warning title=") {
			t.Errorf("a line of its own: %q", line)
		}
	}
}
