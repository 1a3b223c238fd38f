package suites

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// way is a way by which a sign-in comes to a challenge in some settings, and the rules
// that a check which goes it takes for granted. A must may only go ways that take
// musts: in other settings AWS's documents disagree on whether the challenge comes.
type way struct {
	to    types.ChallengeNameType
	in    func(*scenarios.Attempt) bool // whether an attempt that came there went this way
	takes []string
}

// ways lists those that take something for granted. What is not here is documented
// without contradiction: a device's challenge in a pool that demands MFA of a user who
// has an active factor, above all.
func ways() []way {
	return []way{
		{to: deviceSRPAuth, in: withoutMFA, takes: []string{"POOL-09"}},
		{to: deviceSRPAuth, in: withoutFactor, takes: []string{"POOL-08"}},
		{to: deviceSRPAuth, in: besideMFA, takes: []string{"POOL-06"}},
		{to: deviceSRPAuth, in: byPassword, takes: []string{"DEV-SRP-21"}},
		{to: deviceSRPAuth, in: byCustomAuth, takes: []string{"DEV-SRP-22"}},
		{to: types.ChallengeNameTypeSelectMfaType, in: withOptionalMFA, takes: []string{"MFA-16"}},
		{to: passwordVerifier, in: byUnofferedSRP, takes: []string{"USER-02"}},
	}
}

// deviceWays are the rules that are taken for granted on ways to a device's challenge, and
// on rungs to it.
func deviceWays() []string {
	ids := []string{rungHandsOutDevices, rungAsksForDevices, rungAsksWithoutMFA}
	for _, w := range ways() {
		if w.to == deviceSRPAuth {
			ids = append(ids, w.takes...)
		}
	}
	return ids
}

// takesWay records what an attempt that came to a challenge took for granted.
func (c *Check) takesWay(attempt *scenarios.Attempt, challenge types.ChallengeNameType) {
	for _, w := range ways() {
		if w.to == challenge && w.in(attempt) {
			c.Takes(w.takes...)
		}
	}
}

// takesAnswer records that the right code of a software token is accepted, where one was
// refused on the way.
func (c *Check) takesAnswer(attempt *scenarios.Attempt) {
	if attempt.Sent.Challenge == softwareTokenMFA {
		c.Takes("MFA-02")
	}
}

func poolOf(attempt *scenarios.Attempt) target.PoolSpec { return attempt.Actor.Client.Pool.Spec }

func withOptionalMFA(attempt *scenarios.Attempt) bool {
	return poolOf(attempt).MFA == target.MFAOptional
}

func withoutMFA(attempt *scenarios.Attempt) bool { return poolOf(attempt).MFA == target.MFAOff }

func withoutFactor(attempt *scenarios.Attempt) bool {
	return !withoutMFA(attempt) && len(attempt.Actor.User.Factors) == 0
}

func besideMFA(attempt *scenarios.Attempt) bool {
	return !withoutMFA(attempt) && !poolOf(attempt).ChallengeRequired
}

func byPassword(attempt *scenarios.Attempt) bool {
	return slices.Contains([]types.AuthFlowType{
		types.AuthFlowTypeUserPasswordAuth, types.AuthFlowTypeAdminUserPasswordAuth, types.AuthFlowTypeAdminNoSrpAuth,
	}, attempt.Actor.Flow)
}

func byCustomAuth(attempt *scenarios.Attempt) bool {
	return attempt.Actor.Flow == types.AuthFlowTypeCustomAuth
}

// byUnofferedSRP is USER_AUTH with PASSWORD_SRP, of a user to whom it was not seen to be
// offered.
func byUnofferedSRP(attempt *scenarios.Attempt) bool {
	chosen := attempt.Sent.Flow == types.AuthFlowTypeUserAuth || attempt.Sent.Challenge == selectChallenge
	return chosen && !slices.Contains(attempt.Offered, chosenSRP)
}
