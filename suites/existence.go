package suites

import (
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerExistence lists the checks of what a sign-in reveals about users that do
// not exist.
func registerExistence(s registry) {
	s.Rule("AUTH-05", unknownUserIsSimulated)
	s.Rule("AUTH-06", simulationIsStable, engine.DependsOn("AUTH-05"))
	s.Rule("AUTH-07", legacyTellsUnknownUser)
	s.Rule("AUTH-27", legacyUnknownUserText)
	s.Rule("AUTH-30", unknownUserWithPassword)
	s.Rule("AUTH-38", resetByAdministrator)
}

// concealing is a client that does not reveal which users exist.
func concealing() target.ClientSpec {
	return target.ClientSpec{PreventUserExistenceErrors: types.PreventUserExistenceErrorTypesEnabled}
}

// legacy is a client that reveals it.
func legacy() target.ClientSpec {
	return target.ClientSpec{PreventUserExistenceErrors: types.PreventUserExistenceErrorTypesLegacy}
}

// asNobody begins a sign-in under a name that no user has.
func asNobody(actor *scenarios.Actor, name string) *scenarios.Attempt {
	attempt := actor.Begin(nil)
	attempt.Username = name
	return attempt
}

func unknownUserIsSimulated(c *Check) {
	for _, spec := range []target.PoolSpec{{}, {Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn}} {
		c.CaseIn(spec.String(), spec.String(), func() {
			actor := c.Actor(spec, concealing())
			passwordIsTaken(c, actor)
			attempt := asNobody(actor, "nobody-of-this-name")
			answer, err := attempt.Initiate(c.Context())
			c.Succeeds(err, "USER_SRP_AUTH of an unknown user")
			c.Expect(answer.Challenge).To(Equal(passwordVerifier), "challenge")
			for _, key := range []string{"SALT", "SECRET_BLOCK", "SRP_B", "USER_ID_FOR_SRP"} {
				c.Expect(answer.Parameters).To(HaveKeyWithValue(key, Not(BeEmpty())), "ChallengeParameters like those of a real user")
			}
			_, err = attempt.AnswerPasswordVerifier(c.Context())
			c.Refused(err, "PASSWORD_VERIFIER of an unknown user", notAuthorized)
		})
	}
}

func unknownUserWithPassword(c *Check) {
	actor := c.Actor(whatever(), concealing())
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	_, err := asNobody(actor, "nobody-of-this-name").Initiate(c.Context())
	c.Refused(err, "USER_PASSWORD_AUTH of an unknown user", notAuthorized)
	c.GivenBegins(actor, actor.Flow)
}

func simulationIsStable(c *Check) {
	actor := c.Actor(whatever(), concealing())
	simulate := func(name string) map[string]string {
		answer, err := asNobody(actor, name).Initiate(c.Context())
		c.Given(err, "USER_SRP_AUTH of an unknown user")
		return answer.Parameters
	}
	first, second := simulate("nobody-one"), simulate("nobody-one")
	c.Expect(second["SALT"]).To(Equal(first["SALT"]), "SALT of the same name")
	c.Expect(second["USER_ID_FOR_SRP"]).To(Equal(first["USER_ID_FOR_SRP"]), "USER_ID_FOR_SRP of the same name")
	c.Expect(first["USER_ID_FOR_SRP"]).To(MatchRegexp(`^(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`), "USER_ID_FOR_SRP")
}

// legacyUnknown signs in under an unknown name at a legacy client.
func legacyUnknown(c *Check, flow types.AuthFlowType) error {
	actor := c.Actor(whatever(), legacy())
	actor.Flow = flow
	_, err := asNobody(actor, "nobody-of-this-name").Initiate(c.Context())
	return err
}

func legacyTellsUnknownUser(c *Check) {
	for _, flow := range []types.AuthFlowType{types.AuthFlowTypeUserSrpAuth, types.AuthFlowTypeUserPasswordAuth} {
		c.CaseIn(string(flow), string(flow), func() { c.Refused(legacyUnknown(c, flow), string(flow)+" of an unknown user", userNotFound) })
	}
}

func legacyUnknownUserText(c *Check) {
	actor := c.byBestFlow(c.Actor(target.PoolSpec{}, legacy()))
	_, err := asNobody(actor, "nobody-of-this-name").Initiate(c.Context())
	c.Says(err, "a sign-in of an unknown user", "User does not exist.")
}

func resetByAdministrator(c *Check) {
	for _, flow := range []types.AuthFlowType{types.AuthFlowTypeUserSrpAuth, types.AuthFlowTypeUserPasswordAuth} {
		actor := c.ActorWith(c.Pool(whatever()), concealing(), target.UserSpec{Email: true})
		c.AdminResets(actor)
		actor.Flow = flow
		_, err := actor.SignIn(c.Context(), nil)
		c.Observe("%s of a user whose password was reset: %s", flow, c.resultOf(err))
	}
}

// AdminResets has an administrator reset the password of the actor's user, who can be
// reached.
func (c *Check) AdminResets(actor *scenarios.Actor) {
	_, err := c.Target().API().AdminResetUserPassword(c.Context(), &cip.AdminResetUserPasswordInput{
		UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID,
	})
	c.Given(err, "AdminResetUserPassword")
}
