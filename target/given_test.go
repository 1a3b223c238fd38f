package target_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

func givenPool(p *target.Config, _ *target.Options) {
	p.Pool.Existing = &target.ExistingPool{
		ID: "us-east-1_1", ClientID: "c1", ClientSecret: "client-secret",
		Users: []target.ExistingUser{{Username: "ann", Password: "pw-of-ann", TOTPSecret: totpSecret}, {Username: "bob", Password: "pw-of-bob", ID: "bob-id"}},
	}
}

func TestGivenPool(t *testing.T) {
	p := newPools(t)
	p.create(call{Body: map[string]any{"DeviceConfiguration": map[string]any{"ChallengeRequiredOnNewDevice": true}, "MfaConfiguration": "OPTIONAL"}})
	fixtures := newTarget(t, p.URL, givenPool).NewFixtures("")
	spec := target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOptional}
	pool, err := fixtures.Pool(t.Context(), spec)
	if err != nil || !pool.Given || pool.ID != "us-east-1_1" {
		t.Fatalf("%+v, %v", pool, err)
	}
	client, err := pool.Client(t.Context(), target.ClientSpec{Secret: true})
	if err != nil || client.ID != "c1" || client.Secret != "client-secret" {
		t.Errorf("client %+v, %v", client, err)
	}
	ann, err := pool.User(t.Context(), target.UserSpec{Factors: []target.Factor{target.TOTP}})
	if err != nil || ann.Username != "ann" || ann.TOTP == nil || ann.ID != "ann" {
		t.Fatalf("user %+v, %v", ann, err)
	}
	bob, err := pool.User(t.Context(), target.UserSpec{})
	if err != nil || bob.Username != "bob" || bob.ID != "bob-id" {
		t.Errorf("user %+v, %v", bob, err)
	}
	if err := bob.TakeToken(totpSecret); !errors.Is(err, target.ErrUnmet) || bob.TOTP != nil {
		t.Errorf("a given user took a token: %v", err)
	}
	token := ann.TOTP
	ann.Release()
	if again, err := pool.User(t.Context(), target.UserSpec{Factors: []target.Factor{target.TOTP}}); err != nil || again.TOTP != token {
		t.Errorf("leased again as %+v, %v: codes used before are not known", again, err)
	}
	if err := fixtures.Close(); err != nil || p.left() != 1 {
		t.Errorf("close: %v; %d pools left of 1", err, p.left())
	}
}

// TestReleaseUndoes holds that what a lease made ends with it, and that what
// cannot be undone then is undone at the end.
func TestReleaseUndoes(t *testing.T) {
	p := newPools(t)
	p.create(call{Body: map[string]any{}})
	fixtures := newTarget(t, p.URL, givenPool).NewFixtures("")
	pool, err := fixtures.GivenPool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	user, err := pool.User(t.Context(), target.UserSpec{})
	if err != nil {
		t.Fatal(err)
	}
	done := ""
	fails := errors.New("not yet")
	fixtures.Undo("of the run", func(context.Context) error { done += "r"; return nil })
	user.Undo("a", func(context.Context) error { done += "a"; return nil })
	user.Undo("b", func(context.Context) error { done += "b"; return fails })
	user.Release()
	if done != "ba" {
		t.Errorf("release undid %q", done)
	}
	if again, err := pool.User(t.Context(), target.UserSpec{}); err != nil || again.Username != user.Username {
		t.Errorf("then had %+v, %v", again, err)
	}
	if err := fixtures.Close(); done != "babr" || !errors.Is(err, fails) {
		t.Errorf("in all %q was undone, %v", done, err)
	}
}

func TestGivenPoolLacks(t *testing.T) {
	p := newPools(t)
	p.create(call{Body: map[string]any{}})
	fixtures := newTarget(t, p.URL, givenPool).NewFixtures("")
	pool, err := fixtures.GivenPool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	given, err := pool.User(t.Context(), target.UserSpec{})
	if err != nil {
		t.Fatal(err)
	}
	if fixtures.Gives(t.Context(), target.PoolSpec{Tracking: target.Always}, target.ClientSpec{Secret: true}) ||
		fixtures.Gives(t.Context(), target.PoolSpec{}, target.ClientSpec{}) ||
		!fixtures.Gives(t.Context(), target.PoolSpec{}, target.ClientSpec{Secret: true}) {
		t.Error("it does not tell what it gives")
	}
	for name, ask := range map[string]func() error{
		"another configuration": func() error {
			_, err := fixtures.Pool(t.Context(), target.PoolSpec{Tracking: target.Always})
			return err
		},
		"a new pool":       func() error { _, err := fixtures.FreshPool(t.Context(), target.PoolSpec{}); return err },
		"another client":   func() error { _, err := pool.Client(t.Context(), target.ClientSpec{}); return err },
		"a new client":     func() error { _, err := pool.FreshClient(t.Context(), target.ClientSpec{Secret: true}); return err },
		"a leased user":    func() error { _, err := pool.User(t.Context(), target.UserSpec{}); return err },
		"other factors":    func() error { return given.PreferMFA(t.Context(), nil, "") },
		"a software token": func() error { return given.EnrolToken(t.Context(), "token") },
		"other MFA":        func() error { return pool.SetMFA(t.Context(), target.MFAOn) },
		"a user with e-mail": func() error {
			_, err := pool.User(t.Context(), target.UserSpec{Factors: []target.Factor{target.Email}})
			return err
		},
	} {
		if err := ask(); !errors.Is(err, target.ErrUnmet) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if made := len(p.seen("CreateUserPool")) + len(p.seen("CreateUserPoolClient")) + len(p.seen("AdminCreateUser")); made != 0 {
		t.Errorf("%d things were made in a given pool", made)
	}
}

func TestGivenPoolOfUnknownConfiguration(t *testing.T) {
	p := newPools(t)
	p.answer("DescribeUserPool", always(400, refusal("AccessDeniedException", "no")))
	if _, err := newTarget(t, p.URL, givenPool).NewFixtures("").GivenPool(t.Context()); err == nil {
		t.Error("a configuration was made up")
	}
	told := func(config *target.Config, o *target.Options) {
		givenPool(config, o)
		config.Pool.Existing.MFA, config.Pool.Existing.Devices = "on", &target.ExistingDevice{Tracking: "opt-in", ChallengeRequired: true}
	}
	pool, err := newTarget(t, p.URL, told).NewFixtures("").GivenPool(t.Context())
	if err != nil || pool.Spec.Tracking != target.OptIn || pool.Spec.MFA != target.MFAOn || !pool.Spec.ChallengeRequired {
		t.Errorf("%+v, %v", pool, err)
	}
}

// A pool that tracks devices serves sign-ins without a device, but not what is about
// pools that track none.
func TestGivenPoolServesAnyTracking(t *testing.T) {
	p := newPools(t)
	made := newTarget(t, p.URL, threeUsers) // tracks devices always
	for _, c := range []struct {
		wanted target.PoolSpec
		serves bool
	}{
		{target.PoolSpec{}, false},
		{target.PoolSpec{AnyTracking: true}, true},
		{target.PoolSpec{AnyTracking: true, MFA: target.MFAOn}, false},
		{target.PoolSpec{AnyTracking: true, Tracking: target.OptIn}, false},
	} {
		if got := made.NewFixtures("").Gives(t.Context(), c.wanted, target.ClientSpec{}); got != c.serves {
			t.Errorf("serves %s, any tracking %v: %v", c.wanted, c.wanted.AnyTracking, got)
		}
	}
}

// A given pool serves where text messages are due only if it sends them, and in the order
// that is asked for.
func TestGivenPoolServesTexts(t *testing.T) {
	const mail, phone = types.RecoveryOptionNameTypeVerifiedEmail, types.RecoveryOptionNameTypeVerifiedPhoneNumber
	role := map[string]any{"SnsCallerArn": "arn:aws:iam::123456789012:role/texts"}
	mailFirst := map[string]any{"RecoveryMechanisms": []any{
		map[string]any{"Name": phone, "Priority": 2}, map[string]any{"Name": mail, "Priority": 1},
	}}
	for name, c := range map[string]struct {
		pool   map[string]any
		wanted target.PoolSpec
		serves bool
	}{
		"no role":                   {map[string]any{}, target.PoolSpec{Texts: true}, false},
		"a role":                    {map[string]any{"SmsConfiguration": role}, target.PoolSpec{Texts: true}, true},
		"a role that is not needed": {map[string]any{"SmsConfiguration": role}, target.PoolSpec{}, true},
		"the same order": {
			map[string]any{"SmsConfiguration": role, "AccountRecoverySetting": mailFirst},
			target.PoolSpec{Texts: true, Recovery: []types.RecoveryOptionNameType{mail, phone}},
			true,
		},
		"another order": {
			map[string]any{"SmsConfiguration": role, "AccountRecoverySetting": mailFirst},
			target.PoolSpec{Texts: true, Recovery: []types.RecoveryOptionNameType{phone, mail}},
			false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			p.create(call{Body: c.pool})
			_, err := newTarget(t, p.URL, givenPool).NewFixtures("").Pool(t.Context(), c.wanted)
			if c.serves != (err == nil) || err != nil && !errors.Is(err, target.ErrUnmet) {
				t.Errorf("%v", err)
			}
		})
	}
}

// A given pool serves where its users recover their accounts as is asked for, which only
// DescribeUserPool tells. What USER_AUTH may begin with is not known of any.
func TestGivenPoolServesItsRecovery(t *testing.T) {
	const mail, phone, admin = types.RecoveryOptionNameTypeVerifiedEmail, types.RecoveryOptionNameTypeVerifiedPhoneNumber, types.RecoveryOptionNameTypeAdminOnly
	p := newPools(t)
	p.answer("DescribeUserPool", always(200, map[string]any{"UserPool": map[string]any{
		"AccountRecoverySetting": map[string]any{"RecoveryMechanisms": []any{
			map[string]any{"Name": phone, "Priority": 2}, map[string]any{"Name": mail, "Priority": 1},
		}},
	}}))
	told := func(config *target.Config, o *target.Options) {
		givenPool(config, o)
		config.Pool.Existing.MFA, config.Pool.Existing.Devices = "off", &target.ExistingDevice{Tracking: "none"}
	}
	described, unknown := newTarget(t, p.URL, givenPool).NewFixtures(""), newTarget(t, p.URL, told).NewFixtures("")
	for _, c := range []struct {
		wanted target.PoolSpec
		serves bool
	}{
		{target.PoolSpec{Recovery: []types.RecoveryOptionNameType{mail}}, true},
		{target.PoolSpec{Recovery: []types.RecoveryOptionNameType{mail, phone}}, true},
		{target.PoolSpec{Recovery: []types.RecoveryOptionNameType{phone, mail}}, false},
		{target.PoolSpec{Recovery: []types.RecoveryOptionNameType{phone}}, false},
		{target.PoolSpec{Recovery: []types.RecoveryOptionNameType{admin}}, false},
		{target.PoolSpec{FirstFactors: []types.AuthFactorType{types.AuthFactorTypePassword}}, false},
	} {
		client := target.ClientSpec{Secret: true}
		if got := described.Gives(t.Context(), c.wanted, client); got != c.serves {
			t.Errorf("serves %v and %v: %v", c.wanted.Recovery, c.wanted.FirstFactors, got)
		}
		if unknown.Gives(t.Context(), c.wanted, client) {
			t.Errorf("serves %v and %v, of which nothing is known", c.wanted.Recovery, c.wanted.FirstFactors)
		}
	}
}

// A given user with an address may have it for a second factor where the pool has MFA, and
// of two addresses either.
func TestGivenUsersWithAddresses(t *testing.T) {
	mail, phone := target.ExistingUser{Email: "a@example.com"}, target.ExistingUser{Phone: "+15550100"}
	both := target.ExistingUser{Email: mail.Email, Phone: phone.Phone}
	factor := func(f target.Factor) target.UserSpec { return target.UserSpec{Factors: []target.Factor{f}} }
	for _, c := range []struct {
		mfa    string
		user   target.ExistingUser
		wanted target.UserSpec
		serves bool
	}{
		{"off", both, target.UserSpec{}, true},
		{"off", both, target.UserSpec{Email: true, Phone: true}, true},
		{"optional", target.ExistingUser{}, target.UserSpec{}, true},
		{"optional", mail, target.UserSpec{}, false},
		{"on", phone, target.UserSpec{}, false},
		{"on", phone, factor(target.SMS), true},
		{"on", mail, factor(target.Email), true},
		{"on", both, factor(target.SMS), false},
		{"on", both, factor(target.Email), false},
		{"optional", target.ExistingUser{Email: mail.Email, Phone: phone.Phone, TOTPSecret: totpSecret}, factor(target.TOTP), true},
	} {
		p := newPools(t)
		one := c.user
		one.Username, one.Password = "ann", "pw-of-ann"
		made := newTarget(t, p.URL, func(config *target.Config, _ *target.Options) {
			config.Pool.Existing = &target.ExistingPool{
				ID: "us-east-1_1", ClientID: "c1", MFA: c.mfa, Devices: &target.ExistingDevice{Tracking: "none"}, Users: []target.ExistingUser{one},
			}
		})
		pool, err := made.NewFixtures("").GivenPool(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.User(t.Context(), c.wanted); (err == nil) != c.serves {
			t.Errorf("MFA %s: %+v for %+v: %v", c.mfa, c.user, c.wanted, err)
		}
	}
}

// TestUnmetNamesItsCure has a given pool neither track devices nor ask for a second
// factor, nor send text messages: the reason names the call that would have it do so, and no other.
func TestUnmetNamesItsCure(t *testing.T) {
	const devices, mfa = "UpdateUserPool", "SetUserPoolMfaConfig"
	p := newPools(t)
	p.create(call{Body: map[string]any{}})
	fixtures := newTarget(t, p.URL, givenPool).NewFixtures("")
	for _, c := range []struct {
		wanted       target.PoolSpec
		devices, mfa bool
	}{
		{target.PoolSpec{Tracking: target.Always}, true, false},
		{target.PoolSpec{MFA: target.MFAOn}, false, true},
		{target.PoolSpec{Tracking: target.OptIn, MFA: target.MFAOptional}, true, true},
		{target.PoolSpec{Texts: true}, true, false},
		{target.PoolSpec{CustomAuth: true}, false, false},
	} {
		_, err := fixtures.Pool(t.Context(), c.wanted)
		if !errors.Is(err, target.ErrUnmet) || strings.Contains(err.Error(), devices) != c.devices || strings.Contains(err.Error(), mfa) != c.mfa {
			t.Errorf("a pool with %s: %v", c.wanted, err)
		}
	}
}
