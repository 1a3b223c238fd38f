package target

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Demand is how many rules can be judged in a pool that is configured as Spec.
type Demand struct {
	Spec  PoolSpec
	Rules int
}

// Advise says which configuration of a given pool would serve more rules than the
// one it has, the best first, in a line; "" if none would. At most three are named.
func (s PoolSpec) Advise(demands []Demand) string {
	serves := func(spec PoolSpec) int {
		n := 0
		for _, d := range demands {
			if spec.serves(d.Spec) {
				n += d.Rules
			}
		}
		return n
	}
	here := serves(s)
	var better []Demand
	for _, d := range demands {
		plain := PoolSpec{Tracking: d.Spec.Tracking, ChallengeRequired: d.Spec.ChallengeRequired, MFA: d.Spec.MFA}
		known := slices.ContainsFunc(better, func(b Demand) bool { return b.Spec.serves(plain) })
		if n := serves(plain); n > here && !known {
			better = append(better, Demand{plain, n})
		}
	}
	slices.SortStableFunc(better, func(a, b Demand) int { return cmp.Compare(b.Rules, a.Rules) })
	var texts []string
	for _, b := range better[:min(len(better), 3)] {
		texts = append(texts, fmt.Sprintf("one with %s would serve %d", b.Spec.configuration(), b.Rules))
	}
	if texts == nil {
		return ""
	}
	return fmt.Sprintf("the given pool (%s) serves %d rules; %s", s.configuration(), here, strings.Join(texts, ", "))
}

// configuration names tracking and MFA alone, which is what decides.
func (s PoolSpec) configuration() string {
	s.Factors = []Factor{}
	return s.String()
}
