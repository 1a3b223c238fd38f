package report

import (
	"regexp"
	"strings"
)

var (
	// refusalInSetUp is a refusal as the reason of a set-up words it.
	refusalInSetUp = regexp.MustCompile(`HTTP (\d+) (\w+): (.*)$`)
	// refusalInFailure is a refusal as the actual side of a failure words it.
	refusalInFailure = regexp.MustCompile(`^(\w+) \(HTTP (\d+)\) (.*)$`)
)

// refusal is an exception, its status and its message. The zero value is none.
type refusal struct{ exception, status, message string }

// diagnosedRefusals are the refusals that diagnosed failures met, each with the diagnosis:
// a set-up that met the same failed for the same cause.
func diagnosedRefusals(rules []Rule, diagnoses map[string]string) map[refusal]string {
	found := map[refusal]string{}
	for _, rule := range rules {
		id, diagnosed := diagnoses[rule.ID]
		m := refusalInFailure.FindStringSubmatch(rule.Actual)
		if !diagnosed || rule.Outcome != Fail || m == nil {
			continue
		}
		if met := (refusal{m[1], m[2], strings.TrimSpace(m[3])}); found[met] == "" {
			found[met] = id
		}
	}
	return found
}

// refusalOf is the refusal that a set-up met, none if it met no other.
func refusalOf(because string) refusal {
	m := refusalInSetUp.FindStringSubmatch(because)
	if m == nil {
		return refusal{}
	}
	return refusal{m[2], m[1], strings.TrimSpace(m[3])}
}
