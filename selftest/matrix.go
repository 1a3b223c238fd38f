package selftest

import (
	"slices"
	"time"

	"github.com/cogbench/cogbench/report"
)

// Matrix is rule × fault: what one self-test found, the content of
// selftest.json.
type Matrix struct {
	// SchemaVersion is [SchemaVersion], which the file has.
	SchemaVersion int `json:"schemaVersion"`

	Tool report.Tool `json:"tool"`
	// StartedAt is when the self-test began, in UTC.
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds is the wall time of all of it.
	DurationSeconds float64 `json:"durationSeconds"`
	// Full is true if every fault was checked with the whole suite.
	Full bool `json:"full"`
	// Interrupted is true if it was ended early.
	Interrupted bool    `json:"interrupted,omitempty"`
	Summary     Summary `json:"summary"`
	// Control is the run without a fault.
	Control Control `json:"control"`
	// Faults holds a row for each fault that was tried, in the order of the list.
	Faults []Row `json:"faults"`
	// Sets compares the rules that are checked with those that can fail; it is nil
	// unless all faults were tried to the end.
	Sets *Sets `json:"sets,omitempty"`
	// Defects are failures of the suite itself.
	Defects []string `json:"defects,omitempty"`
}

// Summary counts faults, and the cells of the matrix by what they show.
type Summary struct {
	// Faults were tried; Killed are those that every rule they name noticed.
	Faults int `json:"faults"`
	Killed int `json:"killed"`
	// Dead are faults that never acted.
	Dead       int `json:"dead"`
	Survived   int `json:"survived"`
	Acquitted  int `json:"acquitted"`
	Foreseen   int `json:"foreseen"`
	Unforeseen int `json:"unforeseen"`
	Unseen     int `json:"unseen"`
	// Rules is the number of different rules that failed on some fault.
	Rules int `json:"rules"`
	// Checks is the number of checks that were run, the control's included.
	Checks int `json:"checks"`
}

// Control is what the suite found on the pool without faults.
type Control struct {
	// Passed is the number of rules that passed.
	Passed int `json:"passed"`
	// Others are the rules that did not: no fault can be shown to break them.
	Others []Cell `json:"others,omitempty"`
}

// Row is one fault and the rules that were checked on it.
type Row struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	// Seen is the kind of implementation that makes this mistake, "" if none is known.
	Seen string `json:"seen,omitempty"`
	// Toy marks a plausible server as a whole.
	Toy bool `json:"toy,omitempty"`
	// Chance marks a fault that acts on some random numbers alone.
	Chance bool `json:"chance,omitempty"`
	// Fired is how many times the fault acted.
	Fired int64 `json:"fired"`
	// Panics is how many operations of the pool broke down: the fault itself is
	// defective.
	Panics int64 `json:"panics,omitempty"`
	// DurationSeconds is the wall time of its checks.
	DurationSeconds float64 `json:"durationSeconds"`
	// Cells hold a verdict on each rule checked, in the order of the catalogue.
	Cells []Cell `json:"cells"`
}

// Cell is what came of one rule on one fault.
type Cell struct {
	Rule    string         `json:"rule"`
	Role    Role           `json:"role"`
	Outcome report.Outcome `json:"outcome"`
	Finding Finding        `json:"finding"`
	// Because names what a skipped rule stands on.
	Because []string `json:"because,omitempty"`
	// Message is what the check saw.
	Message string `json:"message,omitempty"`
	// DurationSeconds is the wall time of the check.
	DurationSeconds float64 `json:"durationSeconds"`
}

// Finding says what a cell shows.
type Finding string

// The findings.
const (
	Killed     Finding = "killed"     // a rule that the fault names failed
	Survived   Finding = "survived"   // a rule that the fault names did not fail
	Acquitted  Finding = "acquitted"  // a rule passed though the server takes what is wrong as well
	Foreseen   Finding = "foreseen"   // another rule failed, as the entry says
	Unforeseen Finding = "unforeseen" // another rule failed, and the entry does not say so
	Unseen     Finding = "unseen"     // the entry says that the rule is violated, and it passed
	Leaning    Finding = "leaning"    // the rule could not be judged: what it stands on failed
	Unmoved    Finding = "unmoved"    // the rule passed, as it should
)

// finding is what a rule's outcome shows, by its role. If the fault acts by chance, its
// entry cannot say which other checks it affects.
func finding(role Role, outcome report.Outcome, chance bool) Finding {
	failed := outcome == report.Fail || outcome == report.Unsupported
	switch {
	case role == Named && outcome == report.Fail:
		return Killed
	case role == Named:
		return Survived
	case role == Faked && outcome == report.Pass:
		return Acquitted
	case failed && (role == Declared || role == Faked || chance):
		return Foreseen
	case failed:
		return Unforeseen
	case outcome != report.Pass:
		return Leaning
	case role == Declared && !chance:
		return Unseen
	default:
		return Unmoved
	}
}

// With returns the rules of the row that show the finding.
func (r Row) With(f Finding) []Cell {
	return slices.DeleteFunc(slices.Clone(r.Cells), func(c Cell) bool { return c.Finding != f })
}

// Dead reports whether the fault never acted.
func (r Row) Dead() bool { return r.Fired == 0 }

// Killed reports whether every rule that the fault names noticed it, and the
// fault was at work.
func (r Row) Killed() bool {
	return !r.Dead() && r.Panics == 0 && len(r.With(Survived)) == 0 && len(r.With(Killed)) > 0
}

// Foreseen reports whether the fault was killed, failed no rule but those that its
// entry lists, and passed none that it fakes.
func (r Row) Foreseen() bool {
	return r.Killed() && len(r.With(Unforeseen)) == 0 && len(r.With(Acquitted)) == 0
}

// Exact reports whether it failed all of those, too. Few need several tries to
// fail, and an entry that lists too much proves nothing wrong.
func (r Row) Exact() bool { return r.Foreseen() && len(r.With(Unseen)) == 0 }

// OK reports whether the suite has shown that it can fail: it passes without a
// fault, every fault is killed by the rules that it names and fails no other
// than its entry says, and every rule that is checked is broken by one.
func (m *Matrix) OK() bool {
	return !m.Interrupted && len(m.Defects) == 0 && len(m.Control.Others) == 0 &&
		!slices.ContainsFunc(m.Faults, func(r Row) bool { return !r.Foreseen() }) &&
		(m.Sets == nil || m.Sets.Equal())
}

// summarize counts the matrix.
func (m *Matrix) summarize() {
	s := Summary{Faults: len(m.Faults), Checks: m.Control.Passed + len(m.Control.Others)}
	failed := map[string]bool{}
	for _, row := range m.Faults {
		if row.Killed() {
			s.Killed++
		}
		if row.Dead() {
			s.Dead++
		}
		s.Checks += len(row.Cells)
		for _, cell := range row.Cells {
			if cell.Outcome == report.Fail {
				failed[cell.Rule] = true
			}
			switch cell.Finding {
			case Survived:
				s.Survived++
			case Acquitted:
				s.Acquitted++
			case Foreseen:
				s.Foreseen++
			case Unforeseen:
				s.Unforeseen++
			case Unseen:
				s.Unseen++
			}
		}
	}
	s.Rules = len(failed)
	m.Summary = s
}
