package benchreport

import (
	"cmp"
	"slices"
)

// Journey is a sign-in by the operations that a client computes for it. A proof starts
// from the secret a, so that A is part of it.
type Journey struct {
	Name       string
	Operations []string
}

// Journeys lists them as a user meets them.
func Journeys() []Journey {
	return []Journey{
		{"first sign-in", []string{"user_proof"}},
		{"registration", []string{"user_proof", "device_verifier"}},
		{"remembered sign-in", []string{"user_proof", "device_proof"}},
	}
}

// Ranking is one operation or journey by all that were measured, the fastest first.
type Ranking struct {
	// Name is the operation's or the journey's; Sum are the operations of a journey.
	Name  string
	Sum   []string
	Ranks []Rank
}

// Rank is the place of one library.
type Rank struct {
	Library string
	// MinNs is the least time, of a journey the sum of least times: what disturbs it
	// least is what else the machine does.
	MinNs int64
	// P50Ns is the median, of a journey the sum of medians.
	P50Ns int64
	// Ratio is MinNs by that of the fastest.
	Ratio float64
	// SelfReported is true if the library took a time of these itself.
	SelfReported bool
}

// ByOperation ranks the libraries for each operation that any has.
func (r *Report) ByOperation() []Ranking {
	var names []string
	for _, library := range r.Measured() {
		for _, o := range library.Operations {
			if !slices.Contains(names, o.Name) {
				names = append(names, o.Name)
			}
		}
	}
	var all []Ranking
	for _, name := range names {
		all = append(all, r.rank(Ranking{Name: name}, []string{name}))
	}
	return all
}

// ByJourney ranks the libraries for each journey that any has all operations for; there
// is none where cogbench was measured alone, and proofs start from a known A.
func (r *Report) ByJourney() []Ranking {
	var all []Ranking
	for _, journey := range Journeys() {
		if ranking := r.rank(Ranking{Name: journey.Name, Sum: journey.Operations}, journey.Operations); len(r.Libraries) > 0 && len(ranking.Ranks) > 0 {
			all = append(all, ranking)
		}
	}
	return all
}

// rank adds up operations for each library that has them all.
func (r *Report) rank(ranking Ranking, operations []string) Ranking {
	for _, library := range r.Measured() {
		rank := Rank{Library: library.Name}
		has := 0
		for _, name := range operations {
			if o := library.Operation(name); o != nil {
				has++
				rank.P50Ns += o.P50Ns
				rank.MinNs += o.MinNs
				rank.SelfReported = rank.SelfReported || o.Clock == SelfReported
			}
		}
		if has == len(operations) {
			ranking.Ranks = append(ranking.Ranks, rank)
		}
	}
	slices.SortStableFunc(ranking.Ranks, func(a, b Rank) int { return cmp.Compare(a.MinNs, b.MinNs) })
	for i := range ranking.Ranks {
		ranking.Ranks[i].Ratio = float64(ranking.Ranks[i].MinNs) / float64(max(1, ranking.Ranks[0].MinNs))
	}
	return ranking
}
