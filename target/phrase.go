package target

import (
	"regexp"
	"slices"
	"strings"
)

// phrase is what servers say in many wordings. Nearly no refusal says it, and looking for
// a word takes a hundredth of the time of the expression.
type phrase struct {
	words []string // lower case; every wording has one of them
	form  *regexp.Regexp
}

// in reports whether a text says it.
func (p phrase) in(text string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(p.words, func(word string) bool { return strings.Contains(lower, word) }) && p.form.MatchString(text)
}
