package suites

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/cogbench/cogbench/report"
)

// outcome is the verdict on the rule so far: the worst of its cases and of what
// ended the check early, if anything did.
func (c *Check) outcome() report.Rule {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := report.Rule{
		ID: c.rule.ID, Level: c.rule.Level, Step: c.rule.Step, Outcome: report.Pass,
		Cases: slices.Clone(c.cases), Because: slices.Clone(c.because),
	}
	var messages []string
	if c.early != nil {
		r.Outcome, r.Expected, r.Actual = c.early.outcome, c.early.expected, c.early.actual
		r.Because = append(r.Because, c.early.because...)
		messages = append(messages, c.early.message)
	}
	worst, count := worstCase(r.Cases)
	if worst != nil && rank(worst.Outcome) > rank(r.Outcome) {
		r.Outcome, r.Expected, r.Actual = worst.Outcome, worst.Expected, worst.Actual
		messages = append(messages, caseMessage(*worst, count, len(r.Cases)))
	}
	if r.Outcome != report.Skip {
		r.Because = nil
	}
	r.Message = strings.Join(append(messages, c.seen...), "\n")
	return r
}

// close takes the final outcome for the report: with the transcript, unless the
// rule passed and keep is false, and without any secret.
func (c *Check) close(r *report.Rule, keep bool) {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	scrub := c.scrubber()
	r.Message, r.Expected, r.Actual = scrub(r.Message), scrub(r.Expected), scrub(r.Actual)
	for i, because := range r.Because {
		r.Because[i] = scrub(because)
	}
	for i := range r.Cases {
		one := &r.Cases[i]
		one.Message, one.Expected, one.Actual = scrub(one.Message), scrub(one.Expected), scrub(one.Actual)
	}
	slices.Sort(r.Because)
	r.Because = slices.Compact(r.Because)
	if keep || r.Outcome != report.Pass {
		r.Transcript = c.transcript.Exchanges()
	}
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
	return strings.ToValidUTF8(text[:textLimit], "") + fmt.Sprintf(" … (%d bytes more)", len(text)-textLimit)
}

// silence reports whether the target gave no answer to some call of the check.
func (c *Check) silence() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unanswered
}

// caseMessage is the message of a rule whose worst case is w, one of count.
func caseMessage(w report.Case, count, of int) string {
	return fmt.Sprintf("%d of %d cases (%s), first %s: %s", count, of, w.Outcome, w.Name, w.Message)
}

// worstCase returns the first case with the worst outcome, nil when all passed,
// and how many share that outcome.
func worstCase(cases []report.Case) (worst *report.Case, count int) {
	for i, one := range cases {
		switch {
		case one.Outcome == report.Pass:
		case worst == nil || rank(one.Outcome) > rank(worst.Outcome):
			worst, count = &cases[i], 1
		case one.Outcome == worst.Outcome:
			count++
		}
	}
	return worst, count
}

// rank orders outcomes by how much they say against the target.
func rank(o report.Outcome) int {
	switch o {
	case report.Fail:
		return 3
	case report.Unsupported:
		return 2
	case report.Skip:
		return 1
	default:
		return 0
	}
}
