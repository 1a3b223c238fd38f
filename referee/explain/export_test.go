package explain

import (
	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
)

// Examined is [Explain], and tells how many proofs it checked, and how often it searched for
// what is wrong with them.
func Examined(h *referee.History, c *report.Client) (checked, searches int) {
	s := newSight(h)
	s.explain(c)
	return len(s.found), s.searches
}

// Library is the id of the library that a call's headers tell.
func Library(e *referee.Exchange) string { return libraryOf(e).id }

// CauseIDs are the ids of all causes.
func CauseIDs() []string {
	var ids []string
	for _, c := range causes() {
		ids = append(ids, c.id)
	}
	return ids
}
