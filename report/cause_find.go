package report

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/spec"
)

// causeKey identifies a cause: by an id, a name or a text.
type causeKey struct {
	kind CauseKind
	name string
}

// causeFinder finds the roots of what a run found.
type causeFinder struct {
	run       *Conformance
	rules     map[string]Rule
	diagnoses map[string]string // by rule
	refusals  map[refusal]string
	answers   map[string]string // what an operation that no probe asked for answered, by its name
}

func newCauseFinder(c *Conformance) *causeFinder {
	f := &causeFinder{run: c, rules: map[string]Rule{}, diagnoses: map[string]string{}, answers: map[string]string{}}
	for _, rule := range c.Rules {
		f.rules[rule.ID] = rule
	}
	for _, d := range slices.Backward(c.Diagnoses) { // the likeliest is the last to write
		for _, id := range d.Rules {
			f.diagnoses[id] = d.ID
		}
	}
	f.refusals = diagnosedRefusals(c.Rules, f.diagnoses)
	return f
}

// candidates are the causes that could be at the root of a rule without a pass. seen
// are the rules on the way to it: a circle has no root.
func (f *causeFinder) candidates(rule Rule, seen map[string]bool) []causeKey {
	if seen[rule.ID] {
		return nil
	}
	seen[rule.ID] = true
	defer delete(seen, rule.ID)
	switch id, diagnosed := f.diagnoses[rule.ID]; {
	case rule.Outcome == Fail && diagnosed:
		return []causeKey{{Diagnosed, id}}
	case rule.Outcome == Fail:
		return []causeKey{{Broken, rule.ID}}
	case rule.Outcome == Unsupported:
		return []causeKey{f.lacking(rule)}
	}
	var keys []causeKey
	for _, because := range rule.Because {
		for _, key := range f.behind(because, seen) {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	if len(keys) == 0 {
		keys = []causeKey{{SetUp, common(rule.Message)}}
	}
	return keys
}

// behind are the causes behind a reason: a rule's id, or a text.
func (f *causeFinder) behind(because string, seen map[string]bool) []causeKey {
	rule, isRule := f.rules[because]
	switch {
	case isRule && (rule.Outcome == Pass || rule.Outcome == NotRun):
		return []causeKey{{Broken, rule.ID}} // a part of it alone is not kept
	case isRule:
		return f.candidates(rule, seen)
	}
	if name := f.named(because); name != "" {
		return []causeKey{f.without(name)}
	}
	if id := f.refusals[refusalOf(because)]; id != "" {
		return []causeKey{{Diagnosed, id}}
	}
	return []causeKey{{SetUp, common(because)}}
}

// lacking is the cause of an unsupported rule: the first capability that the target was
// found to lack and that the rule's texts name, or else the operation or feature.
func (f *causeFinder) lacking(rule Rule) causeKey {
	texts := append([]string{rule.Message}, rule.Because...)
	for _, one := range rule.Cases {
		if one.Outcome == Unsupported {
			texts = append(texts, one.Message)
		}
	}
	if name := f.named(strings.Join(texts, "\n")); name != "" {
		return f.without(name)
	}
	text := rule.Message
	if i := slices.IndexFunc(rule.Cases, func(one Case) bool { return one.Outcome == Unsupported }); i >= 0 {
		text = rule.Cases[i].Message
	}
	if feature, is := strings.CutPrefix(text, LacksFeature); is {
		return f.without(capabilityOf(spec.Feature(feature)))
	}
	operation, answer := operationOf(text)
	operation = common(operation)
	if f.answers[operation] == "" {
		f.answers[operation] = common(answer)
	}
	return causeKey{Lacking, operation}
}

// without is the cause that the target lacks what is named: a diagnosis that says so, or
// the lack.
func (f *causeFinder) without(name string) causeKey {
	for _, d := range f.run.Diagnoses {
		if summary := asWords(d.Summary); strings.HasPrefix(summary, asWords("the server has no "+name)) {
			return causeKey{Diagnosed, d.ID}
		}
	}
	return causeKey{Lacking, name}
}

// capabilityOf is the name of the capability that a feature is.
func capabilityOf(feature spec.Feature) string {
	switch feature {
	case spec.Administration:
		return "administrator's operations"
	case spec.CustomAuth:
		return "CUSTOM_AUTH"
	case spec.RefreshRotation:
		return "GetTokensFromRefreshToken"
	default:
		return string(feature)
	}
}

// operationOf is what a text says the target lacks, and what came instead: what it names
// right before the answer, or else first.
func operationOf(text string) (operation, answer string) {
	parts := strings.Split(text, ": ")
	i := slices.IndexFunc(parts, func(part string) bool { return strings.HasPrefix(part, "HTTP ") })
	if i <= 0 {
		i = 1
	}
	return strings.TrimSuffix(parts[i-1], ":"), strings.Join(parts[min(i, len(parts)):], ": ")
}

// LacksFeature begins the message of a rule whose feature was not found, before its name;
// InTargetFile is in a reason that an entry in the target file would take away.
const (
	LacksFeature = "the target lacks the feature "
	InTargetFile = " in the target file"
)

// named is the first capability that the target lacks and that a text names, by itself,
// as a feature, or in one of its operations.
func (f *causeFinder) named(text string) string {
	if _, feature, is := strings.Cut(text, LacksFeature); is {
		feature, _, _ = strings.Cut(feature, "\n")
		text += "\n" + capabilityOf(spec.Feature(feature))
	}
	text = asWords(text)
	names := func(name string) bool { return strings.Contains(text, asWords(name)) }
	for _, capability := range f.run.Has {
		if !capability.Has && !capability.Unknown && (names(capability.Name) || slices.ContainsFunc(capability.Lacks, names)) {
			return capability.Name
		}
	}
	return ""
}

// wordsIn are the words of a text.
var wordsIn = regexp.MustCompile(`\w+`)

// asWords is a text in lower case with a blank around each word.
func asWords(text string) string {
	return " " + strings.Join(wordsIn.FindAllString(strings.ToLower(text), -1), " ") + " "
}

// id is the id of a cause.
func (f *causeFinder) id(key causeKey) string {
	if key.kind == SetUp {
		return ""
	}
	return key.name
}

// text says what a cause is.
func (f *causeFinder) text(key causeKey) string {
	switch key.kind {
	case Diagnosed:
		i := slices.IndexFunc(f.run.Diagnoses, func(d Diagnosis) bool { return d.ID == key.name })
		return f.run.Diagnoses[i].Summary
	case Lacking:
		if i := slices.IndexFunc(f.run.Has, func(has Capability) bool { return has.Name == key.name }); i >= 0 {
			return f.run.Has[i].Evidence
		}
		return f.answers[key.name]
	case Broken:
		return f.rules[key.name].Message
	default:
		return key.name
	}
}

// setUpFailed begins a reason that names the step of a set-up, before what went wrong.
const setUpFailed = "set-up failed at "

// varying are the parts of a text that differ between cases: names that were made up,
// and numbers.
var varying = regexp.MustCompile(`«[^»]*»|cogbench-[\w-]+|[a-z]{2}(-[a-z]+)+-\d_\w+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27,}|\b[0-9a-fA-F]{12,}\b|https?://\S+|\b\d{4,}\b`)

// common is what a reason has in common with those of other cases and other steps.
func common(reason string) string {
	reason, _, _ = strings.Cut(reason, "\n")
	if after, is := strings.CutPrefix(reason, setUpFailed); is {
		if _, cause, has := strings.Cut(after, ": "); has {
			reason = cause
		}
	}
	return varying.ReplaceAllString(strings.Join(strings.Fields(reason), " "), "…")
}
