package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

// lackings are runs that no diagnosis explains, and how the cause is told.
func lackings() map[string]struct {
	run  *report.Conformance
	told string
} {
	run := func(has []report.Capability, rules ...report.Rule) *report.Conformance {
		c := sample.Conformance()
		c.Diagnoses, c.Has, c.Rules = nil, has, rules
		c.Summary = report.Summarize(rules)
		return c
	}
	many := func(outcome report.Outcome, message string, because ...string) (rules []report.Rule) {
		for i := range 30 {
			rules = append(rules, report.Rule{ID: fmt.Sprintf("USER-%02d", i+1), Level: spec.Must, Outcome: outcome, Message: message, Because: because})
		}
		return rules
	}
	wordy := "; whatever is asked, AssociateSoftwareToken: HTTP 400 UnknownOperationException: " + strings.Repeat("The operation is not known. ", 20)
	return map[string]struct {
		run  *report.Conformance
		told string
	}{
		"something is lacking": {
			run([]report.Capability{{Name: "TOTP", Evidence: "AssociateSoftwareToken: HTTP 400 UnknownOperationException" + wordy}}, many(report.Unsupported, "the target lacks the feature totp")...),
			"it has no TOTP: AssociateSoftwareToken: HTTP 400 UnknownOperationException (30 rules wait for it)",
		},
		"nothing came": {
			run([]report.Capability{{Name: "devices", Evidence: "devices: refused: no NewDeviceMetadata came"}}, many(report.Skip, "", "no devices")...),
			"it has no devices: no NewDeviceMetadata came (30 rules wait for it)",
		},
		"an operation that no probe asked for": {
			run(nil, many(report.Unsupported, "creating a pool: SetUserPoolMfaConfig: HTTP 400 UnknownOperationException: The operation is not known.")...),
			"it has no SetUserPoolMfaConfig: HTTP 400 UnknownOperationException: The operation is not known (30 rules wait for it)",
		},
		"a rule that others stand on": {
			run(nil, append(many(report.Skip, "", "MFA-06"), report.Rule{ID: "MFA-06", Level: spec.Must, Outcome: report.Fail, Expected: "true", Actual: "false"})...),
			"MFA-06 is not kept: Wrong code → CodeMismatchException (30 rules wait for it)",
		},
		"a rule that nothing stands on": {
			run(nil, report.Rule{ID: "MFA-06", Level: spec.Must, Outcome: report.Fail, Expected: "true", Actual: "false"}),
			"MFA-06 is not kept: Wrong code → CodeMismatchException",
		},
		"several such rules": {
			run(nil, report.Rule{ID: "MFA-06", Level: spec.Must, Outcome: report.Fail}, report.Rule{ID: "MFA-07", Level: spec.Must, Outcome: report.Fail}, report.Rule{ID: "MFA-08", Level: spec.Must, Outcome: report.Fail}),
			"MFA-06, MFA-07 and MFA-08 are not kept",
		},
		"a failure below the gate, beside what the target file could give": {
			run(nil, append(many(report.Skip, "", "codes cannot be read: give `codes` in the target file"), report.Rule{ID: "MFA-06", Level: spec.Should, Outcome: report.Fail})...),
			"codes cannot be read: give `codes` in the target file (30 rules wait for it)",
		},
		"a rule that nothing stands on, beside a set-up that failed once": {
			run(nil, report.Rule{ID: "MFA-06", Level: spec.Must, Outcome: report.Fail}, many(report.Skip, "", "set-up failed at a device: ConfirmDevice: HTTP 400 InvalidParameterException")[0]),
			"MFA-06 is not kept: Wrong code → CodeMismatchException",
		},
		"a step of a set-up": {
			run(nil, many(report.Skip, "", "set-up failed at creating a pool: CreateUserPool: HTTP 400 LimitExceededException: Too many pools.")...),
			"set-up failed: CreateUserPool: HTTP 400 LimitExceededException: Too many pools (30 rules wait for it)",
		},
		"what the target file could give": {
			run(nil, many(report.Skip, "", "codes cannot be read: give `codes` in the target file: not available on this target")...),
			"codes cannot be read: give `codes` in the target file: not available on this target (30 rules wait for it)",
		},
	}
}

// The cause is among the first three lines in every form of the results, also where no
// diagnosis tells it, and has two at most.
func TestTheCauseComesFirst(t *testing.T) {
	for name, c := range lackings() {
		t.Run(name, func(t *testing.T) {
			for _, width := range []int{0, 80, 120} {
				var out bytes.Buffer
				render.Terminal{Out: &out, Width: width}.Summary(c.run, c.run.Verdict(nil))
				lines := strings.Split(out.String(), "\n")
				if got := strings.Join(strings.Fields(strings.Join(lines[1:3], " ")), " "); !strings.HasPrefix(got, "likely cause: "+c.told) {
					t.Errorf("in %d columns the first lines are:\n%s", width, strings.Join(lines[:4], "\n"))
				}
			}
			markdown := strings.Split(strings.NewReplacer("\\_", "_", "\\`", "`").Replace(string(render.Markdown(c.run, c.run.Verdict(nil)))), "\n")
			if want := "> **Likely cause:** " + c.told + "."; markdown[2] != want {
				t.Errorf("Markdown begins\n%s\nwant\n%s", strings.Join(markdown[:3], "\n"), want)
			}
			page, err := render.HTML(c.run, c.run.Verdict(nil))
			if err != nil {
				t.Fatal(err)
			}
			head, _, _ := strings.Cut(string(page), "</header>")
			what, _, _ := strings.Cut(c.told, " (30")
			if !strings.Contains(head, `<p class="cause"><strong>Likely cause:</strong> `+what) {
				t.Errorf("the page begins\n%s", head[strings.Index(head, "<h1>"):])
			}
		})
	}
}

// A cause that is told above is not told again as the one thing to mend, and what a target
// worded at length has two lines.
func TestTheCauseIsToldOnce(t *testing.T) {
	c := lackings()["something is lacking"].run
	c.Has[0].Evidence = "AssociateSoftwareToken: HTTP 400: " + strings.Repeat("The operation is not known. ", 20)
	var out bytes.Buffer
	render.Terminal{Out: &out, Width: 80}.Summary(c, c.Verdict(nil))
	if strings.Contains(out.String(), "mend first") {
		t.Errorf("it is told twice:\n%s", out.String())
	}
	lines := strings.Split(out.String(), "\n")
	if !strings.HasSuffix(lines[2], " … (30 rules wait for it)") || utf8.RuneCountInString(lines[2]) > 80 {
		t.Errorf("the third line is %q", lines[2])
	}
}

// A target that is conformant has nothing to be explained.
func TestNoCauseOfAConformantTarget(t *testing.T) {
	c := lackings()["something is lacking"].run
	for i := range c.Rules {
		c.Rules[i].Level = spec.Should
	}
	var out bytes.Buffer
	render.Terminal{Out: &out}.Summary(c, c.Verdict(nil))
	if strings.Contains(out.String(), "likely cause") || !strings.HasPrefix(out.String(), "conformant") {
		t.Errorf("wrote\n%s", out.String())
	}
}
