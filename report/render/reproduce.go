package render

import (
	"net/http"
	"regexp"

	"github.com/cogbench/cogbench/report"
)

// reproduction is the shortest way to see a failure again: a command of this program for
// the case that failed first, and the call that was at fault as a command for a shell.
type reproduction struct {
	Command string
	Curl    string // "" if the call is not known
}

// reproduce says how to see the failure of a rule again.
func reproduce(c *report.Conformance, rule report.Rule) reproduction {
	command := "cogbench conform --rule " + rule.ID
	for _, one := range rule.Cases {
		if one.Outcome == report.Fail {
			command += " --case " + shellQuote(one.Name)
			break
		}
	}
	if !c.Target.Embedded && c.Target.Endpoint != "" {
		command += " --endpoint " + shellWord(c.Target.Endpoint)
	}
	if c.Target.AWS {
		command += " --allow-aws"
	}
	if c.Rulebook.AsOf != "" {
		command += " --rules-as-of " + c.Rulebook.AsOf
	}
	r := reproduction{Command: command}
	if i := atFault(rule.Transcript); i >= 0 {
		r.Curl = curl(rule.Transcript[i])
	}
	return r
}

// atFault is the place of the call that a failure is most likely about: the last that was
// refused or not answered, or else the last. It is -1 if there is no call.
func atFault(calls []report.Exchange) int {
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].Status == 0 || calls[i].Status >= http.StatusBadRequest {
			return i
		}
	}
	return len(calls) - 1
}

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
