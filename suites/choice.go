package suites

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerChoice lists the checks of choice-based sign-in, USER_AUTH. Those of
// one-time passwords and of what follows the first factor are in choicecode.go.
func registerChoice(s registry) {
	s.Rule("USER-01", choiceIsOffered)
	s.Rule("USER-02", passwordsAreOffered, engine.DependsOn("USER-01"))
	s.Rule("USER-03", policyLimitsChoice, engine.DependsOn("USER-01"))
	s.Rule("USER-04", onlyAvailableIsSelected, engine.DependsOn("USER-01"))
	s.Rule("USER-05", preferredPassword)
	s.Rule("USER-06", preferredSRP, engine.DependsOn("USER-01"))
	s.Rule("USER-07", sessionOfChosenSRP, engine.DependsOn("USER-06", "SRP-07"))
	s.Rule("USER-08", unavailablePreference, engine.DependsOn("USER-01"))
	s.Rule("USER-09", selectedPassword, engine.DependsOn("USER-01"))
	s.Rule("USER-10", selectedSRP, engine.DependsOn("USER-01"))
	s.Rule("USER-11", choiceNeedsNoOtherFlow, engine.DependsOn("USER-05", "USER-07"))
	s.Rule("USER-18", wrongSelectedPassword, engine.DependsOn("USER-09"))
	s.Rule("USER-19", wrongPasswordEndsChoice, engine.DependsOn("USER-18"))
	s.Rule("USER-20", choiceTellsUnknownUser)
	s.Rule("USER-21", choiceSimulatesUnknownUser)
	s.Rule("USER-22", choiceByAdministrator, engine.DependsOn("USER-01", "USER-05"))
	s.Rule("USER-27", preferredPasswordWithoutPassword)
	registerChosenCodes(s)
}

// The challenges that are first factors of USER_AUTH.
const (
	selectChallenge = types.ChallengeNameTypeSelectChallenge
	chosenPassword  = types.ChallengeNameTypePassword
	chosenSRP       = types.ChallengeNameTypePasswordSrp
	chosenEmail     = types.ChallengeNameTypeEmailOtp
	chosenSMS       = types.ChallengeNameTypeSmsOtp
)

// choosingClient is a client that allows USER_AUTH beside the other flows.
func choosingClient() target.ClientSpec {
	return target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{
		types.ExplicitAuthFlowsTypeAllowUserAuth, types.ExplicitAuthFlowsTypeAllowUserSrpAuth,
		types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
	}}
}

// offering is a pool that allows passwords and the further first factors.
func offering(more ...types.AuthFactorType) target.PoolSpec {
	return target.PoolSpec{FirstFactors: append([]types.AuthFactorType{types.AuthFactorTypePassword}, more...)}
}

// chooser is a user of a pool that allows passwords alone.
func chooser(c *Check) *scenarios.Actor { return c.Actor(offering(), choosingClient()) }

// choice begins USER_AUTH without a preference, which the rule takes for granted.
func choice(c *Check, actor *scenarios.Actor) *scenarios.Attempt {
	attempt := actor.Begin(nil)
	answer, err := attempt.Choose(c.Context(), "")
	c.Given(err, "USER_AUTH")
	if answer.Challenge != selectChallenge {
		c.Skip("USER_AUTH without PREFERRED_CHALLENGE gave " + string(answer.Challenge))
	}
	return attempt
}

// choosingSRP prepares a sign-in of an actor to whom USER_AUTH offers PASSWORD_SRP, which no
// pool allows by name. It is nil where that is not offered: the rules speak of what is
// available, and what is available is observed (USER-02).
func choosingSRP(c *Check, actor *scenarios.Actor) *scenarios.Attempt {
	seen := choice(c, actor)
	if !slices.Contains(seen.Offered, chosenSRP) {
		c.Observe("PASSWORD_SRP is not among AvailableChallenges")
		return nil
	}
	attempt := actor.Begin(nil)
	attempt.Offered = seen.Offered
	return attempt
}

// choosing is choosingSRP for PASSWORD_SRP, and prepares a sign-in for any other factor.
func choosing(c *Check, actor *scenarios.Actor, factor types.ChallengeNameType) *scenarios.Attempt {
	if factor == chosenSRP {
		return choosingSRP(c, actor)
	}
	return actor.Begin(nil)
}

// firstSteps are the challenges of a first factor that is still to be proved.
func firstSteps() []types.ChallengeNameType {
	return []types.ChallengeNameType{selectChallenge, chosenPassword, chosenSRP, passwordVerifier}
}

// endsFirstFactor holds that an attempt has proved its first factor, and comes to tokens.
// A second factor or a device may be asked for before.
func endsFirstFactor(c *Check, attempt *scenarios.Attempt) {
	isPastFirstFactor(c, attempt.Last.Challenge)
	proved := len(attempt.Challenges)
	signIn, err := attempt.Finish(c.Context())
	c.Succeeds(err, "the rest of the sign-in")
	isPastFirstFactor(c, signIn.Challenges[proved:]...)
	c.Expect(signIn.AccessToken()).NotTo(BeEmpty(), "AccessToken")
}

// isPastFirstFactor holds that no challenge asks for a first factor.
func isPastFirstFactor(c *Check, challenges ...types.ChallengeNameType) {
	for _, challenge := range challenges {
		if slices.Contains(firstSteps(), challenge) {
			c.Fail("no challenge of a first factor after the proof of one", string(challenge))
		}
	}
}

func choiceIsOffered(c *Check) {
	answer, err := chooser(c).Begin(nil).Choose(c.Context(), "")
	c.Succeeds(err, "USER_AUTH")
	c.Expect(answer.Challenge).To(Equal(selectChallenge), "challenge of USER_AUTH")
	c.Expect(answer.Available).NotTo(BeEmpty(), "AvailableChallenges")
	c.Expect(answer.Session).NotTo(BeEmpty(), "Session of SELECT_CHALLENGE")
}

func passwordsAreOffered(c *Check) {
	c.Expect(choice(c, chooser(c)).Last.Available).To(ContainElements(chosenPassword, chosenSRP), "AvailableChallenges")
}

func policyLimitsChoice(c *Check) {
	actor := c.ActorWith(c.Pool(offering()), choosingClient(), target.UserSpec{Email: true, Phone: true})
	available := choice(c, actor).Last.Available
	c.Expect(available).NotTo(ContainElement(chosenEmail), "AvailableChallenges")
	c.Expect(available).NotTo(ContainElement(chosenSMS), "AvailableChallenges")
}

func onlyAvailableIsSelected(c *Check) {
	each(c, map[string]types.ChallengeNameType{
		"a factor that the pool does not allow": chosenEmail, "no first factor": softwareTokenMFA, "no challenge": "CARRIER_PIGEON",
	}, func(name string, answer types.ChallengeNameType) {
		actor := c.ActorWith(c.Pool(offering()), choosingClient(), target.UserSpec{Email: true})
		attempt := choice(c, actor)
		if slices.Contains(attempt.Last.Available, answer) {
			c.Skip(string(answer) + " is available")
		}
		_, err := attempt.SelectFactor(c.Context(), answer)
		c.Refused(err, "SELECT_CHALLENGE with "+name)
		_, err = choice(c, actor).SelectFactor(c.Context(), chosenPassword)
		c.Given(err, "SELECT_CHALLENGE with PASSWORD")
	})
}

func preferredPassword(c *Check) {
	attempt := chooser(c).Begin(nil)
	_, err := attempt.Choose(c.Context(), chosenPassword)
	c.Succeeds(err, "USER_AUTH with PREFERRED_CHALLENGE=PASSWORD")
	endsFirstFactor(c, attempt)
	wrong := chooser(c).Begin(nil)
	wrong.Password += "x"
	_, err = wrong.Choose(c.Context(), chosenPassword)
	c.Refused(err, "USER_AUTH with a wrong PASSWORD")
}

func preferredSRP(c *Check) {
	attempt := choosingSRP(c, chooser(c))
	if attempt == nil {
		return
	}
	answer, err := attempt.Choose(c.Context(), chosenSRP)
	c.Succeeds(err, "USER_AUTH with PREFERRED_CHALLENGE=PASSWORD_SRP")
	isVerifier(c, answer)
}

// isVerifier holds that an answer is the challenge of an SRP exchange.
func isVerifier(c *Check, answer *scenarios.Answer) {
	c.Expect(answer.Challenge).To(Equal(passwordVerifier), "challenge after SRP_A")
	for _, key := range []string{"SALT", "SECRET_BLOCK", "SRP_B", "USER_ID_FOR_SRP"} {
		c.Expect(answer.Parameters).To(HaveKeyWithValue(key, Not(BeEmpty())), "ChallengeParameters")
	}
}

func sessionOfChosenSRP(c *Check) {
	attempt := choosingSRP(c, chooser(c))
	if attempt == nil {
		return
	}
	answer, err := attempt.Choose(c.Context(), chosenSRP)
	c.Given(err, "USER_AUTH with PREFERRED_CHALLENGE=PASSWORD_SRP")
	c.Expect(answer.Session).NotTo(BeEmpty(), "Session of PASSWORD_VERIFIER")
	_, err = attempt.AnswerPasswordVerifier(c.Context())
	c.Succeeds(err, "PASSWORD_VERIFIER with its Session")
	endsFirstFactor(c, attempt)
	again := attempt.Actor.Begin(nil)
	again.Offered = attempt.Offered
	_, err = again.Choose(c.Context(), chosenSRP)
	c.Given(err, "USER_AUTH with PREFERRED_CHALLENGE=PASSWORD_SRP")
	randomIsRefused(c, legAt(again))
}

func unavailablePreference(c *Check) {
	actor := c.ActorWith(c.Pool(offering()), choosingClient(), target.UserSpec{Email: true})
	answer, err := actor.Begin(nil).Choose(c.Context(), chosenEmail)
	c.Succeeds(err, "USER_AUTH with a PREFERRED_CHALLENGE that is not available")
	c.Expect(answer.Challenge).To(Equal(selectChallenge), "challenge of USER_AUTH")
	c.Expect(answer.Available).NotTo(BeEmpty(), "AvailableChallenges")
}

func selectedPassword(c *Check) {
	attempt := choice(c, chooser(c))
	_, err := attempt.SelectFactor(c.Context(), chosenPassword)
	c.Succeeds(err, "SELECT_CHALLENGE with PASSWORD")
	endsFirstFactor(c, attempt)
	_, err = selectWrongly(c)
	c.Discerned(err, "a wrong password", "USER-18")
}

func selectedSRP(c *Check) {
	attempt := choice(c, chooser(c))
	if !slices.Contains(attempt.Offered, chosenSRP) {
		c.Observe("PASSWORD_SRP is not among AvailableChallenges")
		return
	}
	answer, err := attempt.SelectFactor(c.Context(), chosenSRP)
	c.Succeeds(err, "SELECT_CHALLENGE with PASSWORD_SRP")
	isVerifier(c, answer)
}

// choiceNeedsNoOtherFlow has a client that also allows refreshes, without which the
// service once made none.
func choiceNeedsNoOtherFlow(c *Check) {
	client := target.ClientSpec{Flows: []types.ExplicitAuthFlowsType{
		types.ExplicitAuthFlowsTypeAllowUserAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth,
	}}
	for _, factor := range []types.ChallengeNameType{chosenPassword, chosenSRP} {
		c.CaseIn(string(factor), string(factor), func() {
			attempt := choosing(c, c.Actor(offering(), client), factor)
			if attempt == nil {
				return
			}
			_, err := attempt.Choose(c.Context(), factor)
			c.Succeeds(err, "USER_AUTH at a client of that flow alone")
			if factor == chosenSRP {
				_, err = attempt.AnswerPasswordVerifier(c.Context())
				c.Succeeds(err, "PASSWORD_VERIFIER at a client of USER_AUTH alone")
			}
			endsFirstFactor(c, attempt)
		})
	}
}

// selectWrongly answers SELECT_CHALLENGE with a wrong password.
func selectWrongly(c *Check) (*scenarios.Attempt, error) {
	attempt := choice(c, chooser(c))
	right := attempt.Password
	attempt.Password += "x"
	_, err := attempt.SelectFactor(c.Context(), chosenPassword)
	attempt.Password = right
	return attempt, err
}

func wrongSelectedPassword(c *Check) {
	_, err := selectWrongly(c)
	c.Refused(err, "SELECT_CHALLENGE with a wrong password", notAuthorized)
}

func wrongPasswordEndsChoice(c *Check) {
	attempt, err := selectWrongly(c)
	c.GivenRefused(err, "SELECT_CHALLENGE with a wrong password")
	_, err = attempt.SelectFactor(c.Context(), chosenPassword)
	c.Refused(err, "SELECT_CHALLENGE with the right password in the same Session")
}

// nobodyChooses begins USER_AUTH under a name that no user has.
func nobodyChooses(c *Check, errors types.PreventUserExistenceErrorTypes) (*scenarios.Answer, error) {
	client := choosingClient()
	client.PreventUserExistenceErrors = errors
	return asNobody(c.Actor(offering(), client), "nobody-of-this-name").Choose(c.Context(), "")
}

func choiceTellsUnknownUser(c *Check) {
	_, err := nobodyChooses(c, types.PreventUserExistenceErrorTypesLegacy)
	c.Refused(err, "USER_AUTH of an unknown user", userNotFound)
}

func choiceSimulatesUnknownUser(c *Check) {
	answer, err := nobodyChooses(c, types.PreventUserExistenceErrorTypesEnabled)
	c.Succeeds(err, "USER_AUTH of an unknown user")
	c.Expect(answer.Challenge).NotTo(BeEmpty(), "challenge")
}

func choiceByAdministrator(c *Check) {
	actor := chooser(c)
	actor.Admin = true
	c.Case("without a preference", func() {
		answer, err := actor.Begin(nil).Choose(c.Context(), "")
		c.Succeeds(err, "USER_AUTH on AdminInitiateAuth")
		c.Expect(answer.Challenge).To(Equal(selectChallenge), "challenge of USER_AUTH")
		c.Expect(answer.Available).NotTo(BeEmpty(), "AvailableChallenges")
	})
	c.Case("with a password", func() {
		attempt := actor.Begin(nil)
		_, err := attempt.Choose(c.Context(), chosenPassword)
		c.Succeeds(err, "USER_AUTH on AdminInitiateAuth")
		endsFirstFactor(c, attempt)
		wrong := actor.Begin(nil)
		wrong.Password += "x"
		_, err = wrong.Choose(c.Context(), chosenPassword)
		c.Discerned(err, "a wrong password", "USER-05")
	})
}

func preferredPasswordWithoutPassword(c *Check) {
	answer, err := chooser(c).Begin(nil).Choose(c.Context(), chosenPassword, scenarios.Drop("PASSWORD"))
	if err != nil {
		c.Observe("PREFERRED_CHALLENGE=PASSWORD without PASSWORD: %s", c.resultOf(err))
		return
	}
	c.Observe("PREFERRED_CHALLENGE=PASSWORD without PASSWORD: challenge %s", answer.Challenge)
}
