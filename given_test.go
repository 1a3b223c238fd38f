package cogbench_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// TestGivenPoolOfTheUsualKind judges a right server by a pool that exists, with a client of
// the flows that pages in browsers use, or of all: nothing of it fails, and nothing is
// said to be the cause.
func TestGivenPoolOfTheUsualKind(t *testing.T) {
	usual := []types.ExplicitAuthFlowsType{types.ExplicitAuthFlowsTypeAllowUserSrpAuth, types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth}
	for name, flows := range map[string][]types.ExplicitAuthFlowsType{
		"SRP alone":         usual,
		"with the password": append(usual[:2:2], types.ExplicitAuthFlowsTypeAllowUserPasswordAuth),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := cogbench.Conform(t.Context(), cogbench.Options{Target: givenPool(t, flows), Profile: "core"})
			must(t, err)
			passed := 0
			for _, rule := range found.Rules {
				switch rule.Outcome {
				case report.Fail:
					t.Errorf("%s (%s) failed: %s", rule.ID, rule.Level, rule.Message)
				case report.Pass:
					passed++
				}
			}
			if len(found.Diagnoses) > 0 {
				t.Errorf("diagnoses %+v", found.Diagnoses)
			}
			if passed < 60 {
				t.Errorf("%d rules passed", passed)
			}
		})
	}
}

// TestGivenSettingsAreNotJudged judges a right server by pools, clients and users that exist
// and are not configured as a check would make them: none of the rules fails.
func TestGivenSettingsAreNotJudged(t *testing.T) {
	for name, c := range map[string]struct {
		given given
		rules []string
	}{
		"accounts recovered by telephone": {
			given{user: target.UserSpec{Email: true, Phone: true}, pool: target.PoolSpec{
				Recovery: []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeVerifiedPhoneNumber, types.RecoveryOptionNameTypeVerifiedEmail},
			}},
			[]string{"PWD-01", "PWD-13", "PWD-14", "PWD-15"},
		},
		"accounts recovered by an unknown way": {
			given{user: target.UserSpec{Email: true, Phone: true}, told: true, pool: target.PoolSpec{
				Recovery: []types.RecoveryOptionNameType{types.RecoveryOptionNameTypeVerifiedEmail},
			}},
			[]string{"PWD-01", "PWD-13", "PWD-14", "PWD-15"},
		},
		"tokens of 15 minutes": {
			given{client: target.ClientSpec{AccessToken: 15 * time.Minute, IDToken: 15 * time.Minute, RefreshToken: 24 * time.Hour}},
			[]string{"TOK-03", "TOK-17", "REF-26"},
		},
		"refresh tokens rotated": {
			given{client: target.ClientSpec{Rotation: true}},
			[]string{"REF-04", "REF-09", "REF-18", "REF-23"},
		},
		"a Session of 15 minutes": {
			given{
				pool: target.PoolSpec{MFA: target.MFAOn}, client: target.ClientSpec{Session: 15 * time.Minute},
				user: target.UserSpec{Factors: []target.Factor{target.TOTP}},
			},
			[]string{"AUTH-15", "AUTH-25"},
		},
		"a Session of 15 minutes, codes by telephone": {
			given{
				pool:   target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn, Factors: []target.Factor{target.SMS}},
				client: target.ClientSpec{Session: 15 * time.Minute}, user: target.UserSpec{Factors: []target.Factor{target.SMS}},
			},
			[]string{"MFA-31"},
		},
		"users with codes by telephone, devices tracked": {
			given{
				pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOptional, Factors: []target.Factor{target.SMS, target.TOTP}},
				user: target.UserSpec{Factors: []target.Factor{target.SMS}},
			},
			[]string{"MFA-09"},
		},
		"users with codes by telephone": {
			given{
				pool: target.PoolSpec{MFA: target.MFAOptional, Factors: []target.Factor{target.SMS, target.TOTP}},
				user: target.UserSpec{Factors: []target.Factor{target.SMS}},
			},
			[]string{"MFA-38"},
		},
		"users with codes by telephone before e-mail": {
			given{
				pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn, Factors: []target.Factor{target.SMS, target.Email}},
				user: target.UserSpec{Factors: []target.Factor{target.SMS, target.Email}},
			},
			[]string{"MFA-01", "MFA-03"},
		},
		"users with codes by e-mail before telephone": {
			given{
				pool: target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn, Factors: []target.Factor{target.SMS, target.Email}},
				user: target.UserSpec{Factors: []target.Factor{target.Email, target.SMS}},
			},
			[]string{"MFA-01", "MFA-03"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, rule := range conforming(t, existing(t, c.given), c.rules...).Rules {
				if rule.Outcome == report.Fail {
					t.Errorf("%s (%s) failed: %s", rule.ID, rule.Level, rule.Message)
				}
			}
		})
	}
}

// TestCodesMayBeLate reads codes where none comes in time: a right server is not failed.
func TestCodesMayBeLate(t *testing.T) {
	t.Parallel()
	on := faulty(t, "")
	on.Codes = &target.CodeSource{Command: "true"}
	if got := outcomeOf(conforming(t, on, "PWD-01"), "PWD-01"); got != report.Skip {
		t.Errorf("PWD-01: %s", got)
	}
}

// given is a pool that exists, with a client and users of one kind.
type given struct {
	pool   target.PoolSpec
	client target.ClientSpec
	user   target.UserSpec
	told   bool // the target file says how the pool is configured, and DescribeUserPool is not called
}

// existing makes the pool with a client and three users, and one with a software token where
// the pool has those beside others, and returns a target that has them as given.
func existing(t *testing.T, g given) *target.Config {
	t.Helper()
	config, on := empty(t)
	pool, err := on.NewFixtures("").Pool(t.Context(), g.pool)
	must(t, err)
	client, err := pool.Client(t.Context(), g.client)
	must(t, err)
	there := &target.ExistingPool{ID: pool.ID, ClientID: client.ID, ClientSecret: client.Secret}
	if g.told {
		there.MFA, there.Devices = "off", &target.ExistingDevice{Tracking: "none"}
	}
	users := []target.UserSpec{g.user, g.user, g.user}
	if slices.Contains(g.pool.Factors, target.TOTP) {
		users = append(users, target.UserSpec{Factors: []target.Factor{target.TOTP}})
	}
	for _, one := range users {
		user, err := pool.User(t.Context(), one)
		must(t, err)
		named := target.ExistingUser{Username: user.Username, ID: user.ID, Password: user.Password, Email: user.Email, Phone: user.Phone}
		if user.TOTP != nil {
			named.TOTPSecret = user.TOTP.Secret()
		}
		there.Users = append(there.Users, named)
	}
	config.Pool = target.PoolChoice{Existing: there}
	return &config
}

// empty is a reference pool's server that has nothing yet, and a target that calls it.
func empty(t *testing.T) (target.Config, *target.Target) {
	t.Helper()
	server, err := embeddedpool.Start(refpool.Options{}, "")
	must(t, err)
	t.Cleanup(func() { _ = server.Close() })
	config := server.Config(t.Name())
	on, err := target.New(t.Context(), config, target.Options{})
	must(t, err)
	return config, on
}

// givenPool makes a pool that remembers devices, with three users and a client of the
// flows, and returns a target that has them as given.
func givenPool(t *testing.T, flows []types.ExplicitAuthFlowsType) *target.Config {
	t.Helper()
	config, on := empty(t)
	ctx, api := t.Context(), on.API()
	pool, err := api.CreateUserPool(ctx, &cip.CreateUserPoolInput{PoolName: aws.String("given"), DeviceConfiguration: &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true}})
	must(t, err)
	client, err := api.CreateUserPoolClient(ctx, &cip.CreateUserPoolClientInput{UserPoolId: pool.UserPool.Id, ClientName: aws.String("app"), ExplicitAuthFlows: flows})
	must(t, err)
	existing := &target.ExistingPool{ID: *pool.UserPool.Id, ClientID: *client.UserPoolClient.ClientId}
	const password = "Passw0rd!x"
	for i := range 3 {
		username := fmt.Sprintf("walker%d", i)
		_, err := api.AdminCreateUser(ctx, &cip.AdminCreateUserInput{UserPoolId: &existing.ID, Username: &username, MessageAction: types.MessageActionTypeSuppress})
		must(t, err)
		_, err = api.AdminSetUserPassword(ctx, &cip.AdminSetUserPasswordInput{UserPoolId: &existing.ID, Username: &username, Password: aws.String(password), Permanent: true})
		must(t, err)
		existing.Users = append(existing.Users, target.ExistingUser{Username: username, Password: password})
	}
	config.Pool = target.PoolChoice{Existing: existing}
	return &config
}
