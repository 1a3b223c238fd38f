package suites

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// codeGoesBy holds by what the code goes to a user with both addresses, in a pool that
// sends text messages.
func codeGoesBy(c *Check, want types.DeliveryMediumType, what string, ways ...types.RecoveryOptionNameType) {
	pool := c.Pool(target.PoolSpec{Recovery: ways, Texts: true})
	if pool.Given && ways == nil {
		c.Skip("whether the pool of the target file was made without AccountRecoverySetting is not known; with `pool: create` one is made")
	}
	actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Email: true, Phone: true})
	sent, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.textIsDue(pool, err == nil || want != types.DeliveryMediumTypeSms)
	c.Succeeds(err, "ForgotPassword")
	got := medium(c, actor, sent)
	c.textIsDue(pool, got == want || want != types.DeliveryMediumTypeSms)
	c.Expect(got).To(Equal(want), what)
}

// textIsDue skips what a target did not send by SMS where it takes no role for that:
// then it need not.
func (c *Check) textIsDue(pool *target.Pool, sent bool) {
	if !sent && !pool.Spec.Texts {
		c.Skip("the target refuses SmsConfiguration, without which a pool need not send text messages")
	}
}

// medium is by what the code that was sent goes to the user: as the messages tell, or
// as the answer does where they do not. The answer need not tell.
func medium(c *Check, actor *scenarios.Actor, sent *types.CodeDeliveryDetailsType) types.DeliveryMediumType {
	if c.Target().Config.Codes == nil {
		if told := arrival(c, actor); told != "" {
			return told
		}
	}
	if sent == nil || sent.DeliveryMedium == "" {
		c.Skip("neither the answer nor the messages tell where the code went")
	}
	return sent.DeliveryMedium
}

// meanwhile is how long a code that came by one medium is waited for at the other:
// messages that do not tell their medium are found at both.
const meanwhile = 200 * time.Millisecond

// arrival is the medium by which the next code comes to the user, "" if the messages do
// not tell.
func arrival(c *Check, actor *scenarios.Actor) types.DeliveryMediumType {
	ctx, cancel := context.WithCancel(c.Context())
	defer cancel()
	type look struct {
		medium types.DeliveryMediumType
		err    error
	}
	looks := make(chan look, 2)
	await := func(factor target.Factor, medium types.DeliveryMediumType) {
		_, err := actor.User.Code(ctx, factor)
		looks <- look{medium, err}
	}
	go await(target.Email, types.DeliveryMediumTypeEmail)
	go await(target.SMS, types.DeliveryMediumTypeSms)
	first := <-looks
	if first.err == nil {
		time.AfterFunc(meanwhile, cancel)
	}
	second := <-looks
	switch {
	case first.err != nil && second.err != nil:
		c.codeCame(first.err, "a code by SMS or e-mail")
	case first.err != nil:
		return second.medium
	case second.err != nil:
		return first.medium
	}
	return ""
}

func recoverySettingIsHeeded(c *Check) {
	const mail, phone = types.RecoveryOptionNameTypeVerifiedEmail, types.RecoveryOptionNameTypeVerifiedPhoneNumber
	c.Case("e-mail first", func() {
		codeGoesBy(c, types.DeliveryMediumTypeEmail, "medium of the code", mail, phone)
	})
	c.Case("phone first", func() {
		codeGoesBy(c, types.DeliveryMediumTypeSms, "medium of the code", phone, mail)
	})
}

func phoneComesFirst(c *Check) {
	codeGoesBy(c, types.DeliveryMediumTypeSms, "medium of the code without AccountRecoverySetting")
}

func onlyAdministratorsReset(c *Check) {
	pool := target.PoolSpec{Recovery: []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeAdminOnly}}
	actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true})
	_, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Refused(err, "ForgotPassword where administrators alone reset passwords")
	if c.Has(spec.Email) {
		sentCode(c, forgetful(c, target.ClientSpec{}))
	}
}
