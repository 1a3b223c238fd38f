package live

import (
	"context"
	"slices"
	"strings"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/target"
)

// furnish makes the pool, the client and the user.
func (p *Pool) furnish(ctx context.Context, options Options) error {
	on, err := target.New(ctx, p.Config(embeddedpool.Name), target.Options{})
	if err != nil {
		return err
	}
	person := personOf(options)
	pool, err := on.NewFixtures("").Pool(ctx, person.pool(options))
	if err != nil {
		return err
	}
	client, err := pool.Client(ctx, target.ClientSpec{Secret: options.ClientSecret, Flows: everyFlow()})
	if err != nil {
		return err
	}
	user, err := pool.User(ctx, person.user())
	if err != nil {
		return err
	}
	if person.temporary {
		if err := putOff(ctx, on, user); err != nil {
			return err
		}
	}
	p.UserPoolID, p.ClientID, p.ClientSecret = pool.ID, client.ID, client.Secret
	p.Username, p.Password, p.Clock = user.Username, user.Password, on.Clock()
	if user.TOTP != nil {
		p.TOTP = on.NewAuthenticator(pool.ID, user.TOTP.Secret())
	}
	return nil
}

// person is what a user has, and what the pool must offer for it.
type person struct {
	factors   []target.Factor // that the pool offers; nil: it asks for none
	enrolled  bool            // for all of them
	temporary bool            // the password has to be changed
}

func personOf(options Options) person {
	p := person{enrolled: true}
	if options.Factor != "" {
		p.factors = []target.Factor{options.Factor}
	}
	for _, way := range options.Awkward {
		switch way.User {
		case awkward.TwoFactors:
			p.factors = []target.Factor{target.TOTP, target.SMS}
		case awkward.WithoutFactor:
			p.factors, p.enrolled = []target.Factor{target.TOTP}, false
		case awkward.TemporaryPassword:
			p.temporary = true
		case awkward.Usual:
		}
	}
	return p
}

func (p person) pool(options Options) target.PoolSpec {
	spec := target.PoolSpec{
		Tracking: options.Tracking, ChallengeRequired: options.Tracking != target.NoTracking, CustomAuth: true,
	}
	if p.factors != nil {
		spec.MFA, spec.Factors = target.MFAOn, p.factors
	}
	if options.Alias {
		spec.UsernameAttributes = []types.UsernameAttributeType{types.UsernameAttributeTypeEmail}
	}
	return spec
}

func (p person) user() target.UserSpec {
	if !p.enrolled {
		return target.UserSpec{}
	}
	return target.UserSpec{Factors: p.factors, NoPreference: len(p.factors) > 1}
}

// everyFlow are the flows that a client may be allowed together.
func everyFlow() []types.ExplicitAuthFlowsType {
	return slices.DeleteFunc(types.ExplicitAuthFlowsType("").Values(), func(flow types.ExplicitAuthFlowsType) bool {
		// The older names cannot be mixed with those in ALLOW_.
		return !strings.HasPrefix(string(flow), "ALLOW_")
	})
}

// putOff has the user change the password at the next sign-in.
func putOff(ctx context.Context, on *target.Target, user *target.User) error {
	_, err := on.API().AdminSetUserPassword(ctx, &cip.AdminSetUserPasswordInput{
		UserPoolId: &user.Pool.ID, Username: &user.ID, Password: &user.Password, Permanent: false,
	})
	return err
}

// spareCodes has enrolling use no code of the user's software token up: the one of this
// moment is the client's.
func (p *Pool) spareCodes(b *refpool.Behaviour) {
	check := b.MFA.CheckTOTP
	b.MFA.CheckTOTP = func(token *refpool.TOTP, code string, now time.Time) error {
		err := check(token, code, now)
		if !p.furnished.Load() {
			token.LastStep = 0
		}
		return err
	}
}
