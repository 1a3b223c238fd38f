package suites

import (
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSoftwareToken lists the checks of software tokens: how one is registered,
// and which codes of it are right.
func registerSoftwareToken(s registry) {
	s.Rule("MFA-26", fiveWrongCodesLock, engine.DependsOn("MFA-06"), engine.Waits(2*slack), engine.Locks())
	s.Rule("MFA-27", neighbouringCodesAreTaken, engine.Waits(4*stepEdge))
	s.Rule("MFA-28", otherHashIsWrong, engine.DependsOn("MFA-02"))
	s.Rule("MFA-33", tokenWherePoolHasNone)
	s.Rule("MFA-34", wrongCodeVerifiesNothing)
	s.Rule("MFA-39", oldTokenStaysGood, engine.DependsOn("MFA-02"))
}

// stepEdge is how much of a TOTP step has to be left for what depends on it, and how
// much has to be over: the target's clock may be that far off.
const stepEdge = 6 * time.Second

// lockedFor is how long the first lock lasts.
const lockedFor = time.Second

// fiveWrongCodesLock offers a right code, at a Session that no wrong one was sent with,
// right after five wrong ones.
func fiveWrongCodesLock(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	attempt, other := c.AtMFA(actor, nil), c.AtMFA(actor, nil)
	right, err := actor.User.Code(c.Context(), target.TOTP)
	c.Given(err, "getting a code")
	for range failuresToLock - 1 {
		attempt = wrongCodeAt(c, attempt)
	}
	begun := time.Now()
	wrongCodeAt(c, attempt)
	_, err = other.AnswerMFAWith(c.Context(), right)
	if took := time.Since(begun); err == nil && took >= lockedFor {
		c.Skip("the sixth code came " + took.String() + " after the fifth, when a lock may be over")
	}
	c.Refused(err, "a right code right after five wrong ones")
	c.Wait(actor.Client.Pool, lockedFor+slack)
	_, err = c.signIn(actor, nil)
	c.Succeeds(err, "sign-in once the lock is over")
}

// wrongCodeAt sends a wrong code, at a new attempt where the target has ended this
// one, and returns the attempt that it was sent in.
func wrongCodeAt(c *Check, attempt *scenarios.Attempt) *scenarios.Attempt {
	err := wrongCode(c, attempt)
	if e := target.AsError(err); err != nil && e.Name == notAuthorized {
		attempt = c.AtMFA(attempt.Actor, nil)
		err = wrongCode(c, attempt)
	}
	c.GivenRefused(err, "SOFTWARE_TOKEN_MFA with a wrong code", codeMismatch)
	return attempt
}

// newToken has a token associated with a signed-in user. It is not verified yet.
func newToken(c *Check, accessToken string, pool *target.Pool) *target.Authenticator {
	out, err := c.Target().API().AssociateSoftwareToken(c.Context(), &cip.AssociateSoftwareTokenInput{AccessToken: &accessToken})
	c.Given(err, "AssociateSoftwareToken")
	return c.Target().NewAuthenticator(pool.ID, aws.ToString(out.SecretCode))
}

func verifyToken(c *Check, accessToken, code string) (*cip.VerifySoftwareTokenOutput, error) {
	return c.Target().API().VerifySoftwareToken(c.Context(), &cip.VerifySoftwareTokenInput{AccessToken: &accessToken, UserCode: &code})
}

// errNotVerified is the refusal of a code by the Status of its answer.
var errNotVerified = &target.Error{Kind: target.Refused, Message: "the Status is not SUCCESS"}

// verifyWrongly offers a wrong code of a new token, which either the exception or the
// Status may refuse.
func verifyWrongly(c *Check, pool *target.Pool, accessToken string) error {
	wrong, err := newToken(c, accessToken, pool).Wrong()
	c.Given(err, "making up a wrong code")
	out, err := verifyToken(c, accessToken, wrong)
	if err == nil && out.Status != types.VerifySoftwareTokenResponseTypeSuccess {
		return errNotVerified
	}
	return err
}

// tokenIsLookedAt holds that a wrong code verifies no token where a right one does.
func tokenIsLookedAt(c *Check, pool *target.Pool, accessToken string) {
	c.Discerned(verifyWrongly(c, pool, accessToken), "a wrong code", "MFA-34")
}

// withOptionalToken is a signed-in user who may register a software token.
func withOptionalToken(c *Check) (*target.Pool, string) {
	pool := c.Pool(target.PoolSpec{MFA: target.MFAOptional})
	actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{})
	c.mayChange(actor)
	return pool, c.SignedIn(actor, nil).AccessToken()
}

// neighbouringCodesAreTaken keeps away from the edges of a step by the target's clock, and
// does not judge a refusal if the step was over before the answer came, or if the clock
// that the target's answers are dated by may be another's.
func neighbouringCodesAreTaken(c *Check) {
	for name, steps := range sorted(map[string]int{"of the step before": -1, "of the step to come": 1}) {
		c.Case(name, func() {
			pool, accessToken := withOptionalToken(c)
			ahead := c.clockAhead()
			token := newToken(c, accessToken, pool).Ahead(ahead)
			c.inMidStep(pool, token)
			code, err := token.Beside(steps)
			c.Given(err, "computing a code")
			left, begun := token.Left(), time.Now()
			out, err := verifyToken(c, accessToken, code)
			if err != nil && time.Since(begun) > left-stepEdge/2 {
				c.Skip("the step was over before the answer came")
			}
			if err != nil && ahead != 0 {
				c.Skip("the target's clock and the one here differ by " + ahead.Abs().Round(time.Second).String())
			}
			c.Succeeds(err, "VerifySoftwareToken with the code "+name)
			c.Expect(out.Status).To(Equal(types.VerifySoftwareTokenResponseTypeSuccess), "Status")
			tokenIsLookedAt(c, pool, accessToken)
		})
	}
}

// clockAhead is how far the target's clock is ahead of the one here, by the date of an
// answer; 0 if that is not told or next to nothing.
func (c *Check) clockAhead() time.Duration {
	const cut = time.Second // of what a date leaves out
	dated, err := http.ParseTime(c.raw("InitiateAuth", nil).Header.Get("Date"))
	ahead := time.Until(dated.Add(cut / 2))
	if err != nil || ahead.Abs() < 2*cut {
		return 0
	}
	return ahead
}

// inMidStep lets the edge of a TOTP step pass.
func (c *Check) inMidStep(pool *target.Pool, token *target.Authenticator) {
	switch left := token.Left(); {
	case left < stepEdge:
		c.Wait(pool, left+stepEdge)
	case left > 30*time.Second-stepEdge:
		c.Wait(pool, stepEdge)
	}
}

func otherHashIsWrong(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	attempt := c.AtMFA(actor, nil)
	code, err := actor.User.TOTP.WithSHA256()
	c.Given(err, "computing a code")
	for steps := -2; steps <= 2; steps++ {
		right, err := actor.User.TOTP.Beside(steps)
		c.Given(err, "computing a code")
		if code == right {
			c.Skip("the two hashes have a code in common")
		}
	}
	_, err = attempt.AnswerMFAWith(c.Context(), code)
	c.Refused(err, "a code made with HMAC-SHA-256")
	_, err = c.AtMFA(actor, nil).AnswerMFA(c.Context())
	c.Given(err, "a code made with HMAC-SHA-1")
}

func tokenWherePoolHasNone(c *Check) {
	signIn := c.SignedIn(c.Actor(target.PoolSpec{}, target.ClientSpec{}), nil)
	_, err := c.Target().API().AssociateSoftwareToken(c.Context(), &cip.AssociateSoftwareTokenInput{AccessToken: aws.String(signIn.AccessToken())})
	c.Refused(err, "AssociateSoftwareToken where the pool has no TOTP", "SoftwareTokenMFANotFoundException")
}

func wrongCodeVerifiesNothing(c *Check) {
	pool, accessToken := withOptionalToken(c)
	c.Refused(verifyWrongly(c, pool, accessToken), "VerifySoftwareToken with a wrong code")
	code, err := newToken(c, accessToken, pool).Code(c.Context())
	c.Given(err, "computing a code")
	_, err = verifyToken(c, accessToken, code)
	c.Given(err, "VerifySoftwareToken with the right code")
}

func oldTokenStaysGood(c *Check) {
	actor := withFactor(c, target.TOTP, target.ClientSpec{})
	c.mayChange(actor)
	newToken(c, c.SignedIn(actor, nil).AccessToken(), actor.Client.Pool)
	_, err := c.provedByBestFlow(actor).SignIn(c.Context(), nil)
	c.Succeeds(err, "sign-in by the old token while a new one is not verified")
	codeIsLookedAt(c, actor)
}
