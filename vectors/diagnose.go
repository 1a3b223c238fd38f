package vectors

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
)

const (
	// evidenceFailed and evidencePassed bound how many answers of an operation a
	// cause has to explain. One of each flag is among them as far as they reach.
	evidenceFailed = 16
	evidencePassed = 24
	// searches bounds how often a cause is looked for anew.
	searches = 12
)

// diagnose looks for a cause of each operation's wrong values. Operations with
// the same cause share a diagnosis.
func diagnose(ctx context.Context, tests []askedTest, replies []reply, cases []Case) ([]report.Diagnosis, error) {
	found := []report.Diagnosis{}
	for _, operation := range Operations() {
		s := symptoms{op: operation.Name}
		for i, test := range tests {
			if test.op.Name == operation.Name {
				s.add(test, replies[i], cases[i])
			}
		}
		if len(s.failed) == 0 || len(evidenceOf(s.failed[0])) == 0 {
			continue
		}
		one, err := s.diagnose(ctx)
		if err != nil {
			return found, err
		}
		found = merge(found, one)
	}
	return found, nil
}

// symptoms are the answers of one operation.
type symptoms struct {
	op             string
	failed, passed []symptom
}

// symptom is an answer that can be compared.
type symptom struct {
	askedTest
	output map[string]string
}

func (s *symptoms) add(test askedTest, got reply, verdict Case) {
	if test.Result != Valid || got.fault != "" || got.answer.Error != "" {
		return
	}
	one := symptom{test, got.answer.Output}
	switch {
	case verdict.Cause == WrongValue:
		s.failed = append(s.failed, one)
	case verdict.Outcome == report.Pass:
		s.passed = append(s.passed, one)
	}
}

// diagnose looks for what explains every answer, right and wrong; failing that,
// for what explains the wrong ones alone.
func (s *symptoms) diagnose(ctx context.Context) (report.Diagnosis, error) {
	failed, passed := chosen(s.failed, evidenceFailed), chosen(s.passed, evidencePassed)
	part, err := suspect.Explain(ctx, suspect.MaxSize, evidenceOfAll(failed)...)
	if err != nil {
		return report.Diagnosis{}, err
	}
	if !part.Explained {
		return s.report(part, "%d wrong answers were compared"), nil
	}
	whole, err := s.whole(ctx, part, append(slices.Clip(failed), passed...))
	if err != nil {
		return report.Diagnosis{}, err
	}
	if whole.Explained {
		return s.report(whole, "it gives all %d answers, right and wrong ones"), nil
	}
	one := s.report(part, "it gives all %d wrong answers that were compared, and not the right ones")
	one.ID = "sometimes:" + one.ID
	one.Summary = "in some cases only" + s.common() + ": " + one.Summary
	return one, nil
}

// whole looks for what explains every answer. It searches with a few answers, holds
// what it finds against all, and searches again with those that contradict it: a
// second mistake may show in few cases only.
func (s *symptoms) whole(ctx context.Context, part suspect.Diagnosis, answers []symptom) (suspect.Diagnosis, error) {
	found := part.Narrowed(evidenceOfAll(answers)...)
	for range searches {
		if !found.Explained {
			var err error
			if found, err = suspect.Explain(ctx, suspect.MaxSize, evidenceOfAll(answers)...); err != nil || !found.Explained {
				return found, err
			}
		}
		contradiction := s.contradiction(found.Variants[0])
		if contradiction == nil {
			found = found.Narrowed(evidenceOfAll(s.failed)...).Narrowed(evidenceOfAll(s.passed)...)
			found.Values = len(s.failed) + len(s.passed)
			return found, nil
		}
		answers = append([]symptom{*contradiction}, answers...)
		found = found.Narrowed(evidenceOf(*contradiction)...)
	}
	return suspect.Diagnosis{}, nil
}

// contradiction returns an answer that a variant does not give, nil where it gives
// them all.
func (s *symptoms) contradiction(w suspect.Variant) *symptom {
	for _, answers := range [][]symptom{s.failed, s.passed} {
		for i := range answers {
			for _, evidence := range evidenceOf(answers[i]) {
				if !w.Gives(evidence) {
					return &answers[i]
				}
			}
		}
	}
	return nil
}

// evidenceOfAll is the evidence of some answers, for the engine of suspicion.
func evidenceOfAll(answers []symptom) []suspect.Evidence {
	var evidence []suspect.Evidence
	for _, answer := range answers {
		evidence = append(evidence, evidenceOf(answer)...)
	}
	return evidence
}

func (s *symptoms) report(d suspect.Diagnosis, evidence string) report.Diagnosis {
	id := "unknown"
	if d.Explained {
		id = d.Variants[0].String()
	}
	rules := d.Rules()
	if rules == nil {
		rules = []string{}
	}
	of := fmt.Sprintf("%s: %d of %d vectors differ; ", s.op, len(s.failed), len(s.failed)+len(s.passed))
	return report.Diagnosis{
		ID:       id,
		Summary:  d.Sentence(),
		Rules:    rules,
		Evidence: of + fmt.Sprintf(evidence, d.Values),
	}
}

// common names the flags that every wrong answer has and no right one.
func (s *symptoms) common() string {
	var shared []string
	for _, flag := range s.failed[0].Flags {
		has := func(one symptom) bool { return slices.Contains(one.Flags, flag) }
		if !slices.ContainsFunc(s.failed, func(one symptom) bool { return !has(one) }) && !slices.ContainsFunc(s.passed, has) {
			shared = append(shared, flag)
		}
	}
	if len(shared) == 0 {
		return ""
	}
	return ", all those with the flag " + strings.Join(shared, " and ")
}

// merge adds a diagnosis, or its evidence to that of the same cause.
func merge(found []report.Diagnosis, one report.Diagnosis) []report.Diagnosis {
	for i := range found {
		if found[i].ID == one.ID && found[i].Summary == one.Summary {
			found[i].Evidence += "; " + one.Evidence
			return found
		}
	}
	return append(found, one)
}

// chosen takes up to `most` answers: the cheapest first, one of each flag before
// a second one of any.
func chosen(answers []symptom, most int) []symptom {
	sorted := slices.Clone(answers)
	slices.SortStableFunc(sorted, func(a, b symptom) int { return cmp.Compare(cost(a), cost(b)) })
	seen := map[string]bool{}
	var first, rest []symptom
	for _, answer := range sorted {
		fresh := slices.ContainsFunc(answer.Flags, func(flag string) bool { return !seen[flag] })
		for _, flag := range answer.Flags {
			seen[flag] = true
		}
		if fresh {
			first = append(first, answer)
		} else {
			rest = append(rest, answer)
		}
	}
	all := append(first, rest...)
	return all[:min(most, len(all))]
}

// cost is the length of the ephemeral secret: what makes a power dear.
func cost(answer symptom) int {
	a, _ := answer.Input["a"].(string)
	return len(a)
}
