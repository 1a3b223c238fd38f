package suites

import (
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
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
	s.Rule("AUTH-31", wrongHashName, engine.DependsOn("AUTH-08"))
	s.Rule("AUTH-32", wrongHashTexts)
	s.Rule("AUTH-33", aliasHashAtTheStart, engine.DependsOn("AUTH-10"))
	s.Rule("AUTH-45", refreshHashIsOfTheUserName)
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

// wrongHash sends a hash that is none of the client's.
func wrongHash() scenarios.Edit { return scenarios.Set(secretHash, srp.SecretHash("a", "b", "c")) }

// withWrongHash is the refusal of the i-th step of a sign-in with a wrong hash.
func withWrongHash(c *Check, i int) error {
	s := confidential()
	return spoiltStep(c, c.Actor(s.pool, s.client).Begin(nil), i, wrongHash())
}

// hashedSteps are the first steps of a sign-in, by name.
func hashedSteps() map[string]int { return map[string]int{"InitiateAuth": 0, "PASSWORD_VERIFIER": 1} }

func everyStepNeedsSecretHash(c *Check) {
	atEachStep(c, scenarios.Drop(secretHash), func(step string, err error) {
		c.Refused(err, step+" without SECRET_HASH")
	})
	for step, i := range sorted(hashedSteps()) {
		c.Case("wrong hash in "+step, func() { c.Refused(withWrongHash(c, i), step+" with a wrong SECRET_HASH") })
	}
}

func secretHashTexts(c *Check) {
	s := confidential()
	text := "Client " + c.Client(c.Pool(s.pool), s.client).ID + " is configured with secret but SECRET_HASH was not received"
	atEachStep(c, scenarios.Drop(secretHash), func(step string, err error) {
		c.Refused(err, step+" without SECRET_HASH", notAuthorized)
		c.Says(err, step+" without SECRET_HASH", text, text+".")
	})
}

func wrongHashName(c *Check) {
	each(c, hashedSteps(), func(step string, i int) {
		c.Refused(withWrongHash(c, i), step+" with a wrong SECRET_HASH", notAuthorized)
	})
}

func wrongHashTexts(c *Check) {
	for step, i := range sorted(hashedSteps()) {
		c.Observe("%s with a wrong SECRET_HASH: %s", step, resultOf(withWrongHash(c, i)))
	}
}

func secretHashIsOfTheUsernameSent(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Secret: true})
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context(), actor.As(actor.User.ID))
	c.Succeeds(err, "USER_SRP_AUTH with the hash over the user name")
	_, err = attempt.AnswerPasswordVerifier(c.Context(), actor.As(actor.User.ID))
	c.Succeeds(err, "PASSWORD_VERIFIER with the hash over the user name")
	c.Expect(attempt.Last.Result).NotTo(BeNil(), "AuthenticationResult")
}

func aliasHashAtTheStart(c *Check) {
	actor := c.ActorWith(c.Pool(aliased()), target.ClientSpec{Secret: true}, target.UserSpec{Email: true})
	_, err := actor.Begin(nil).Initiate(c.Context(), actor.As(actor.User.Email))
	c.Succeeds(err, "USER_SRP_AUTH by alias with the hash over the alias")
}

func refreshHashIsOfTheUserName(c *Check) {
	pool := target.PoolSpec{Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}}
	actor := c.ActorWith(c.Pool(pool), target.ClientSpec{Secret: true}, target.UserSpec{Email: true})
	token := c.SignedIn(actor, nil).RefreshToken()
	_, err := actor.Refresh(c.Context(), token, "", scenarios.Set(secretHash, actor.SecretHash(actor.User.Email)))
	c.Refused(err, "REFRESH_TOKEN_AUTH with the hash over an alias", notAuthorized)
	_, err = actor.Refresh(c.Context(), token, "", scenarios.Set(secretHash, actor.SecretHash(actor.User.ID)))
	c.Succeeds(err, "REFRESH_TOKEN_AUTH with the hash over the user name")
}
