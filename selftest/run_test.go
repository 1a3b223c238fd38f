package selftest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// processVariable has this test binary be a process of the suite.
const processVariable = "COGBENCH_TEST_SUITE_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(processVariable) == "" {
		os.Exit(m.Run())
	}
	if err := engine.Serve(suites.All, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func suiteOf(t *testing.T) *engine.Suite {
	t.Helper()
	suite, err := suites.Load()
	if err != nil {
		t.Fatal(err)
	}
	return suite
}

// itself makes a process of the suite of this test binary.
func itself() *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), processVariable+"=1")
	return command
}

// named is a fault whose entry is changed.
func named(t *testing.T, name string, edit func(*faults.Fault)) faults.Fault {
	t.Helper()
	fault, err := faults.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	edit(&fault)
	return fault
}

// wrongEntries are faults whose entries say what is not so.
func wrongEntries(t *testing.T) []faults.Fault {
	return []faults.Fault{
		named(t, "wrong-content-type", func(*faults.Fault) {}),
		named(t, "short-session", func(f *faults.Fault) {
			f.Name, f.Breaks, f.Also = "wrongly-named", []string{"WIRE-13"}, []string{"WIRE-14"}
		}),
		named(t, "custom-flow-skips-device", func(f *faults.Fault) { f.Name, f.Breaks, f.Also = "never-asked", []string{"WIRE-15"}, nil }),
	}
}

func TestAWrongEntryShows(t *testing.T) {
	if testing.Short() {
		t.Skip("starts pools and processes")
	}
	t.Parallel()
	var told []string
	m := selftest.Run(t.Context(), suiteOf(t), selftest.Options{
		Command: itself, Faults: wrongEntries(t), Parallel: 2,
		Done: func(r selftest.Row, _ int) { told = append(told, r.Name) },
	})
	if len(m.Defects) > 0 || m.Interrupted || len(m.Control.Others) > 0 {
		t.Fatalf("defects %q, interrupted %t, control %v", m.Defects, m.Interrupted, m.Control.Others)
	}
	for i, want := range []struct {
		name                                 string
		killed, survived, unforeseen, unseen string
		dead                                 bool
	}{
		{name: "wrong-content-type", killed: "WIRE-25"},
		{name: "wrongly-named", survived: "WIRE-13", unforeseen: "WIRE-12", unseen: "WIRE-14"},
		{name: "never-asked", survived: "WIRE-15", dead: true},
	} {
		row := m.Faults[i]
		if row.Name != want.name || row.Dead() != want.dead || row.Exact() != (want.killed != "") {
			t.Errorf("row %d: %s, dead %t, exact %t", i, row.Name, row.Dead(), row.Exact())
		}
		for finding, rules := range map[selftest.Finding]string{
			selftest.Killed: want.killed, selftest.Survived: want.survived,
			selftest.Unforeseen: want.unforeseen, selftest.Unseen: want.unseen,
		} {
			if got := rulesOf(row.With(finding)); got != rules {
				t.Errorf("%s: %s %q, want %q", row.Name, finding, got, rules)
			}
		}
	}
	if m.OK() || m.Sets != nil || m.Summary.Killed != 1 || m.Summary.Dead != 1 || len(told) != 3 {
		t.Errorf("ok %t, sets %v, summary %+v, told of %v", m.OK(), m.Sets, m.Summary, told)
	}
	shows(t, m)
}

// TestFaultsOfOneLegSpareTheOther holds that the entries of faults say which of the rules
// of the device's proof fail beside the user's: no rule is foreseen to fail that passes.
func TestFaultsOfOneLegSpareTheOther(t *testing.T) {
	if testing.Short() {
		t.Skip("starts pools and processes")
	}
	t.Parallel()
	of := []string{"SRP-05", "SRP-08"}
	var tried []faults.Fault
	for _, fault := range faults.All() {
		breaksProof := slices.ContainsFunc(fault.Breaks, func(id string) bool { return strings.HasPrefix(id, "SRP-") })
		if !fault.Chance && breaksProof && slices.Contains(fault.Also, "SRP-04") || fault.Breaks[0] == "SRP-04" {
			tried = append(tried, fault)
		}
	}
	m := selftest.Run(t.Context(), suiteOf(t), selftest.Options{Command: itself, Faults: tried, Rules: of, Full: true, Parallel: 2})
	if len(tried) < 8 || len(m.Defects) > 0 {
		t.Errorf("%d faults tried, defects %q", len(tried), m.Defects)
	}
	for _, row := range m.Faults {
		for _, finding := range []selftest.Finding{selftest.Unseen, selftest.Unforeseen} {
			if wrong := rulesOf(row.With(finding)); wrong != "" {
				t.Errorf("%s: %s %s", row.Name, finding, wrong)
			}
		}
	}
}

// shows holds that all renderings tell of the wrong entries.
func shows(t *testing.T, m *selftest.Matrix) {
	t.Helper()
	var text bytes.Buffer
	selftest.Text{Out: &text}.Matrix(m)
	selftest.Text{Out: &text}.Line(m)
	page, err := m.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"text": text.String(), "page": string(page)} {
		for _, want := range []string{"wrong-content-type", "WIRE-13", "WIRE-12", "WIRE-14", "never-asked", "does not prove"} {
			if !strings.Contains(content, want) {
				t.Errorf("the %s does not say %q", name, want)
			}
		}
	}
	if !strings.Contains(text.String(), "dead switch") {
		t.Errorf("the text tells of no dead switch:\n%s", &text)
	}
	data, err := m.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var again selftest.Matrix
	if err := json.Unmarshal(data, &again); err != nil || len(again.Faults) != 3 || again.Faults[1].Cells[0].Rule == "" {
		t.Errorf("the JSON reads back as %+v, %v", again.Summary, err)
	}
}

func rulesOf(cells []selftest.Cell) string {
	var ids []string
	for _, cell := range cells {
		ids = append(ids, cell.Rule)
	}
	return strings.Join(ids, " ")
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := selftest.Run(ctx, suiteOf(t), selftest.Options{Command: itself, Faults: wrongEntries(t)[:1]})
	if !m.Interrupted || m.OK() || len(m.Faults) > 0 {
		t.Errorf("interrupted %t, ok %t, %d faults", m.Interrupted, m.OK(), len(m.Faults))
	}
}

// A run checks what a fault is for, what stands next to it and what these stand
// on; a full run checks everything, what it violates by the way too.
func TestPlanned(t *testing.T) {
	suite := suiteOf(t)
	fault := named(t, "confirm-again", func(f *faults.Fault) { f.Also = []string{"AUTH-04"} })
	got := selftest.Planned(suite, fault, false)
	for _, id := range []string{"DEV-CONF-07", "DEV-CONF-06", "DEV-CONF-08", "DEV-CONF-01", "DEV-NEW-01"} {
		if !slices.Contains(got, id) {
			t.Errorf("%s is not checked: %v", id, got)
		}
	}
	for _, id := range []string{"DEV-CONF-20", "SRP-20", "TOK-01", "AUTH-04"} {
		if slices.Contains(got, id) {
			t.Errorf("%s is checked too", id)
		}
	}
	full := selftest.Planned(suite, fault, true)
	for _, rule := range suite.Catalogue().Rules {
		if slices.Contains(full, rule.ID) != suite.Has(rule.ID) {
			t.Errorf("%s in a full run: %t", rule.ID, !suite.Has(rule.ID))
		}
	}
}

// Three sets have to be equal: an inequality in any direction shows.
func TestCompare(t *testing.T) {
	suite := suiteOf(t)
	var whole selftest.Row
	whole.Fired = 1
	for _, rule := range suite.Catalogue().Rules {
		if rule.Checkable() && rule.Level != spec.Open {
			whole.Cells = append(whole.Cells, selftest.Cell{Rule: rule.ID, Role: selftest.Named, Outcome: report.Fail, Finding: selftest.Killed})
		}
	}
	if sets := selftest.Compare(suite, []selftest.Row{whole}); !sets.Equal() || sets.Broken != len(whole.Cells) {
		t.Errorf("with every rule killed: %+v", sets)
	}
	dead, partly, beyond := whole, whole, whole
	dead.Fired = 0
	partly.Cells = whole.Cells[1:]
	beyond.Cells = append(slices.Clone(whole.Cells), selftest.Cell{Rule: "POOL-14", Finding: selftest.Killed})
	for name, row := range map[string]selftest.Row{"a dead switch": dead, "a rule that nothing fails": partly, "a rule that nobody sees": beyond} {
		if selftest.Compare(suite, []selftest.Row{row}).Equal() {
			t.Errorf("with %s the sets are equal", name)
		}
	}
	if sets := selftest.Compare(engine.NewSuite(suite.Catalogue()), []selftest.Row{whole}); sets.Equal() || len(sets.WithoutCheck) == 0 {
		t.Error("without a check the sets are equal")
	}
}

func TestVaryTellsWhoObjects(t *testing.T) {
	t.Parallel()
	one, err := variations.Named("texts-reworded")
	if err != nil {
		t.Fatal(err)
	}
	v := selftest.Try(t.Context(), suiteOf(t), selftest.Variations([]variations.Variation{one}, false), selftest.Options{
		Command: itself, Parallel: 1, Rules: []string{"WIRE-05", "AUTH-04", "AUTH-24", "AUTH-27", "MFA-06", "MFA-14"},
	}, nil)
	if len(v.Variations) != 1 || !v.OK() {
		t.Fatalf("ok %t: %+v", v.OK(), v)
	}
	tried := v.Variations[0]
	var objecting []string
	for _, o := range tried.Objections {
		objecting = append(objecting, o.Rule)
	}
	if want := []string{"AUTH-24", "AUTH-27", "MFA-14"}; tried.Passed != 3 || !slices.Equal(objecting, want) {
		t.Errorf("%d passed and %v object, want 3 and %v", tried.Passed, objecting, want)
	}
	var text bytes.Buffer
	selftest.Text{Out: &text}.Variations(v)
	if !strings.Contains(text.String(), "object (observed): ") || !strings.Contains(text.String(), "accepts what is right") {
		t.Errorf("the text: %s", &text)
	}
}
