package engine

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// Record is what a check saw, without any secret. It is complete but for the
// runner's word on how the check ended.
type Record struct {
	// Outcome is the worst of the cases and of what ended the check early; pass
	// without either.
	Outcome report.Outcome `json:"outcome"`
	// StandsOn are the rules that the way of the check took for granted, sorted.
	StandsOn []string `json:"standsOn,omitempty"`
	// Assuming, Wanted and Rungs are as in [report.Rule].
	Assuming []string `json:"assuming,omitempty"`
	Wanted   []string `json:"wanted,omitempty"`
	Rungs    []string `json:"rungs,omitempty"`
	// Message, Expected, Actual, Because, Observed, Settings, Cases, Cells and Transcript
	// are as in [report.Rule].
	Message    string            `json:"message,omitempty"`
	Expected   string            `json:"expected,omitempty"`
	Actual     string            `json:"actual,omitempty"`
	Because    []string          `json:"because,omitempty"`
	Observed   []string          `json:"observed,omitempty"`
	Settings   []string          `json:"settings,omitempty"`
	Cases      []report.Case     `json:"cases,omitempty"`
	Cells      []report.Cell     `json:"cells,omitempty"`
	Transcript []report.Exchange `json:"transcript,omitempty"`
	// Witnessed is what was seen of other rules.
	Witnessed []Witnessed `json:"witnessed,omitempty"`
}

// Record closes the check and returns what it saw: with the transcript unless it
// came to its end and passed. What the check says later, if it hangs, is lost.
func (c *Check) Record() Record {
	c.recorded.Do(func() {
		c.mu.Lock()
		c.closed = true
		c.mu.Unlock()
		c.record = c.summary()
		c.session.noteSilence(c.unanswered)
	})
	return c.record
}

// summary puts together what was seen so far, and takes the secrets out.
func (c *Check) summary() Record {
	r := Record{
		Outcome: report.Pass, Cases: slices.Clone(c.cases), Because: slices.Clone(c.because), StandsOn: slices.Sorted(slices.Values(c.standsOn)), Assuming: slices.Clone(c.assuming), Wanted: slices.Sorted(slices.Values(c.wanted)), Rungs: slices.Sorted(slices.Values(c.rungs)),
		Observed: slices.Clone(c.seen), Settings: slices.Sorted(maps.Keys(c.settings)), Witnessed: slices.Clone(c.witnessed),
	}
	var messages []string
	if e := c.early; e != nil {
		r.Outcome, r.Expected, r.Actual = e.outcome, e.expected, e.actual
		r.Because = append(r.Because, e.because...)
		messages = append(messages, e.message)
	}
	switch worst, count := worstCase(r.Cases); {
	case worst == nil || !worst.Outcome.Worse(r.Outcome):
	case r.Outcome == report.Pass && passedPartly(r.Cases):
		messages = append(messages, report.WordCells(report.CellsOf(r.Cases)))
	default:
		r.Outcome, r.Expected, r.Actual = worst.Outcome, worst.Expected, worst.Actual
		messages = append(messages, caseMessage(*worst, count, len(r.Cases)))
	}
	if len(c.session.cases) > 0 && len(r.Cases) == 0 && r.Outcome == report.Pass {
		r.Outcome = report.Skip // nothing of the rule was tried
		messages = append(messages, noCase(c.session.cases, slices.Clone(c.unwanted)))
	}
	if r.Outcome != report.Skip {
		r.Because = nil
	}
	r.Message = strings.Join(append(messages, c.seen...), "\n")
	if c.session.keep || !c.finished || r.Outcome != report.Pass {
		r.Transcript = c.transcript.Exchanges()
	}
	r.clean(c.scrubber())
	r.Cells = cellsOf(r.Cases, c.early, r.Because)
	return r
}

// noCase says that no case of a rule was asked for, and names those that it has.
func noCase(asked, has []string) string {
	if len(has) == 0 {
		return "the rule has no cases: omit --case"
	}
	slices.Sort(has)
	return fmt.Sprintf("no case begins with %s; there are %s", quoted(asked), quoted(has))
}

// quoted are names in a line.
func quoted(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, strconv.Quote(name))
	}
	return strings.Join(list, ", ")
}

// cellsOf are the verdicts of cases by cell. What ended the check outside its cases is
// one of its core.
func cellsOf(cases []report.Case, early *ending, because []string) []report.Cell {
	cells := report.CellsOf(cases)
	if cells == nil || early == nil {
		return cells
	}
	cells = slices.DeleteFunc(cells, func(c report.Cell) bool { return c.Name == "" })
	return append(cells, report.Cell{Outcome: early.outcome, Cases: 1, Because: because})
}

// clean passes every text through scrub.
func (r *Record) clean(scrub func(string) string) {
	r.Message, r.Expected, r.Actual = scrub(r.Message), scrub(r.Expected), scrub(r.Actual)
	for _, list := range [][]string{r.Because, r.Observed} {
		for i, text := range list {
			list[i] = scrub(text)
		}
	}
	for i := range r.Cases {
		one := &r.Cases[i]
		one.Message, one.Expected, one.Actual = scrub(one.Message), scrub(one.Expected), scrub(one.Actual)
		for j, text := range one.Because {
			one.Because[j] = scrub(text)
		}
	}
	slices.Sort(r.Because)
	r.Because = slices.Compact(r.Because)
}

// scrubber returns what takes secrets out of a text and bounds it. Most rules
// have no text at all: the secrets are looked for when the first comes.
func (c *Check) scrubber() func(string) string {
	scrub := sync.OnceValue(c.transcript.Scrubber)
	return func(text string) string {
		if text == "" {
			return ""
		}
		return bounded(scrub()(text))
	}
}

// textLimit is how many bytes of a text from a target are kept.
const textLimit = 4 << 10

// bounded cuts a text that is longer than anything a person reads.
func bounded(text string) string {
	if len(text) <= textLimit {
		return text
	}
	return strings.ToValidUTF8(text[:textLimit], "") + fmt.Sprintf(" … (%d more bytes)", len(text)-textLimit)
}

// InLine is a text on one line.
func InLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// caseMessage is the message of a rule whose worst case is w, one of count.
func caseMessage(w report.Case, count, of int) string {
	return fmt.Sprintf("%d of %s (%s), first %s: %s", count, plural.Count(of, "case"), w.Outcome, w.Name, w.Message)
}

// passedPartly reports whether the rule passed in some cells, although not in all.
func passedPartly(cases []report.Case) bool {
	cells := report.CellsOf(cases)
	return cells != nil && report.OutcomeOf(cells) == report.Pass
}

// worstCase returns the first case with the worst outcome, nil when all passed,
// and how many share that outcome.
func worstCase(cases []report.Case) (worst *report.Case, count int) {
	for i, one := range cases {
		switch {
		case one.Outcome == report.Pass:
		case worst == nil || one.Outcome.Worse(worst.Outcome):
			worst, count = &cases[i], 1
		case one.Outcome == worst.Outcome:
			count++
		}
	}
	return worst, count
}
