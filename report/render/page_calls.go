package render

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// What the page shows of calls: it stays small enough to open and to send, and
// conformance.json has the rest.
const (
	// callsBudget is how many bytes of the page calls may take.
	callsBudget = 640 << 10
	// fullPerCause is how many failures of one cause have all their calls.
	fullPerCause = 3
	// fewCalls is how many of its last calls any other rule has.
	fewCalls = 3
	// bodyLimit is how many bytes of a body are shown.
	bodyLimit = 3 << 10
	// callFrame is about how many bytes the page needs around a call.
	callFrame = 400
)

// pageCalls are the calls of a rule as the page shows them.
type pageCalls struct {
	Shown []pageExchange
	// LeftOut is how many calls conformance.json has besides.
	LeftOut int
}

// pageExchange is a call, laid out for reading; or a reference to the same call of a rule
// further up.
type pageExchange struct {
	report.Exchange
	Anchor         string
	SameAs         string // the anchor of the same call, "" if this is the first
	Sent, Received template.HTML
	Curl           template.HTML
}

// callBook chooses the calls that the page shows.
type callBook struct {
	left    int // of the budget
	chosen  map[string]map[int]bool
	seen    map[string]bool // calls that were paid for
	anchors map[string]string
}

// newCallBook chooses calls: the one at fault of each failure first, then those around
// it, for the causes that hide most before the others.
func newCallBook(c *report.Conformance, causes []report.Cause) *callBook {
	b := &callBook{left: callsBudget, chosen: map[string]map[int]bool{}, seen: map[string]bool{}, anchors: map[string]string{}}
	for _, cause := range causes {
		for _, rule := range cause.Failed {
			b.choose(rule, atFault(rule))
		}
	}
	few := map[string]bool{}
	for _, cause := range causes {
		for i, rule := range cause.Rules() {
			few[rule.ID] = i >= min(fullPerCause, len(cause.Failed))
			b.chooseLast(rule, fewCalls)
		}
	}
	for _, rule := range c.Rules { // those that passed, or do not count, have theirs if there is room
		if !few[rule.ID] {
			b.chooseLast(rule, len(rule.Transcript))
		}
	}
	return b
}

// chooseLast takes the last calls of a rule.
func (b *callBook) chooseLast(rule report.Rule, n int) {
	for i := len(rule.Transcript) - 1; i >= max(0, len(rule.Transcript)-n); i-- {
		b.choose(rule, i)
	}
}

// choose takes one call, if the budget allows it.
func (b *callBook) choose(rule report.Rule, i int) {
	if i < 0 || b.chosen[rule.ID][i] {
		return
	}
	call := rule.Transcript[i]
	price := callFrame
	if !b.seen[identity(call)] {
		price += len(body(call.Request)) + len(body(call.Response)) + len(markup(curl(call)))
	}
	if price > b.left {
		return
	}
	b.left -= price
	b.seen[identity(call)] = true
	if b.chosen[rule.ID] == nil {
		b.chosen[rule.ID] = map[int]bool{}
	}
	b.chosen[rule.ID][i] = true
}

// calls lays out the calls of a rule that were chosen. Rules come in the order of the
// page: the first with a call shows it, and others point there.
func (b *callBook) calls(rule report.Rule) pageCalls {
	out := pageCalls{LeftOut: len(rule.Transcript) - len(b.chosen[rule.ID])}
	for i, call := range rule.Transcript {
		if !b.chosen[rule.ID][i] {
			continue
		}
		shown := pageExchange{Exchange: call, Anchor: fmt.Sprintf("call-%s-%d", rule.ID, i+1), SameAs: b.anchors[identity(call)]}
		if shown.SameAs == "" {
			b.anchors[identity(call)] = shown.Anchor
			shown.Sent, shown.Received, shown.Curl = body(call.Request), body(call.Response), markup(curl(call))
		}
		out.Shown = append(out.Shown, shown)
	}
	return out
}

// identity is what makes two calls the same for a reader: not when they were made.
func identity(e report.Exchange) string {
	return strings.Join([]string{e.Operation, e.Method, e.URL, e.Request, fmt.Sprint(e.Status), e.Response, e.Error}, "\x00")
}

// body is a body laid out for reading, and cut where nobody reads on.
func body(text string) template.HTML {
	text = indented(text)
	if len(text) > bodyLimit {
		text = strings.ToValidUTF8(text[:bodyLimit], "") + fmt.Sprintf("\n… %d bytes more in %s", len(text)-bodyLimit, report.ConformanceFile)
	}
	return markup(text)
}

// markup is a text between tags. Quotes, of which JSON has many, are none there.
func markup(text string) template.HTML {
	return template.HTML(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)) //nolint:gosec // escaped
}

// bounded cuts a text that a list shows.
func bounded(text string, limit int) string {
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + " …"
	}
	return text
}

// firstOf are the first things of a list, and how many there are besides.
func firstOf[T any](all []T, limit int) (first []T, more int) {
	if len(all) <= limit {
		return all, 0
	}
	return slices.Clip(all[:limit]), len(all) - limit
}
