package diagnose

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// enoughSpellings is how many errors have to be spelled otherwise, and none rightly,
// before that is the cause of anything.
const enoughSpellings = 5

// spelling reports that a server spells the names of errors its own way: every client
// branches on them, and so do the rules. It asks nothing, and looks at the calls of the
// rules that were not kept.
func spelling(rules []report.Rule) *report.Diagnosis {
	right := wanted(rules)
	count, example, failed := 0, "", []string{}
	for _, rule := range rules {
		for _, exchange := range rule.Transcript {
			name := errorIn(exchange)
			meant := right[letters(name)]
			switch meant {
			case "":
				continue
			case name:
				return nil
			}
			count++
			example = fmt.Sprintf("%s for %s", name, meant)
			if rule.Outcome == report.Fail && !slices.Contains(failed, rule.ID) && strings.Contains(rule.Actual, name) {
				failed = append(failed, rule.ID)
			}
		}
	}
	if count < enoughSpellings || len(failed) == 0 {
		return nil
	}
	return &report.Diagnosis{
		ID: "error-names", Summary: "the server spells the names of errors its own way: " + example, Rules: failed,
		Evidence: fmt.Sprintf("%s had a name of the service's in another spelling, and none in its own", plural.Count(count, "refusal")),
	}
}

// wanted are the names of the exceptions that failed rules wanted, by their letters.
func wanted(rules []report.Rule) map[string]string {
	names := map[string]string{}
	for _, rule := range rules {
		for _, word := range strings.Fields(rule.Expected) {
			if rule.Outcome == report.Fail && strings.HasSuffix(word, "Exception") {
				names[letters(word)] = word
			}
		}
	}
	return names
}

// letters is a name in lower case, without punctuation.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// errorIn is the name of the error that an exchange ended in, "" for none.
func errorIn(e report.Exchange) string {
	var body struct {
		Type string `json:"__type"`
	}
	if e.Status < 400 || json.Unmarshal([]byte(e.Response), &body) != nil {
		return ""
	}
	return body.Type[strings.LastIndexByte(body.Type, '#')+1:]
}
