package suspect

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// MaxSize is the greatest number of wrong values that are tried together.
const MaxSize = 3

// Diagnosis is what explains some evidence.
type Diagnosis struct {
	// Explained tells whether anything does.
	Explained bool
	// Variants are the smallest variants that give every value of the evidence.
	// More than one cannot be told apart by it. The one and empty variant is the
	// protocol itself: the evidence is right.
	Variants []Variant
	// Values is how many values of evidence there were, Tried how many variants
	// were compared with them.
	Values, Tried int
	// Size is the greatest number of wrong values that was tried.
	Size int
	// Powers is how many powers modulo N were computed: nearly all that a search
	// costs.
	Powers int
}

// Explain finds the smallest variants, of up to size wrong values, that give
// every value of the evidence. On one core it takes seconds with size MaxSize (see
// BenchmarkExplain), and about one with size 2; it ends early, with the context's
// error, when ctx does.
func Explain(ctx context.Context, size int, evidence ...Evidence) (Diagnosis, error) {
	s := newSearch(evidence)
	found := Diagnosis{Values: len(evidence)}
	for found.Size = 0; found.Size <= size; found.Size++ {
		s.choices = combined(s.choices, found.Size)
		if err := s.visit(ctx, Variant{}, 0, found.Size); err != nil {
			return Diagnosis{}, err
		}
		if len(s.found) > 0 {
			break
		}
	}
	found.Size = min(found.Size, size)
	found.Explained, found.Variants, found.Tried, found.Powers = len(s.found) > 0, s.found, s.tried, s.powers()
	return found, nil
}

// combined are the choices that are tried in variants of a size.
func combined(choices []Choice, size int) []Choice {
	if size <= 2 {
		return choices
	}
	return slices.DeleteFunc(slices.Clone(choices), func(c Choice) bool { return !c.InTriples() })
}

// Narrowed keeps the variants that give more evidence too.
func (d Diagnosis) Narrowed(evidence ...Evidence) Diagnosis {
	narrowed := d
	narrowed.Values += len(evidence)
	s := newSearch(evidence)
	narrowed.Variants = slices.DeleteFunc(slices.Clone(d.Variants), func(w Variant) bool { return !s.explains(w) })
	narrowed.Explained = len(narrowed.Variants) > 0
	return narrowed
}

// search walks the variants of one size after the other.
type search struct {
	witnesses []*witness
	choices   []Choice
	found     []Variant
	tried     int
}

func newSearch(evidence []Evidence) *search {
	s := &search{}
	relevant := map[Axis]bool{}
	for i := range evidence {
		w := &witness{Evidence: evidence[i], axes: axesOf(evidence[i].Kind, &evidence[i].Exchange)}
		w.evaluator = newEvaluator(&w.Exchange)
		s.witnesses = append(s.witnesses, w)
		for _, axis := range w.axes {
			relevant[axis] = true
		}
	}
	slices.SortStableFunc(s.witnesses, cheaper)
	s.putFirst(func(w *witness) bool { return !w.agrees(Variant{}) })
	for _, choice := range Choices() {
		if relevant[choice.Axis] && s.applies(choice) {
			s.choices = append(s.choices, choice)
		}
	}
	return s
}

// putFirst moves the first witness of a kind to the front: a value that differs
// refutes most variants at once.
func (s *search) putFirst(telling func(*witness) bool) {
	place := slices.IndexFunc(s.witnesses, telling)
	if place > 0 {
		chosen := s.witnesses[place]
		s.witnesses = slices.Insert(slices.Delete(s.witnesses, place, place+1), 0, chosen)
	}
}

func (s *search) applies(choice Choice) bool {
	return slices.ContainsFunc(s.witnesses, func(w *witness) bool { return w.Exchange.applies(choice) })
}

// powers is how many powers modulo N the search has computed.
func (s *search) powers() int {
	sum := 0
	for _, w := range s.witnesses {
		sum += w.evaluator.powers
	}
	return sum
}

// visit extends a variant by `more` choices, from the place `next` of the list on.
func (s *search) visit(ctx context.Context, w Variant, next, more int) error {
	if more == 0 {
		s.tried++
		if s.tried%64 == 0 && ctx.Err() != nil {
			return fmt.Errorf("diagnosis: %w", ctx.Err())
		}
		if s.explains(w) {
			s.found = append(s.found, w)
		}
		return nil
	}
	for i := next; i < len(s.choices); i++ {
		choice := s.choices[i]
		if !w.allows(choice) {
			continue
		}
		extended := w
		extended.ways[choice.Axis] = wayOf(choice.Axis, choice.Value)
		if err := s.visit(ctx, extended, i+1, more-1); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) explains(w Variant) bool {
	for _, witness := range s.witnesses {
		if !witness.agrees(w) {
			return false
		}
	}
	return true
}

// Rules are the ids of the rules that the first of the variants breaks.
func (d Diagnosis) Rules() []string {
	var broken []string
	if !d.Explained {
		return nil
	}
	for _, choice := range d.Variants[0].Choices() {
		for _, rule := range choice.Rules {
			if !slices.Contains(broken, rule) {
				broken = append(broken, rule)
			}
		}
	}
	return broken
}

// shownTwins bounds how many equal variants a sentence names.
const shownTwins = 3

// Sentence says the diagnosis in one plain sentence, with the rules that it
// breaks.
func (d Diagnosis) Sentence() string {
	if !d.Explained {
		return fmt.Sprintf("nothing known explains it: none of the %d combinations of up to %d known wrong ways gives these values",
			d.Tried, d.Size)
	}
	if d.Variants[0].Size() == 0 {
		return "it computes the protocol's own values"
	}
	sentence := meaning(d.Variants[0]) + " (" + strings.Join(d.Rules(), ", ") + ")"
	twins := d.Variants[1:]
	if len(twins) == 0 {
		return sentence
	}
	var named []string
	for _, twin := range twins[:min(len(twins), shownTwins)] {
		named = append(named, twin.String())
	}
	if more := len(twins) - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	return sentence + "; on these values the same as " + strings.Join(named, " or as ")
}

func meaning(w Variant) string {
	var parts []string
	for _, choice := range w.Choices() {
		parts = append(parts, choice.Means)
	}
	return strings.Join(parts, ", and ")
}
