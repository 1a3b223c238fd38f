package selftest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/dialects"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/spec"
)

// told is what a run begins with that names the cause of the dialect below, which goes on
// in the line after.
const told = "not conformant: 1 failed\nlikely cause: u is\n  Stretched (explains 1 failure)\n369 rules passed\n"

// heard is a dialect, and a run on a server of it in which every rule passed, but for
// some.
func heard(t *testing.T, outcomes map[string]report.Outcome) (dialects.Dialect, *report.Conformance) {
	t.Helper()
	d := dialects.Dialect{
		Name: "half-right", Summary: "is half right", Controls: true,
		Fails: []string{"SRP-03"}, MayFail: []string{"SRP-1"}, Passes: []string{"TOK-01"}, NotPassed: []string{"SRP-07"},
		Unjudged: []string{"DEV-GET"}, Lacks: []spec.Feature{spec.CustomAuth}, Cause: []string{"u is stretched"},
	}
	as := map[string]report.Outcome{"SRP-03": report.Fail, "SRP-07": report.Skip}
	for id, outcome := range outcomes {
		as[id] = outcome
	}
	found := &report.Conformance{}
	for _, rule := range suiteOf(t).Catalogue().Rules {
		outcome := report.Pass
		if strings.HasPrefix(rule.ID, "DEV-GET") || slices.Contains(rule.Features, spec.CustomAuth) {
			outcome = report.Unsupported
		}
		if other, given := as[rule.ID]; given {
			outcome = other
		}
		found.Rules = append(found.Rules, report.Rule{ID: rule.ID, Level: rule.Level, Outcome: outcome})
	}
	return d, found
}

func TestDialectsAreHeardOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		outcomes map[string]report.Outcome
		wrong    string
	}{
		"as listed":                  {nil, ""},
		"the guilty passes":          {map[string]report.Outcome{"SRP-03": report.Pass}, "SRP-03 should fail"},
		"the guilty is not judged":   {map[string]report.Outcome{"SRP-03": report.Skip}, "SRP-03 should fail"},
		"the innocent fails":         {map[string]report.Outcome{"SRP-04": report.Fail}, "SRP-04 should not fail: the server does as the rule says"},
		"one that may fail":          {map[string]report.Outcome{"SRP-12": report.Fail}, ""},
		"one that has to pass":       {map[string]report.Outcome{"TOK-01": report.Skip}, "TOK-01 should pass"},
		"one that proves nothing":    {map[string]report.Outcome{"SRP-07": report.Pass}, "SRP-07 should not pass: what is wrong is taken as well"},
		"what the server lacks":      {map[string]report.Outcome{"DEV-GET-01": report.Fail}, "DEV-GET-01 should not be judged: it is about what the server lacks"},
		"a feature that it lacks":    {map[string]report.Outcome{"DEV-SRP-22": report.Fail}, "DEV-SRP-22 should not fail: the server does as the rule says"},
		"of an open rule, no matter": {map[string]report.Outcome{"SRP-18": report.Fail}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d, found := heard(t, c.outcomes)
			got, err := selftest.CompareDialect(suiteOf(t), d, found, told)
			if err != nil {
				t.Fatal(err)
			}
			var wrong []string
			for _, w := range got.Wrong {
				wrong = append(wrong, w.Rule+" should "+w.Should)
			}
			if told := strings.Join(wrong, "; "); told != c.wrong || got.OK() != (c.wrong == "") {
				t.Errorf("wrong %q, want %q, ok %t", told, c.wrong, got.OK())
			}
		})
	}
}

// A run that says little is not as it should be.
func TestDialectsNeedVerdicts(t *testing.T) {
	t.Parallel()
	d, found := heard(t, nil)
	for i, rule := range found.Rules {
		if i%4 == 0 && rule.Outcome == report.Pass && rule.ID != "TOK-01" {
			found.Rules[i].Outcome = report.Skip
		}
	}
	got, err := selftest.CompareDialect(suiteOf(t), d, found, told)
	if err != nil || got.Share() >= 0.8 || got.Share() < 0.7 || got.OK() || len(got.Wrong) > 0 || len(got.Unjudged) != got.Permitted-got.Judged {
		t.Errorf("judged %d of %d, wrong %v, ok %t, %v", got.Judged, got.Permitted, got.Wrong, got.OK(), err)
	}
	d, found = heard(t, nil)
	found.Interrupted = true
	if cut, err := selftest.CompareDialect(suiteOf(t), d, found, told); err != nil || cut.OK() {
		t.Errorf("a run that was ended is as it should be, %v", err)
	}
	var out bytes.Buffer
	selftest.Text{Out: &out}.DialectsLine(&selftest.DialectReport{Dialects: []selftest.Dialect{got}})
	if !strings.Contains(out.String(), "0 of 1 dialects judged as a careful person judges them") || !strings.Contains(out.String(), "misjudges") {
		t.Errorf("wrote %q", out.String())
	}
}

// The cause has to be in the first three lines of what the run wrote.
func TestDialectsNeedTheirCauseFirst(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told  string
		named bool
	}{
		"in the second line, and on in the third": {told, true},
		"in the fourth line":                      {"not conformant\nit has SRP\nmend first:\nu is stretched\n", false},
		"partly in the third":                     {"not conformant\nit has SRP\nlikely cause: u is\n  stretched\n", false},
		"nowhere":                                 {"not conformant", false},
	} {
		d, found := heard(t, nil)
		got, err := selftest.CompareDialect(suiteOf(t), d, found, c.told)
		if err != nil || (got.Unnamed == "") != c.named || got.OK() != c.named || len(got.Lines) > 3 {
			t.Errorf("%s: the cause that was not named is %q, ok %t, %d lines, %v", name, got.Unnamed, got.OK(), len(got.Lines), err)
		}
	}
}

// Of a server that has no cause the text does not say that one was named.
func TestDialectsWithoutACause(t *testing.T) {
	t.Parallel()
	for want, causes := range map[string][]string{"no cause to name": nil, "cause named": {"u is stretched"}, "cause not named": {"u is shrunk"}} {
		d, found := heard(t, nil)
		d.Cause = causes
		got, err := selftest.CompareDialect(suiteOf(t), d, found, told)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if (selftest.Text{Out: &out}).Dialect(got); !strings.Contains(out.String(), ", "+want+", ") {
			t.Errorf("wrote %q, want %q", out.String(), want)
		}
	}
}

// A run that takes too long fails where its time is held, and is told of otherwise.
func TestDialectsHaveALimit(t *testing.T) {
	t.Parallel()
	d, found := heard(t, nil)
	found.DurationSeconds = dialects.Limit.Seconds() + 11
	late, err := selftest.CompareDialect(suiteOf(t), d, found, told)
	if err != nil || !late.OK() {
		t.Fatalf("ok %t, %v", late.OK(), err)
	}
	for _, c := range []struct {
		held  bool
		wrote string
	}{{false, "71.0 s, more than 60"}, {true, "71.0 s of the 60 it may take"}} {
		late.LimitHeld = c.held
		var out bytes.Buffer
		selftest.Text{Out: &out}.Dialect(late)
		if late.OK() == c.held || !strings.Contains(out.String(), c.wrote) {
			t.Errorf("held %t: ok %t, wrote %q", c.held, late.OK(), out.String())
		}
	}
}
