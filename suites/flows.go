package suites

import (
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerFlows lists the checks of which flows there are, and which a client
// allows.
func registerFlows(s registry) {
	s.Rule("AUTH-21", adminFlowsAreNotPublic)
	s.Rule("AUTH-39", otherFlowsAreRefused)
	s.Rule("AUTH-40", defaultFlows)
	s.Rule("AUTH-41", defaultTellsUnknownUser)
	s.Rule("AUTH-42", nameOfAdminFlowRefusal)
	s.Rule("AUTH-43", publicPasswordFlowIsNotForAdmins)
}

func adminFlowsAreNotPublic(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	for _, flow := range []types.AuthFlowType{types.AuthFlowTypeAdminUserPasswordAuth, types.AuthFlowTypeAdminNoSrpAuth} {
		c.Case("InitiateAuth "+string(flow), func() {
			c.NotOffered(begin(c, actor, flow), string(flow)+" on InitiateAuth")
		})
	}
	c.Case("RespondToAuthChallenge ADMIN_NO_SRP_AUTH", func() {
		attempt := actor.Begin(nil)
		_, err := attempt.Respond(c.Context(), types.ChallengeNameTypeAdminNoSrpAuth, map[string]string{"PASSWORD": actor.User.Password})
		c.Refused(err, "ADMIN_NO_SRP_AUTH on RespondToAuthChallenge")
	})
}

// begin starts a sign-in of the actor by another flow.
func begin(c *Check, actor *scenarios.Actor, flow types.AuthFlowType) error {
	other := *actor
	other.Flow = flow
	_, err := other.Begin(nil).Initiate(c.Context())
	return err
}

func nameOfAdminFlowRefusal(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	const what = "ADMIN_USER_PASSWORD_AUTH on InitiateAuth"
	err := begin(c, actor, types.AuthFlowTypeAdminUserPasswordAuth)
	if e := target.AsError(err); e != nil && e.Kind == target.Unsupported && e.Name != "" && e.Name != invalidParameter {
		c.Fail(what+" to be refused with "+invalidParameter, engine.Answer(e))
	}
	c.Refused(err, what, invalidParameter)
}

func publicPasswordFlowIsNotForAdmins(c *Check) {
	actor := c.Actor(whatever(), target.ClientSpec{})
	c.GivenBegins(actor, types.AuthFlowTypeUserPasswordAuth)
	actor.Admin = true
	c.NotOffered(begin(c, actor, types.AuthFlowTypeUserPasswordAuth), "USER_PASSWORD_AUTH on AdminInitiateAuth")
}

// GivenBegins holds that a flow works, so that the refusal of another is one of the
// flow alone.
func (c *Check) GivenBegins(actor *scenarios.Actor, flow types.AuthFlowType) {
	c.Given(begin(c, actor, flow), string(flow))
}

// otherFlowsAreRefused keeps to the two flows that take a password.
func otherFlowsAreRefused(c *Check) {
	const srpFlow, passwordFlow = types.AuthFlowTypeUserSrpAuth, types.AuthFlowTypeUserPasswordAuth
	for _, flow := range []types.AuthFlowType{srpFlow, passwordFlow} {
		setting, other := types.ExplicitAuthFlowsTypeAllowUserSrpAuth, passwordFlow
		if flow == passwordFlow {
			setting, other = types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, srpFlow
		}
		c.CaseIn("a client of "+string(flow), "a client of "+string(flow), func() {
			actor := c.Actor(target.PoolSpec{}, target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{
				setting, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
			}})
			c.GivenBegins(actor, flow)
			c.NotOffered(begin(c, actor, other), string(other)+", which the client does not allow")
		})
	}
}

// byDefault is a client for which neither its flows nor the errors of unknown users
// are set.
func byDefault() target.ClientSpec {
	return target.ClientSpec{Edit: func(in *cip.CreateUserPoolClientInput) {
		in.ExplicitAuthFlows, in.PreventUserExistenceErrors = nil, ""
	}}
}

func defaultFlows(c *Check) {
	c.CaseIn("passwords", "passwords", func() {
		actor := c.Actor(target.PoolSpec{}, byDefault())
		c.Succeeds(begin(c, actor, types.AuthFlowTypeUserSrpAuth), "USER_SRP_AUTH by default")
		c.NotOffered(begin(c, actor, types.AuthFlowTypeUserPasswordAuth), "USER_PASSWORD_AUTH by default")
		actor.Admin = true
		c.NotOffered(begin(c, actor, types.AuthFlowTypeAdminUserPasswordAuth), "ADMIN_USER_PASSWORD_AUTH by default")
	})
	if c.Has(spec.CustomAuth) {
		c.CaseIn("custom challenges", "custom challenges", func() {
			actor := c.Actor(target.PoolSpec{CustomAuth: true}, byDefault())
			c.Succeeds(begin(c, actor, types.AuthFlowTypeCustomAuth), "CUSTOM_AUTH by default")
		})
	}
	c.CaseIn("refresh", "refresh", func() {
		actor := c.Actor(target.PoolSpec{}, byDefault())
		signIn := c.SignedIn(actor, nil)
		_, err := actor.Refresh(c.Context(), signIn.RefreshToken(), "")
		if err != nil {
			c.refreshes(target.ClientSpec{})
		}
		c.Succeeds(err, "REFRESH_TOKEN_AUTH by default")
	})
}

func defaultTellsUnknownUser(c *Check) {
	actor := c.Actor(target.PoolSpec{}, byDefault())
	_, err := asNobody(actor, "nobody-of-this-name").Initiate(c.Context())
	c.Refused(err, "USER_SRP_AUTH of an unknown user", userNotFound)
}
