package benchreport

import (
	"math"
	"slices"
)

// Trend is what a comparison makes of a difference.
type Trend string

// The trends.
const (
	Slower        Trend = "slower"
	Faster        Trend = "faster"
	WithinSpread  Trend = "within the spread"
	SpreadUnknown Trend = "spread unknown"
	Broke         Trend = "failed"
)

// leastChange is the share below which a difference is of no matter.
const leastChange = 0.05

// Change is one operation of one library in two runs.
type Change struct {
	Library, Operation string
	// Before and After are the medians, in ns.
	Before, After int64
	// Spread is what the difference has to exceed, in ns: the wider of the two runs'
	// ranges between their quartiles, and 5 % at least.
	Spread int64
	Trend  Trend
}

// Comparison is two runs side by side.
type Comparison struct {
	// Incomparable says why the times are not to be compared, "" if they are.
	Incomparable string
	Changes      []Change
}

// Compare puts the operations side by side that both runs have. A library that was
// measured before and failed after is a change without an operation.
func Compare(before, after *Report) Comparison {
	return Comparison{Incomparable: incomparable(before, after), Changes: changesOf(before, after)}
}

func changesOf(before, after *Report) []Change {
	var changes []Change
	later := map[string]Library{}
	for _, library := range after.Measured() {
		later[library.Name] = library
	}
	broken := map[string]bool{}
	for _, library := range after.Failed() {
		broken[library.Name] = true
	}
	for _, library := range before.Measured() {
		if broken[library.Name] {
			changes = append(changes, Change{Library: library.Name, Trend: Broke})
			continue
		}
		now := later[library.Name]
		for _, o := range library.Operations {
			if p := now.Operation(o.Name); p != nil {
				changes = append(changes, change(library.Name, o, *p))
			}
		}
	}
	return changes
}

func change(library string, before, after Operation) Change {
	c := Change{Library: library, Operation: before.Name, Before: before.P50Ns, After: after.P50Ns}
	if before.P75Ns == 0 || after.P75Ns == 0 {
		c.Trend = SpreadUnknown
		return c
	}
	c.Spread = max(before.P75Ns-before.P25Ns, after.P75Ns-after.P25Ns, int64(math.Round(leastChange*float64(c.Before))))
	switch difference := c.After - c.Before; {
	case difference > c.Spread:
		c.Trend = Slower
	case -difference > c.Spread:
		c.Trend = Faster
	default:
		c.Trend = WithinSpread
	}
	return c
}

func incomparable(before, after *Report) string {
	switch {
	case before.Machine != after.Machine || before.Processor != after.Processor:
		return "another machine"
	case before.Arithmetic != after.Arithmetic:
		return "another arithmetic: " + before.Arithmetic + " before, " + after.Arithmetic + " after"
	case !slices.Equal(before.Restrictions, after.Restrictions):
		return "the processor's features were not restricted alike"
	case before.Goroutines != after.Goroutines:
		return "another number of goroutines"
	case (len(before.Libraries) == 0) != (len(after.Libraries) == 0):
		return "one run measured cogbench alone, where a proof starts from a known A"
	}
	return ""
}

// Count is how many changes have a trend.
func (c Comparison) Count(trend Trend) int {
	n := 0
	for _, change := range c.Changes {
		if change.Trend == trend {
			n++
		}
	}
	return n
}

// Regressed tells whether anything is slower beyond the spread, in runs that can be
// compared, or is no longer right.
func (c Comparison) Regressed() bool {
	return c.Count(Broke) > 0 || c.Incomparable == "" && c.Count(Slower) > 0
}
