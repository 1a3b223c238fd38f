package suites

import (
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
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

// hashedPath is a sign-in by a secret client, with the steps that are spoilt on it, by
// their places in USER_SRP_AUTH.
type hashedPath struct {
	name   string
	on     setting
	device bool
	steps  map[string]int
}

func hashedPaths() []hashedPath {
	return []hashedPath{
		{userLegName, setting{client: target.ClientSpec{Secret: true}}, false, hashedSteps()},
		{"second factor", confidential(), false, map[string]int{"SOFTWARE_TOKEN_MFA": 2}},
		{deviceLegName, confidential(), true, map[string]int{"DEVICE_SRP_AUTH": 2, "DEVICE_PASSWORD_VERIFIER": 3}},
	}
}

// atEachStep walks sign-ins with a password, with MFA and with a device, each step sent
// with the edit once. The refusal goes to hold; the path is then walked rightly by a
// fresh attempt, so that a refusal may end the one it was made in.
func atEachStep(c *Check, edit scenarios.Edit, hold func(actor *scenarios.Actor, step string, err error)) {
	atEachStepOf(c, hashedPaths(), "", edit, hold)
}

// atEachStepOf is atEachStep on some paths, in cases whose names begin with what is sent.
func atEachStepOf(c *Check, paths []hashedPath, sent string, edit scenarios.Edit, hold func(actor *scenarios.Actor, step string, err error)) {
	for _, path := range paths {
		walked := engine.Once(c.Check, func(of walker) { c.SignedIn(of.Actor, of.device) })
		for step, i := range sorted(path.steps) {
			c.CaseIn(cellOfStep(path.name, step), sent+step, func() {
				of := walker{Actor: c.Actor(path.on.pool, path.on.client)}
				if path.device {
					of.device, _ = c.RememberedDevice(of.Actor)
				}
				of.Actor = c.byBestFlow(of.Actor)
				hold(of.Actor, step, spoiltStep(c, of.Begin(of.device), i, edit))
				walked(of)
			})
		}
	}
}

// cellOfStep is the cell of a step on a path: InitiateAuth is the same in every flow, and
// judged apart from what only some flows have.
func cellOfStep(path, step string) string {
	if step == "InitiateAuth" {
		return step
	}
	return path
}

// walker is who walks a path.
type walker struct {
	*scenarios.Actor
	device *scenarios.Device
}

// spoiltStep does the steps before the i-th of USER_SRP_AUTH rightly, and that one
// edited. A flow in the clear has no PASSWORD_VERIFIER among them.
func spoiltStep(c *Check, attempt *scenarios.Attempt, i int, edit scenarios.Edit) error {
	if !provedBySRP(attempt.Actor) && i > 0 {
		if i--; i == 0 {
			c.Unsupported("there is no PASSWORD_VERIFIER without USER_SRP_AUTH")
		}
	}
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
	actor := c.byBestFlow(c.Actor(target.PoolSpec{}, target.ClientSpec{Secret: true}))
	err := spoiltStep(c, actor.Begin(nil), i, wrongHash())
	passwordIsTaken(c, actor)
	return err
}

// hashedSteps are the first steps of a sign-in, by name.
func hashedSteps() map[string]int { return map[string]int{"InitiateAuth": 0, "PASSWORD_VERIFIER": 1} }

func everyStepNeedsSecretHash(c *Check) {
	atEachStep(c, scenarios.Drop(secretHash), func(_ *scenarios.Actor, step string, err error) {
		c.Refused(err, step+" without SECRET_HASH")
	})
	for step, i := range sorted(hashedSteps()) {
		c.CaseIn(cellOfStep(userLegName, step), "wrong hash in "+step, func() { c.Refused(withWrongHash(c, i), step+" with a wrong SECRET_HASH") })
	}
	atEachStepOf(c, hashedPaths()[1:], "wrong hash in ", wrongHash(), func(_ *scenarios.Actor, step string, err error) {
		c.Refused(err, step+" with a wrong SECRET_HASH")
	})
	otherFlowsNeedSecretHash(c)
}

// otherFlowsNeedSecretHash leaves the hash out where a password goes in the clear, and
// where a temporary one is replaced.
func otherFlowsNeedSecretHash(c *Check) {
	client := target.ClientSpec{Secret: true}
	flow := func(flow types.AuthFlowType, admin bool) {
		c.CaseIn(string(flow), string(flow), func() {
			actor := c.Actor(target.PoolSpec{}, client)
			actor.Flow, actor.Admin = flow, admin
			_, err := actor.Begin(nil).Initiate(c.Context(), scenarios.Drop(secretHash))
			c.Refused(err, string(flow)+" without SECRET_HASH")
			c.GivenBegins(actor, flow)
		})
	}
	flow(types.AuthFlowTypeUserPasswordAuth, false)
	if !c.Has(spec.Administration) {
		return
	}
	flow(types.AuthFlowTypeAdminUserPasswordAuth, true)
	c.CaseIn("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD_REQUIRED", func() {
		actor := c.Actor(target.PoolSpec{}, client)
		giveTemporaryPassword(c, actor)
		attempt := c.afterPassword(actor, nil)
		if attempt.Last.Challenge != types.ChallengeNameTypeNewPasswordRequired {
			c.Skip("NEW_PASSWORD_REQUIRED did not follow")
		}
		_, err := attempt.AnswerNewPassword(c.Context(), newPassword, scenarios.Drop(secretHash))
		c.Refused(err, "NEW_PASSWORD_REQUIRED without SECRET_HASH")
		attempt = c.afterPassword(actor, nil)
		_, err = attempt.AnswerNewPassword(c.Context(), newPassword)
		c.Given(err, "NEW_PASSWORD_REQUIRED")
	})
}

func secretHashTexts(c *Check) {
	atEachStep(c, scenarios.Drop(secretHash), func(actor *scenarios.Actor, step string, err error) {
		text := "Client " + actor.Client.ID + " is configured with secret but SECRET_HASH was not received"
		c.Refused(err, step+" without SECRET_HASH", notAuthorized)
		c.Says(err, step+" without SECRET_HASH", text, text+".")
	})
}

func wrongHashName(c *Check) {
	for step, i := range sorted(hashedSteps()) {
		c.CaseIn(step, step, func() { c.Refused(withWrongHash(c, i), step+" with a wrong SECRET_HASH", notAuthorized) })
	}
}

func wrongHashTexts(c *Check) {
	for step, i := range sorted(hashedSteps()) {
		c.Observe("%s with a wrong SECRET_HASH: %s", step, c.resultOf(withWrongHash(c, i)))
	}
}

func secretHashIsOfTheUsernameSent(c *Check) {
	actor := c.byBestFlow(c.Actor(target.PoolSpec{}, target.ClientSpec{Secret: true}))
	attempt := actor.Begin(nil)
	_, err := attempt.Initiate(c.Context(), actor.As(actor.User.ID))
	c.Succeeds(err, "InitiateAuth with the hash over the user name")
	if provedBySRP(actor) {
		_, err = attempt.AnswerPasswordVerifier(c.Context(), actor.As(actor.User.ID))
		c.Succeeds(err, "PASSWORD_VERIFIER with the hash over the user name")
	}
	c.Expect(attempt.Last.Result).NotTo(BeNil(), "AuthenticationResult")
	hashIsLookedAt(c, actor)
}

func aliasHashAtTheStart(c *Check) {
	actor := c.byBestFlow(c.ActorWith(c.Pool(aliased()), target.ClientSpec{Secret: true}, target.UserSpec{Email: true}))
	_, err := actor.Begin(nil).Initiate(c.Context(), actor.As(actor.User.Email))
	c.Succeeds(err, "InitiateAuth by alias with the hash over the alias")
	hashIsLookedAt(c, actor)
}

// hashIsLookedAt holds that a wrong hash is refused where the right one is taken.
func hashIsLookedAt(c *Check, actor *scenarios.Actor) {
	_, err := actor.Begin(nil).Initiate(c.Context(), wrongHash())
	c.Discerned(err, "a wrong SECRET_HASH", "AUTH-08")
}

func refreshHashIsOfTheUserName(c *Check) {
	pool := target.PoolSpec{Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}}
	actor := c.ActorWith(c.Pool(pool), target.ClientSpec{Secret: true}, target.UserSpec{Email: true})
	token := c.SignedIn(actor, nil).RefreshToken()
	_, err := actor.Refresh(c.Context(), token, "", scenarios.Set(secretHash, actor.SecretHash(actor.User.Email)))
	c.Refused(err, "REFRESH_TOKEN_AUTH with the hash over an alias", notAuthorized)
	_, err = actor.Refresh(c.Context(), token, "", scenarios.Set(secretHash, actor.SecretHash(actor.User.ID)))
	if err != nil {
		c.refreshes(target.ClientSpec{Secret: true})
	}
	c.Succeeds(err, "REFRESH_TOKEN_AUTH with the hash over the user name")
}
