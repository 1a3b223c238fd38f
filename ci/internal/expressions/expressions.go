// Package expressions evaluates the expressions of GitHub Actions' files that this
// project's files have, for a proof that runs their scripts on this machine.
package expressions

import (
	"fmt"
	"regexp"
	"strings"
)

// Values are what expressions come to, such as that of "inputs.endpoint".
type Values map[string]string

var (
	mark   = regexp.MustCompile(`\$\{\{ (.+?) \}\}`)
	choice = regexp.MustCompile(`^(\S+) && '([^']*)' \|\| '([^']*)'$`)
)

// Expand is a text with its expressions replaced. The error is of one that has no value
// here, or of a choice whose condition has none.
func (v Values) Expand(text string) (string, error) {
	var unknown error
	expanded := mark.ReplaceAllStringFunc(text, func(found string) string {
		expression := mark.FindStringSubmatch(found)[1]
		parts := choice.FindStringSubmatch(expression)
		if parts != nil {
			expression = parts[1]
		}
		value, known := v[expression]
		switch {
		case !known:
			unknown = fmt.Errorf("the expression %q is not known here", expression)
		case parts != nil && value != "":
			return parts[2]
		case parts != nil:
			return parts[3]
		}
		return value
	})
	return expanded, unknown
}

// Tell adds the outputs of a step, as its script left them in the file of GITHUB_OUTPUT.
func (v Values) Tell(step, outputs string) {
	for line := range strings.Lines(outputs) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		v["steps."+step+".outputs."+name] = value
	}
}
