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

// medium is by what the code goes to a user with both addresses: as the messages tell, or
// as the answer does where they do not. The answer need not tell.
func medium(c *Check, ways ...types.RecoveryOptionNameType) types.DeliveryMediumType {
	pool := c.Pool(target.PoolSpec{Recovery: ways})
	actor := c.ActorWith(pool, target.ClientSpec{}, target.UserSpec{Email: true, Phone: true})
	sent, err := actor.ForgotPassword(c.Context(), actor.User.Username)
	c.Succeeds(err, "ForgotPassword")
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
		c.Expect(medium(c, mail, phone)).To(Equal(types.DeliveryMediumTypeEmail), "medium of the code")
	})
	c.Case("phone first", func() {
		c.Expect(medium(c, phone, mail)).To(Equal(types.DeliveryMediumTypeSms), "medium of the code")
	})
}

func phoneComesFirst(c *Check) {
	c.Expect(medium(c)).To(Equal(types.DeliveryMediumTypeSms), "medium of the code without AccountRecoverySetting")
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
