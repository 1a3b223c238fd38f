package suites

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// assertion is how Gomega words a failure: what was asserted on, if it was named,
// the actual value, the matcher and what it was given, if it was given something.
var assertion = regexp.MustCompile(`(?s)^(?:(.*?)\n)?Expected\n {4}<[^\n]*?>: (.*?)\n((?:not )?to [^\n|]*?) *\|?(?:\n {4}<[^\n]*?>: (.*))?$`)

// asserted is the verdict on a failed assertion: with its two sides where
// Gomega's wording is of the usual form, and as it is elsewhere.
func asserted(message string) *verdict {
	parts := assertion.FindStringSubmatch(message)
	if parts == nil {
		return &verdict{outcome: report.Fail, message: message}
	}
	expected := inLine(strings.Join(parts[3:], " "))
	if what := parts[1]; what != "" {
		expected = inLine(what) + " " + expected
	}
	actual := inLine(parts[2])
	return &verdict{
		outcome: report.Fail, expected: expected, actual: actual,
		message: fmt.Sprintf("expected %s, got %s", expected, actual),
	}
}

// inLine is a value as Gomega prints it, which gives each element a line.
func inLine(text string) string {
	return strings.NewReplacer("[ ", "[", "{ ", "{", ", ]", "]", ", }", "}").Replace(strings.Join(strings.Fields(text), " "))
}
