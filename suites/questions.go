package suites

import (
	"strings"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerQuestions lists the probes of the questions for the real service. They
// observe and never judge; a question without one is answered by the checks of rules,
// spec/questions.yaml.
func registerQuestions(s registry) {
	registerDeviceQuestions(s)
	registerRefreshQuestions(s)
	registerSignInQuestions(s)
	registerWireQuestions(s)
}

// patient is the limit of a probe that waits for many codes of software tokens.
func patient() engine.Option { return engine.Limit(15 * time.Minute) }

// fourTrackings are the settings of DeviceConfiguration: ChallengeRequired off and on,
// each with devices remembered at once and on the user's word.
func fourTrackings() []target.PoolSpec {
	return []target.PoolSpec{
		{Tracking: target.Always},
		{Tracking: target.Always, ChallengeRequired: true},
		{Tracking: target.OptIn, ChallengeRequired: true},
		{Tracking: target.OptIn},
	}
}

// tell observes what came of a call.
func (c *Check) tell(what string, err error) { c.Observe("%s: %s", what, c.resultOf(err)) }

// courseOf signs in, with the device or without, and words what was asked for and how
// it ended.
func courseOf(c *Check, actor *scenarios.Actor, device *scenarios.Device, edits ...scenarios.Edit) string {
	attempt := actor.Begin(device)
	_, err := attempt.Initiate(c.Context(), edits...)
	return restOf(c, attempt, err)
}

// restOf goes on with a sign-in whose last step ended with err, and words all of it.
func restOf(c *Check, attempt *scenarios.Attempt, err error) string {
	if err == nil {
		var signIn *scenarios.SignIn
		if signIn, err = attempt.Finish(c.Context()); err == nil {
			return challengesOf(signIn) + ", NewDeviceMetadata " + presence(signIn.Result.NewDeviceMetadata != nil)
		}
	}
	var asked []string
	for _, challenge := range attempt.Challenges {
		asked = append(asked, string(challenge))
	}
	return strings.Join(append(asked, resultOf(err)), " → ")
}

// parts runs parts of a probe that do not depend on one another.
func (c *Check) parts(bodies map[string]func()) {
	each(c, bodies, func(_ string, body func()) { body() })
}
