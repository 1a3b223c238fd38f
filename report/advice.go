package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// advised is how many settings are named at most.
const advised = 3

// Advise says in which settings of a given pool rules could be judged that were not, the
// settings of most rules first; "" if there are none.
func Advise(rules []Rule) string {
	waiting := map[string]int{}
	for _, rule := range rules {
		if rule.Outcome != Skip && !rule.Partly() {
			continue
		}
		for _, setting := range rule.Wanted {
			waiting[setting]++
		}
	}
	settings := slices.SortedFunc(maps.Keys(waiting), func(a, b string) int {
		return cmp.Or(cmp.Compare(waiting[b], waiting[a]), cmp.Compare(a, b))
	})
	var texts []string
	for _, setting := range settings[:min(advised, len(settings))] {
		texts = append(texts, fmt.Sprintf("%d in one with %s", waiting[setting], setting))
	}
	if texts == nil {
		return ""
	}
	return "rules that another given pool would serve: " + strings.Join(texts, ", ")
}
