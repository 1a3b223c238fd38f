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
		if len(s.failed)+len(s.beyond) == 0 {
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
	op string
	// failed and passed can be compared with what known wrong ways give; beyond are
	// the wrong answers that cannot.
	failed, passed, beyond []symptom
	// answers is how many there were in all.
	answers int
}

// symptom is an answer that can be compared.
type symptom struct {
	askedTest
	output map[string]string
}

func (s *symptoms) add(test askedTest, got reply, verdict Case) {
	wrong := verdict.Cause == WrongValue
	if test.Result != Valid || !wrong && verdict.Outcome != report.Pass {
		return // refused, missing or unreadable
	}
	s.answers++
	one := symptom{test, got.answer.Output}
	known := len(evidenceOf(one)) > 0
	switch {
	case wrong && !known:
		s.beyond = append(s.beyond, one)
	case wrong:
		s.failed = append(s.failed, one)
	case known:
		s.passed = append(s.passed, one)
	}
}

// fewWrong is up to how many wrong answers may agree by accident with a way that
// the right answers contradict.
const fewWrong = 2

// diagnose looks for what explains every answer, right and wrong; failing that,
// for what explains the wrong ones alone.
func (s *symptoms) diagnose(ctx context.Context) (report.Diagnosis, error) {
	if len(s.failed) == 0 {
		return s.listed(), nil
	}
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
	return s.partly(part), nil
}

// listed tells of the wrong path that the vectors list with each of the answers,
// where the engine knows of none.
func (s *symptoms) listed() report.Diagnosis {
	for _, path := range listedPaths() {
		if !slices.ContainsFunc(s.beyond, func(one symptom) bool { return !one.gives(path.ID, one.output) }) {
			one := report.Diagnosis{
				ID: path.ID, Summary: fmt.Sprintf("%s (%s)", path.Means, strings.Join(path.Rules, ", ")), Rules: path.Rules,
				Evidence: s.differ() + fmt.Sprintf("it gives all %d wrong answers", len(s.beyond)),
			}
			if s.answers > len(s.beyond) {
				return sometimes(one, "")
			}
			return one
		}
	}
	return s.unknown(fmt.Sprintf("nothing known explains it: no wrong ways of %s are known for such inputs", s.op), "none was compared")
}

// partly tells of a cause that gives the wrong answers that were compared, and not
// all answers. It is one only where it gives every wrong answer and there are right
// ones, more than by accident: else it is named as what it is.
func (s *symptoms) partly(part suspect.Diagnosis) report.Diagnosis {
	every := part.Narrowed(evidenceOfAll(s.failed)...)
	switch {
	case !every.Explained:
		return s.unknown("nothing known explains it: no combination of known wrong ways gives all the wrong answers",
			fmt.Sprintf("%d of them are what comes out where %s", s.given(part.Variants[0]), part.Sentence()))
	case len(s.failed) <= fewWrong && s.common() == "":
		return s.unknown("nothing known explains it: no combination of known wrong ways gives the wrong answers and the right ones",
			fmt.Sprintf("the wrong ones alone are what comes out where %s", part.Sentence()))
	}
	every.Values = len(s.failed)
	return sometimes(s.report(every, "it gives all %d wrong answers, and not the right ones"), s.common())
}

// sometimes is the diagnosis of a cause that is at work in some cases alone; common
// says in which, where that is known.
func sometimes(one report.Diagnosis, common string) report.Diagnosis {
	one.ID, one.Summary = "sometimes:"+one.ID, "in some cases only"+common+": "+one.Summary
	return one
}

// given counts the wrong answers that a variant gives.
func (s *symptoms) given(w suspect.Variant) int {
	n := 0
	for _, answer := range s.failed {
		if !slices.ContainsFunc(evidenceOf(answer), func(e suspect.Evidence) bool { return !w.Gives(e) }) {
			n++
		}
	}
	return n
}

// unknown is a diagnosis that names no cause.
func (s *symptoms) unknown(summary, evidence string) report.Diagnosis {
	return report.Diagnosis{ID: "unknown", Summary: summary, Rules: []string{}, Evidence: s.differ() + evidence}
}

// differ says how many answers were wrong.
func (s *symptoms) differ() string {
	text := fmt.Sprintf("%s: %d of %d vectors differ; ", s.op, len(s.failed)+len(s.beyond), s.answers)
	if len(s.beyond) > 0 && len(s.failed) > 0 {
		text += fmt.Sprintf("of %d no wrong ways are known; ", len(s.beyond))
	}
	return text
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
	evidence = fmt.Sprintf(evidence, d.Values)
	if !d.Explained {
		return s.unknown(d.Sentence(), evidence)
	}
	return report.Diagnosis{ID: d.Variants[0].String(), Summary: d.Sentence(), Rules: d.Rules(), Evidence: s.differ() + evidence}
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
