package render

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/cogbench/cogbench/report"
)

// reproduction is the shortest way to see a failure again: a command of this program for
// the case that failed first, or for the rules in whose checks it came, and the call that
// was at fault as a command for a shell.
type reproduction struct {
	Command string
	Curl    string // "" if the call is not known
}

// reproduce says how to see the failure of a rule again.
func reproduce(c *report.Conformance, rule report.Rule) reproduction {
	command := "cogbench conform --rule " + rule.ID
	failed := firstFailed(rule)
	switch {
	case failed == nil:
	case len(failed.SeenIn) == 0:
		command += " --case " + shellQuote(failed.Name)
	default: // the rule's own check has no such case
		for _, id := range failed.SeenIn {
			if id != rule.ID {
				command += " --rule " + id
			}
		}
	}
	switch {
	case c.Target.Profiled:
		command += " --target FILE" // its name is not known here
	case !c.Target.Embedded && c.Target.Endpoint != "":
		command += " --endpoint " + shellWord(c.Target.Endpoint)
	}
	if c.Target.AWS {
		command += " --allow-aws"
	}
	if c.Rulebook.AsOf != "" {
		command += " --rules-as-of " + c.Rulebook.AsOf
	}
	r := reproduction{Command: command}
	if failed != nil && len(failed.SeenIn) > 0 {
		return r // its calls are in the transcripts of others
	}
	if i := atFault(rule); i >= 0 && !cut.MatchString(rule.Transcript[i].Request) {
		r.Curl = curl(rule.Transcript[i])
	}
	return r
}

// firstFailed is the case of a rule that failed first, nil for none.
func firstFailed(rule report.Rule) *report.Case {
	if i := slices.IndexFunc(rule.Cases, func(c report.Case) bool { return c.Outcome == report.Fail }); i >= 0 {
		return &rule.Cases[i]
	}
	return nil
}

// cut is the end of a body that the transcript has in part.
var cut = regexp.MustCompile(`… \d+ bytes more$`)

// atFault is the place of the call that a failure is most likely about: of those of an
// operation that the first failed case names, or of all if it names none, the last that
// was refused or not answered, or else the last. It is -1 if there is no call.
func atFault(rule report.Rule) int {
	said := rule.Expected + " " + rule.Actual
	if failed := firstFailed(rule); failed != nil {
		said = failed.Name + " " + failed.Expected + " " + failed.Actual
	}
	named := func(e report.Exchange) bool { return slices.Contains(words.FindAllString(said, -1), e.Operation) }
	refused := func(e report.Exchange) bool { return e.Status == 0 || e.Status >= http.StatusBadRequest }
	for _, fits := range []func(report.Exchange) bool{
		func(e report.Exchange) bool { return named(e) && refused(e) }, named, refused,
	} {
		for i, e := range slices.Backward(rule.Transcript) {
			if fits(e) {
				return i
			}
		}
	}
	return len(rule.Transcript) - 1
}

// words are what may name an operation.
var words = regexp.MustCompile(`\w+`)

// plainWord is a text that a shell takes as it is.
var plainWord = regexp.MustCompile(`^[\w./:@%+=,-]+$`)

// shellWord is a text as one word of a shell, in quotes if it needs them.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return shellQuote(text)
}

var (
	// redactedMember is a member whose value was taken out.
	redactedMember = regexp.MustCompile(`"([\w.-]+)":\s*"«[^»]*»"`)
	// redactedValue is any other value that was taken out.
	redactedValue = regexp.MustCompile(`«[^»]*»`)
)

// placeholders puts what a reader has to fill in where secrets were taken out.
func placeholders(text string) string {
	return redactedValue.ReplaceAllString(redactedMember.ReplaceAllString(text, `"$1":"<$1>"`), "<secret>")
}
