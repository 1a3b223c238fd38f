package suites

import (
	"errors"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerPasswordChange lists the checks of ChangePassword.
func registerPasswordChange(s registry) {
	s.Rule("PWD-18", changeSetsPassword)
	s.Rule("PWD-19", changeNeedsPreviousPassword)
	s.Rule("PWD-20", changeHeedsPolicy)
	s.Rule("PWD-21", changeNeedsToken, engine.DependsOn("PWD-18"))
	s.Rule("PWD-22", wrongPasswordsEndChanges, engine.DependsOn("PWD-19"), engine.Locks())
	s.Rule("PWD-24", whatOutlivesChange)
}

// signedIn is a user of a pool with a password alone, and an access token.
func signedIn(c *Check) (*scenarios.Actor, *scenarios.SignIn) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	return actor, c.SignedIn(actor, nil)
}

func changeSetsPassword(c *Check) {
	actor, signIn := signedIn(c)
	wrong := actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password+"x", newPassword)
	err := actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password, newPassword)
	c.Succeeds(err, "ChangePassword")
	c.Discerned(wrong, "a wrong PreviousPassword", "PWD-19")
	signsInWith(c, actor, newPassword, actor.User.Password)
}

func changeNeedsPreviousPassword(c *Check) {
	actor, signIn := signedIn(c)
	err := actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password+"x", newPassword)
	c.Refused(err, "ChangePassword with a wrong PreviousPassword")
	signsInWith(c, actor, actor.User.Password, newPassword)
	err = actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password, newPassword)
	c.Given(err, "ChangePassword with the right PreviousPassword")
}

func changeHeedsPolicy(c *Check) {
	actor, signIn := signedIn(c)
	isRefusedAsWeak(c, "ChangePassword to a weak password", func(password string) error {
		return actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password, password)
	})
}

func changeNeedsToken(c *Check) {
	actor, signIn := signedIn(c)
	for name, token := range sorted(map[string]string{"an id token": signIn.IDToken(), "no token at all": "not.a.token"}) {
		c.Case(name, func() {
			err := actor.ChangePassword(c.Context(), token, actor.User.Password, newPassword)
			c.Refused(err, "ChangePassword with "+name)
		})
	}
	pool, err := c.Fixtures().Pool(c.Context(), target.PoolSpec{NarrowScope: true})
	if errors.Is(err, target.ErrUnmet) {
		return // such a token takes a trigger, which few targets have
	}
	c.Given(err, "creating a pool")
	c.Case("a token without the scope", func() {
		narrow := c.ActorIn(pool, target.ClientSpec{})
		token := c.SignedIn(narrow, nil).AccessToken()
		err := narrow.ChangePassword(c.Context(), token, narrow.User.Password, newPassword)
		c.Refused(err, "ChangePassword with a token without the scope")
	})
}

// wrongPasswordsEndChanges gives as many wrong passwords as a reset bears codes.
func wrongPasswordsEndChanges(c *Check) {
	actor, signIn := signedIn(c)
	for range mostWrongCodes {
		err := actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password+"x", newPassword)
		if err != nil && target.AsError(err).Name == limitExceeded {
			return
		}
		c.GivenRefused(err, "ChangePassword with a wrong PreviousPassword")
	}
	c.Fail("wrong passwords to end in "+limitExceeded, "twenty refusals of other names")
}

func whatOutlivesChange(c *Check) {
	actor := c.Actor(confidential().pool, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	err := actor.ChangePassword(c.Context(), signIn.AccessToken(), actor.User.Password, newPassword)
	c.Given(err, "ChangePassword")
	_, err = actor.GetDevice(c.Context(), signIn.AccessToken(), device.Key)
	c.Observe("GetDevice with the access token of before: %s", c.resultOf(err))
	_, err = actor.Refresh(c.Context(), signIn.RefreshToken(), device.Key)
	c.Observe("a refresh with the token of before: %s", c.resultOf(err))
	attempt := actor.Begin(device)
	attempt.Password = newPassword
	_, err = attempt.Initiate(c.Context())
	c.Observe("%s", follows(c, "sign-in with the device", attempt, err))
}
