package suites

import (
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSecretHash lists the checks of SECRET_HASH.
func registerSecretHash(s registry) {
	s.Rule("AUTH-08", everyStepNeedsSecretHash)
	s.Rule("AUTH-09", secretHashTexts, engine.DependsOn("AUTH-08"))
	s.Rule("AUTH-10", secretHashIsOfTheUsernameSent, engine.DependsOn("SRP-07"))
}

const secretHash = "SECRET_HASH"

// atEachStep walks a sign-in with MFA and one with a device, and before each
// step sends it with the edit. The refusal goes to hold; the step is then done
// rightly by a fresh attempt, so that a refusal may end the one it was made in.
func atEachStep(c *Check, edit scenarios.Edit, hold func(step string, err error)) {
	s := confidential()
	actor := c.Actor(s.pool, s.client)
	device, _ := c.RememberedDevice(actor)
	for _, path := range []struct {
		device *scenarios.Device
		steps  []string
	}{
		{nil, []string{"InitiateAuth", "PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA"}},
		{device, []string{"", "", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"}},
	} {
		for i, step := range path.steps {
			if step == "" {
				continue
			}
			c.Case(step, func() { hold(step, spoiltStep(c, actor.Begin(path.device), i, edit)) })
		}
	}
}

// spoiltStep does the steps before the i-th rightly, and that one edited.
func spoiltStep(c *Check, attempt *scenarios.Attempt, i int, edit scenarios.Edit) error {
	for n := range i + 1 {
		var edits []scenarios.Edit
		if n == i {
			edits = append(edits, edit)
		}
		var err error
		if n == 0 {
			_, err = attempt.Initiate(c.Context(), edits...)
		} else {
			_, err = attempt.Answer(c.Context(), edits...)
		}
		if n == i {
			return err
		}
		c.Given(err, "the earlier steps")
	}
	return nil
}

func everyStepNeedsSecretHash(c *Check) {
	atEachStep(c, scenarios.Drop(secretHash), func(step string, err error) {
		c.Refused(err, step+" without SECRET_HASH", notAuthorized, invalidParameter)
	})
	c.Case("wrong hash in InitiateAuth", func() {
		s := confidential()
		err := spoiltStep(c, c.Actor(s.pool, s.client).Begin(nil), 0, scenarios.Set(secretHash, srp.SecretHash("a", "b", "c")))
		c.Refused(err, "InitiateAuth with a wrong SECRET_HASH", notAuthorized)
	})
	c.Case("wrong hash in PASSWORD_VERIFIER", func() {
		s := confidential()
		err := spoiltStep(c, c.Actor(s.pool, s.client).Begin(nil), 1, scenarios.Set(secretHash, srp.SecretHash("a", "b", "c")))
		c.Refused(err, "PASSWORD_VERIFIER with a wrong SECRET_HASH", notAuthorized)
	})
}

func secretHashTexts(c *Check) {
	s := confidential()
	id := c.Client(c.Pool(s.pool), s.client).ID
	atEachStep(c, scenarios.Drop(secretHash), func(step string, err error) {
		c.Refused(err, step+" without SECRET_HASH", notAuthorized)
		c.Says(err, step+" without SECRET_HASH", "Client "+id+" is configured with secret but SECRET_HASH was not received")
	})
	c.Case("wrong hash", func() {
		err := spoiltStep(c, c.Actor(s.pool, s.client).Begin(nil), 0, scenarios.Set(secretHash, srp.SecretHash("a", "b", "c")))
		c.Says(err, "InitiateAuth with a wrong SECRET_HASH", "Unable to verify secret hash for client "+id)
	})
}

func secretHashIsOfTheUsernameSent(c *Check) {
	actor := c.ActorWith(c.Pool(aliased()), target.ClientSpec{Secret: true}, target.UserSpec{Email: true})
	each(c, map[string]string{"alias with its hash": actor.User.Email, "user name with its hash": actor.User.ID}, func(name, username string) {
		attempt := actor.Begin(nil)
		_, err := attempt.Initiate(c.Context(), actor.As(username))
		c.Succeeds(err, "USER_SRP_AUTH by "+name)
		_, err = attempt.AnswerPasswordVerifier(c.Context(), actor.As(username))
		c.Succeeds(err, "PASSWORD_VERIFIER by "+name)
		c.Expect(attempt.Last.Result).NotTo(BeNil(), "AuthenticationResult")
	})
	c.Case("alias with the hash of the user name", func() {
		_, err := actor.Begin(nil).Initiate(c.Context(), scenarios.Set("USERNAME", actor.User.Email), scenarios.Set(secretHash, actor.SecretHash(actor.User.ID)))
		c.Refused(err, "USER_SRP_AUTH by alias with the hash of the user name", notAuthorized)
	})
}
