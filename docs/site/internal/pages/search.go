package pages

import (
	"encoding/json"
	"fmt"
	"strings"
)

// search is the page that searches, and its index: for each rule, its statement, for each
// document, its headings.
func (s *Site) search() ([]file, error) {
	var entries [][3]string
	for _, b := range []book{s.server, s.client} {
		for _, rule := range b.Rules {
			text := fmt.Sprintf("%s · %s · %s", rule.Step, rule.Level, strings.ReplaceAll(rule.Statement, "`", ""))
			entries = append(entries, [3]string{s.rulePage("", rule.ID), rule.ID, text})
		}
	}
	for _, g := range s.guides {
		for _, h := range g.Headings {
			address := g.Path
			if h.Level > 1 {
				address += "#" + h.Anchor
			}
			entries = append(entries, [3]string{address, h.Text, g.Title})
		}
	}
	index, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	files, err := single("search.html", page{
		Path: "search.html", Title: "Search", Description: "Search the rules and the guides.",
		Policy: policy + "; script-src 'self'", Scripts: []string{"search-index.js", "search.js"},
	})
	return append(files, file{"search-index.js", fmt.Appendf(nil, "globalThis.searchIndex = %s;\n", index)}), err
}
