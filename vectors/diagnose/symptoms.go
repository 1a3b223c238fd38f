package diagnose

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
)

const (
	// maxFailed and maxPassed bound how many answers of an operation a search starts
	// with. They include one of each flag as far as they reach. What the search finds
	// is compared with all answers.
	maxFailed = 16
	maxPassed = 24
	// maxSearches bounds how often a search starts anew because an answer
	// contradicts what it found.
	maxSearches = 12
)

// symptoms are the answers of one operation.
type symptoms struct {
	op string
	// failed and passed can be compared with what known wrong ways give; beyond are
	// the wrong answers that cannot.
	failed, passed, beyond []vectors.Answered
	// answers is how many there are in all.
	answers int
}

func (s *symptoms) add(answer vectors.Answered) {
	s.answers++
	known := len(evidenceOf(answer)) > 0
	switch {
	case answer.Wrong && !known:
		s.beyond = append(s.beyond, answer)
	case answer.Wrong:
		s.failed = append(s.failed, answer)
	case known:
		s.passed = append(s.passed, answer)
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
	failed, passed := chosen(s.failed, maxFailed), chosen(s.passed, maxPassed)
	part, err := suspect.Explain(ctx, suspect.MaxSize, evidenceOfAll(failed)...)
	if err != nil {
		return report.Diagnosis{}, err
	}
	if !part.Explained {
		return s.report(part, fmt.Sprintf("wrong answers compared: %d", part.Values)), nil
	}
	whole, err := s.whole(ctx, part, append(slices.Clip(failed), passed...))
	if err != nil {
		return report.Diagnosis{}, err
	}
	if whole.Explained {
		return s.report(whole, "it gives "+every(whole.Values, "answer")+", right and wrong"), nil
	}
	return s.partly(part), nil
}

// listed names the wrong path that the vectors list with each of the answers, for
// operations of which package suspect knows none.
func (s *symptoms) listed() report.Diagnosis {
	for _, path := range vectors.ListedPaths() {
		if !slices.ContainsFunc(s.beyond, func(answer vectors.Answered) bool { return !answer.Gives(path.ID, answer.Given) }) {
			listed := report.Diagnosis{
				ID: path.ID, Summary: fmt.Sprintf("%s (%s)", path.Means, strings.Join(path.Rules, ", ")), Rules: path.Rules,
				Evidence: s.differ() + "it gives " + every(len(s.beyond), "wrong answer"),
			}
			if s.answers > len(s.beyond) {
				return sometimes(listed, "")
			}
			return listed
		}
	}
	return s.unknown(fmt.Sprintf("nothing known explains it: no wrong ways of %s are known for such inputs", s.op), "nothing to compare with")
}

// partly is the diagnosis of a cause that gives the wrong answers that were compared,
// but not all answers. It counts as a cause only if it gives every wrong answer, and
// more of them than agree by accident; otherwise the diagnosis says what it gives.
func (s *symptoms) partly(part suspect.Diagnosis) report.Diagnosis {
	whole := part.Narrowed(evidenceOfAll(s.failed)...)
	switch {
	case !whole.Explained:
		return s.unknown("nothing known explains it: no combination of known wrong ways gives all the wrong answers",
			fmt.Sprintf("%d of them can be explained: %s", s.given(part.Variants[0]), part.Sentence()))
	case len(s.failed) <= fewWrong && s.common() == "":
		return s.unknown("nothing known explains it: no combination of known wrong ways gives the wrong answers and the right ones",
			"only the wrong ones can be explained: "+part.Sentence())
	}
	whole.Values = len(s.failed)
	return sometimes(s.report(whole, "it gives "+every(whole.Values, "wrong answer")+", but not the right ones"), s.common())
}

// sometimes is the diagnosis of a cause that acts in some cases only; common says in
// which, if that is known.
func sometimes(cause report.Diagnosis, common string) report.Diagnosis {
	cause.ID, cause.Summary = "sometimes:"+cause.ID, "in some cases only"+common+": "+cause.Summary
	return cause
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
	wrong := len(s.failed) + len(s.beyond)
	text := fmt.Sprintf("%s: %d of %s %s; ", s.op, wrong, plural.Count(s.answers, "vector"), plural.Pick(wrong, "differs", "differ"))
	if len(s.beyond) > 0 && len(s.failed) > 0 {
		text += fmt.Sprintf("for %d of them no wrong ways are known; ", len(s.beyond))
	}
	return text
}

// whole looks for what explains every answer. It searches with a few answers, compares
// what it finds with all, and searches again with those that contradict it: a second
// mistake may show in few cases only.
func (s *symptoms) whole(ctx context.Context, part suspect.Diagnosis, answers []vectors.Answered) (suspect.Diagnosis, error) {
	found := part.Narrowed(evidenceOfAll(answers)...)
	for range maxSearches {
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
		answers = append([]vectors.Answered{*contradiction}, answers...)
		found = found.Narrowed(evidenceOf(*contradiction)...)
	}
	return suspect.Diagnosis{}, nil
}

// contradiction returns an answer that a variant does not give, nil if it gives all.
func (s *symptoms) contradiction(w suspect.Variant) *vectors.Answered {
	for _, answers := range [][]vectors.Answered{s.failed, s.passed} {
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

// evidenceOfAll is the evidence of several answers.
func evidenceOfAll(answers []vectors.Answered) []suspect.Evidence {
	var evidence []suspect.Evidence
	for _, answer := range answers {
		evidence = append(evidence, evidenceOf(answer)...)
	}
	return evidence
}

// report is a diagnosis of package suspect with its evidence.
func (s *symptoms) report(d suspect.Diagnosis, evidence string) report.Diagnosis {
	if !d.Explained {
		return s.unknown(d.Sentence(), evidence)
	}
	return report.Diagnosis{ID: d.Variants[0].String(), Summary: d.Sentence(), Rules: d.Rules(), Evidence: s.differ() + evidence}
}

// common names the flags that every wrong answer has and no right one.
func (s *symptoms) common() string {
	var shared []string
	for _, flag := range s.failed[0].Flags {
		has := func(answer vectors.Answered) bool { return slices.Contains(answer.Flags, flag) }
		if !slices.ContainsFunc(s.failed, func(answer vectors.Answered) bool { return !has(answer) }) && !slices.ContainsFunc(s.passed, has) {
			shared = append(shared, flag)
		}
	}
	if len(shared) == 0 {
		return ""
	}
	return ", those with the flag " + strings.Join(shared, " and ")
}

// chosen takes up to `most` answers: the cheapest first, and one of each flag before
// a second one of any.
func chosen(answers []vectors.Answered, most int) []vectors.Answered {
	sorted := slices.Clone(answers)
	slices.SortStableFunc(sorted, func(a, b vectors.Answered) int { return cmp.Compare(cost(a), cost(b)) })
	seen := map[string]bool{}
	var first, rest []vectors.Answered
	for _, answer := range sorted {
		newFlag := slices.ContainsFunc(answer.Flags, func(flag string) bool { return !seen[flag] })
		for _, flag := range answer.Flags {
			seen[flag] = true
		}
		if newFlag {
			first = append(first, answer)
		} else {
			rest = append(rest, answer)
		}
	}
	all := append(first, rest...)
	return all[:min(most, len(all))]
}

// cost is the length of the ephemeral secret: what makes a power expensive.
func cost(answer vectors.Answered) int {
	a, _ := answer.Input["a"].(string)
	return len(a)
}

// every is all of a number of things, in words.
func every(n int, thing string) string {
	if n == 1 {
		return "the one " + thing
	}
	return fmt.Sprintf("all %d %ss", n, thing)
}
