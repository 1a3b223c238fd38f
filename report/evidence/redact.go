package evidence

import (
	"regexp"
	"slices"
	"strings"
)

// pattern is something that looks like an identifier, and what stands in its place.
type pattern struct {
	is   *regexp.Regexp
	mark string
	// only is a second condition on what was found; nil without.
	only func(string) bool
}

// patterns are tried in their order: what has a form of its own before what is only
// long. They rather take a word too many than leave an identifier.
func patterns() []pattern {
	hasDigit := func(s string) bool { return strings.ContainsAny(s, "0123456789") }
	return []pattern{
		{is: regexp.MustCompile(`(?i)\bhttps?://[^\s"'<>]+`), mark: "«address»"},
		{is: regexp.MustCompile(`(?i)\barn:[^\s"',;)]+`), mark: "«ARN»"},
		{is: regexp.MustCompile(`eyJ[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*)+`), mark: "«token»"},
		{is: regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9][A-Za-z0-9.-]*`), mark: "«e-mail»"},
		// Pools and devices: a region, an underscore, and what tells them apart.
		{is: regexp.MustCompile(`\b[a-z]{2}(-[a-z]+)+-\d+_[0-9A-Za-z-]+`), mark: "«id»"},
		{is: regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), mark: "«id»"},
		{is: regexp.MustCompile(`\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{8,}\b`), mark: "«key»"},
		// What the fixtures are called: cogbench-RUN-1, cb-RUN-1.
		{is: regexp.MustCompile(`\b(cogbench|cb)-[a-z0-9]{10}\b(-\d+)?`), mark: "«name»"},
		// A device group key begins with a dash.
		{is: regexp.MustCompile(`(^|[\s"'(=:,])-[A-Za-z0-9]{7,12}\b`), mark: " «id»", only: mixed},
		{is: regexp.MustCompile(`\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b`), mark: "«address»"},
		{is: regexp.MustCompile(`(?i)\b([0-9a-f]{1,4}:){3,7}[0-9a-f:]+`), mark: "«address»"},
		{is: regexp.MustCompile(`\+\d[\d -]{6,}\d`), mark: "«telephone»"},
		{is: regexp.MustCompile(`\b\d{12,}\b`), mark: "«number»"},
		// Anything long without a blank: Sessions, secrets, hashes, ids of clients.
		{is: regexp.MustCompile(`[A-Za-z0-9+/]{24,}={0,2}`), mark: "«text»", only: hasDigit},
		{is: regexp.MustCompile(`[A-Za-z0-9_-]{40,}={0,2}`), mark: "«text»", only: hasDigit},
		{is: regexp.MustCompile(`\b[A-Za-z0-9]{16,}\b`), mark: "«text»", only: hasDigit},
		{is: regexp.MustCompile(`\b[a-z]{20,}\b`), mark: "«text»"},
	}
}

// duration is a length of time, such as 25h0m0s.
var duration = regexp.MustCompile(`^(\d+h)?(\d+m)?[\d.]+s$`)

// mixed reports whether a short word is made of more than letters of one case, and no
// length of time.
func mixed(s string) bool {
	s = strings.TrimLeft(s, " \t\n\"'(=:,-")
	if duration.MatchString(s) {
		return false
	}
	return strings.ContainsAny(s, "0123456789") || strings.ToLower(s) != s && strings.ToUpper(s[:1])+strings.ToLower(s[1:]) != s && strings.ToUpper(s) != s
}

// Redactor replaces names and all that looks like an identifier.
type Redactor struct {
	names    []*regexp.Regexp
	patterns []pattern
}

// NewRedactor makes a redactor of names that are to go wherever they stand as a word,
// in upper or lower case.
func NewRedactor(names []string) *Redactor {
	names = slices.Clone(names)
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // a name within a name comes after it
	r := &Redactor{patterns: patterns()}
	for _, name := range slices.Compact(names) {
		if name != "" {
			r.names = append(r.names, regexp.MustCompile(`(?i)(^|[^\pL\pN])`+regexp.QuoteMeta(name)+`($|[^\pL\pN])`))
		}
	}
	return r
}

// Redact is the text without them.
func (r *Redactor) Redact(text string) string {
	for _, name := range r.names {
		for name.MatchString(text) { // neighbours share the character between them
			text = name.ReplaceAllString(text, "${1}«name»${2}")
		}
	}
	for _, p := range r.patterns {
		text = p.is.ReplaceAllStringFunc(text, func(found string) string {
			if p.only != nil && !p.only(found) {
				return found
			}
			return p.mark
		})
	}
	return text
}
