package referee

import (
	"maps"
	"slices"
)

// CheckedRules are the ids of the rules that have a check.
func CheckedRules() []string { return slices.Sorted(maps.Keys(checks())) }
