package render_test

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

// asOf is the sample judged by the rules of 0.1.0, of which all but WIRE-01 came later.
func asOf() *report.Conformance {
	c := sample.Conformance()
	c.Rulebook.AsOf = "0.1.0"
	for i := range c.Rules[1:] {
		c.Rules[1+i].NewIn = "0.2.0"
	}
	return c
}

// What is newer than the rules that judge is shown everywhere, and counts nowhere.
func TestNewerRulesAreShownAndDoNotCount(t *testing.T) {
	c := asOf()
	verdict := c.Verdict(nil)
	if !verdict.Conformant() {
		t.Fatalf("failed %v, unjudged %v", verdict.Failed, verdict.Unjudged)
	}
	var terminal bytes.Buffer
	render.Terminal{Out: &terminal}.Summary(c, verdict)
	page, err := render.HTML(c, verdict)
	if err != nil {
		t.Fatal(err)
	}
	junit, err := render.JUnit(c)
	if err != nil {
		t.Fatal(err)
	}
	line := "6 rules newer than 0.1.0, shown and not counted, of which did not pass: DEV-CONF-03 DEV-CONF-04 DEV-GET-02 DEV-GET-03 DEV-LIST-07"
	for _, want := range []struct{ name, in, text string }{
		{"terminal", terminal.String(), line},
		{"terminal", terminal.String(), "gate must, rules as of 0.1.0"},
		{"terminal", terminal.String(), "conformant (must)"},
		{"markdown", string(render.Markdown(c, verdict)), line},
		{"markdown", string(render.Markdown(c, verdict)), "- **DEV-CONF-03** (must, fail, new in 0.2.0, not counted)"},
		{"page", string(page), line},
		{"page", string(page), "fail (new in 0.2.0, not counted)"},
		{"page", string(page), "0.2.0 as of 0.1.0"},
		{"JUnit", string(junit), "fail: new in 0.2.0, not counted: 1 of 2 cases"},
	} {
		if !strings.Contains(want.in, want.text) {
			t.Errorf("%s: no %q in:\n%s", want.name, want.text, want.in)
		}
	}
	var file junitFile
	if err := xml.Unmarshal(junit, &file); err != nil || file.Failures != 0 {
		t.Errorf("JUnit counts %d failures, error %v", file.Failures, err)
	}
}

func TestSinceKnowsTheVersions(t *testing.T) {
	var out bytes.Buffer
	if err := render.Since(&out, "known.txt", spec.Version, []string{"DEV-CONF-01"}); err != nil || out.Len() > 0 {
		t.Errorf("since now: %q, error %v", out.String(), err)
	}
	if err := render.Since(&out, "known.txt", "9.0.0", nil); err == nil || !strings.Contains(err.Error(), "known.txt: there is no version") {
		t.Errorf("error %v of a version to come", err)
	}
}
