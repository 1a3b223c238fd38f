package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerSentCode lists the checks of codes that are sent by SMS or e-mail.
func registerSentCode(s registry) {
	s.Rule("MFA-29", codeVerifiesAddress)
	s.Rule("MFA-31", sentCodeLife, engine.DependsOn("MFA-01"), engine.Waits(2*(shortestSession+5*time.Minute)))
	s.Rule("MFA-32", deliveryIsTold)
}

// sentFactors are SMS, and e-mail where the target has it, with the attribute that
// each sends to.
func sentFactors(c *Check) map[target.Factor]string {
	factors := map[target.Factor]string{target.SMS: "phone_number"}
	if c.Has(spec.Email) {
		factors[target.Email] = "email"
	}
	return factors
}

func codeVerifiesAddress(c *Check) {
	for factor, attribute := range sorted(sentFactors(c)) {
		c.CaseIn(string(factor), string(factor), func() {
			actor := withFactor(c, factor, target.ClientSpec{})
			unverify(c, actor, attribute)
			signIn := c.SignedIn(actor, nil)
			if !signIn.Saw(types.ChallengeNameType(factor)) {
				c.Skip("the factor was not asked for: " + challengesOf(signIn))
			}
			out, err := c.Target().API().GetUser(c.Context(), &cip.GetUserInput{AccessToken: aws.String(signIn.AccessToken())})
			c.Given(err, "GetUser")
			c.Expect(attributeOf(out.UserAttributes, attribute+"_verified")).To(Equal("true"), attribute+"_verified after the code")
		})
	}
}

// unverify marks an attribute of the user as not verified.
func unverify(c *Check, actor *scenarios.Actor, attribute string) {
	c.mayChange(actor)
	_, err := c.Target().API().AdminUpdateUserAttributes(c.Context(), &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &actor.Client.Pool.ID, Username: &actor.User.ID,
		UserAttributes: []types.AttributeType{{Name: aws.String(attribute + "_verified"), Value: aws.String("false")}},
	})
	c.Given(err, "AdminUpdateUserAttributes")
}

// attributeOf is the value of an attribute, "" if it is not there.
func attributeOf(list []types.AttributeType, name string) string {
	for _, attribute := range list {
		if aws.ToString(attribute.Name) == name {
			return aws.ToString(attribute.Value)
		}
	}
	return ""
}

// sentCodeLife answers shortly before and after the end of AuthSessionValidity. It does
// not judge a refusal if the end was there before the answer.
func sentCodeLife(c *Check) {
	each(c, map[string]time.Duration{"by default": 0, "of 5 minutes": 5 * time.Minute}, func(_ string, validity time.Duration) {
		actor := withFactor(c, target.SMS, target.ClientSpec{Session: validity})
		pool := actor.Client.Pool
		if validity == 0 {
			c.byDefault(actor.Client)
			validity = shortestSession
		}
		other := *actor
		other.User = c.User(pool, target.UserSpec{Factors: []target.Factor{target.SMS}})
		clock := c.Target().Clock()
		begun := clock.Now(pool.ID)
		inTime, late := c.AtMFA(actor, nil), c.AtMFA(&other, nil)
		const margin = 45 * time.Second
		c.Wait(pool, validity-margin)
		_, err := inTime.AnswerMFA(c.Context())
		if took := clock.Now(pool.ID).Sub(begun); err != nil && took >= validity {
			c.Skip("the answer came " + took.String() + " after the sign-in began, when the code may be over")
		}
		c.Succeeds(err, "an SMS code shortly before AuthSessionValidity is over")
		c.Wait(pool, margin+slack)
		_, err = late.AnswerMFA(c.Context())
		c.Refused(err, "an SMS code after AuthSessionValidity")
	})
}

func deliveryIsTold(c *Check) {
	media := map[target.Factor]string{target.SMS: "SMS", target.Email: "EMAIL"}
	for factor := range sorted(sentFactors(c)) {
		c.CaseIn(string(factor), string(factor), func() {
			actor := withFactor(c, factor, target.ClientSpec{})
			parameters := c.AtMFA(actor, nil).Last.Parameters
			c.Expect(parameters).To(HaveKeyWithValue("CODE_DELIVERY_DELIVERY_MEDIUM", media[factor]), "ChallengeParameters")
			c.Expect(parameters).To(HaveKeyWithValue("CODE_DELIVERY_DESTINATION", Not(BeEmpty())), "ChallengeParameters")
		})
	}
}
