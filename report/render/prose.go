package render

import "strings"

// Span is a part of a sentence: words, or what stands between backticks.
type Span struct {
	Text string
	Code bool
}

// Prose takes a sentence with code between backticks, as rules are stated, apart for a page.
func Prose(text string) []Span {
	var spans []Span
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			spans = append(spans, Span{Text: part, Code: i%2 == 1})
		}
	}
	return spans
}
