package suites

import (
	"strings"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// challengesOf names the challenges of a sign-in, for a failure.
func challengesOf(signIn *scenarios.SignIn) string {
	if len(signIn.Challenges) == 0 {
		return "tokens at once"
	}
	names := make([]string, len(signIn.Challenges))
	for i, challenge := range signIn.Challenges {
		names[i] = string(challenge)
	}
	return strings.Join(names, " → ") + " → tokens"
}

// Reads holds that what the target sent can be read. what names it, and its form.
func (c *Check) Reads(err error, what string) {
	if err != nil {
		c.Fail(what, err.Error())
	}
}

// presence words whether something was there.
func presence(there bool) string {
	if there {
		return "present"
	}
	return "absent"
}

// resultOf words how a call ended, for what is only reported. Of a call that was never
// sent there is nothing to report.
func (c *Check) resultOf(err error) string {
	if e := target.AsError(err); e != nil && e.Kind == target.Unsent {
		c.Skip("nothing was sent: " + err.Error())
	}
	return resultOf(err)
}

// resultOf words how a call ended, for what is only reported.
func resultOf(err error) string {
	if err == nil {
		return "success"
	}
	return engine.Answer(target.AsError(err))
}
