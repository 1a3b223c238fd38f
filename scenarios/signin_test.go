package scenarios_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

const (
	verifier       = types.ChallengeNameTypePasswordVerifier
	totp           = types.ChallengeNameTypeSoftwareTokenMfa
	sms            = types.ChallengeNameTypeSmsMfa
	email          = types.ChallengeNameTypeEmailOtp
	choice         = types.ChallengeNameTypeSelectMfaType
	custom         = types.ChallengeNameTypeCustomChallenge
	deviceSRP      = types.ChallengeNameTypeDeviceSrpAuth
	deviceVerifier = types.ChallengeNameTypeDevicePasswordVerifier
)

// TestRememberedDevice walks the whole path: a new device by TOTP, remembered in
// the pool's way, then a sign-in without a second factor.
func TestRememberedDevice(t *testing.T) {
	fixtures := newFixtures(t)
	for _, tracking := range []target.Tracking{target.Always, target.OptIn} {
		for _, mfa := range []target.MFA{target.MFAOptional, target.MFAOn} {
			for _, secret := range []bool{false, true} {
				pool := target.PoolSpec{Tracking: tracking, ChallengeRequired: true, MFA: mfa}
				t.Run(pool.String(), func(t *testing.T) {
					actor := newActor(t, fixtures, pool, target.ClientSpec{Secret: secret}, withTOTP)
					device, first, err := actor.RememberedDevice(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					expect(t, first, verifier, totp)
					second, err := actor.SignIn(t.Context(), device)
					if err != nil {
						t.Fatal(err)
					}
					expect(t, second, verifier, deviceSRP, deviceVerifier)
					if second.SawMFA() || !first.SawMFA() {
						t.Errorf("second factor seen: first %v, second %v", first.SawMFA(), second.SawMFA())
					}
				})
			}
		}
	}
}

// TestFlows signs in by every flow, first without a device and then with one.
func TestFlows(t *testing.T) {
	fixtures := newFixtures(t)
	pool := target.PoolSpec{Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOptional}
	customPool := target.PoolSpec{Tracking: target.Always, CustomAuth: true}
	for _, c := range []struct {
		name          string
		flow          types.AuthFlowType
		admin         bool
		pool          target.PoolSpec
		user          target.UserSpec
		first, second []types.ChallengeNameType
	}{
		{"public SRP", "", false, pool, withTOTP, challenges(verifier, totp), challenges(verifier, deviceSRP, deviceVerifier)},
		{"admin SRP", types.AuthFlowTypeUserSrpAuth, true, pool, withTOTP, challenges(verifier, totp), challenges(verifier, deviceSRP, deviceVerifier)},
		{"public password", types.AuthFlowTypeUserPasswordAuth, false, pool, withTOTP, challenges(totp), challenges(deviceSRP, deviceVerifier)},
		{"admin password", types.AuthFlowTypeAdminUserPasswordAuth, true, pool, withTOTP, challenges(totp), challenges(deviceSRP, deviceVerifier)},
		{"public custom", types.AuthFlowTypeCustomAuth, false, customPool, target.UserSpec{}, challenges(verifier, custom), challenges(verifier, custom, deviceSRP, deviceVerifier)},
		{"admin custom", types.AuthFlowTypeCustomAuth, true, customPool, target.UserSpec{}, challenges(verifier, custom), challenges(verifier, custom, deviceSRP, deviceVerifier)},
	} {
		t.Run(c.name, func(t *testing.T) {
			actor := newActor(t, fixtures, c.pool, target.ClientSpec{Secret: true}, c.user)
			actor.Flow, actor.Admin = c.flow, c.admin
			device, first, err := actor.RememberedDevice(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			expect(t, first, c.first...)
			second, err := actor.SignIn(t.Context(), device)
			if err != nil {
				t.Fatal(err)
			}
			expect(t, second, c.second...)
		})
	}
}

// TestSecondFactors signs in with each second factor, and with a choice.
func TestSecondFactors(t *testing.T) {
	fixtures := newFixtures(t)
	for _, mfa := range []target.MFA{target.MFAOptional, target.MFAOn} {
		pool := target.PoolSpec{Tracking: target.Always, MFA: mfa, Factors: []target.Factor{target.TOTP, target.SMS, target.Email}}
		for _, c := range []struct {
			name string
			user target.UserSpec
			want []types.ChallengeNameType
		}{
			{"TOTP", withTOTP, challenges(verifier, totp)},
			{"SMS", target.UserSpec{Factors: []target.Factor{target.SMS}}, challenges(verifier, sms)},
			{"e-mail", target.UserSpec{Factors: []target.Factor{target.Email}}, challenges(verifier, email)},
			{"preferred", target.UserSpec{Factors: []target.Factor{target.SMS, target.TOTP}}, challenges(verifier, sms)},
			{"choice of TOTP", target.UserSpec{Factors: []target.Factor{target.TOTP, target.SMS}, NoPreference: true}, challenges(verifier, choice, totp)},
			{"choice of SMS", target.UserSpec{Factors: []target.Factor{target.SMS, target.TOTP}, NoPreference: true}, challenges(verifier, choice, sms)},
		} {
			t.Run(mfa.String()+"/"+c.name, func(t *testing.T) {
				actor := newActor(t, fixtures, pool, target.ClientSpec{}, c.user)
				for range 2 { // a code is taken once only
					signIn, err := actor.SignIn(t.Context(), nil)
					if err != nil {
						t.Fatal(err)
					}
					expect(t, signIn, c.want...)
				}
			})
		}
	}
}

// TestNamesOfAUser signs in by name, alias and sub, in pools of each kind.
func TestNamesOfAUser(t *testing.T) {
	fixtures := newFixtures(t)
	for _, c := range []struct {
		name string
		pool target.PoolSpec
		of   func(*target.User) string
	}{
		{"name", target.PoolSpec{Tracking: target.Always}, func(u *target.User) string { return u.Username }},
		{"sub", target.PoolSpec{Tracking: target.Always}, func(u *target.User) string { return u.Sub }},
		{"alias", target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}}, func(u *target.User) string { return u.Email }},
		{"e-mail for a name", target.PoolSpec{Tracking: target.Always, UsernameAttributes: []types.UsernameAttributeType{types.UsernameAttributeTypeEmail}}, func(u *target.User) string { return u.Username }},
	} {
		t.Run(c.name, func(t *testing.T) {
			actor := newActor(t, fixtures, c.pool, target.ClientSpec{Secret: true}, target.UserSpec{Email: true})
			attempt := actor.Begin(nil)
			attempt.Username = c.of(actor.User)
			if attempt.Username == "" {
				t.Fatal("the user has no such name")
			}
			if _, err := attempt.Initiate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if attempt.Username != actor.User.ID {
				t.Errorf("goes on as %q, want %q", attempt.Username, actor.User.ID)
			}
			signIn, err := attempt.Finish(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			expect(t, signIn, verifier)
		})
	}
}

func TestTamperedSteps(t *testing.T) {
	fixtures := newFixtures(t)
	for _, c := range []struct {
		name   string
		tamper func(*scenarios.Attempt) []scenarios.Edit
		want   string
	}{
		{"wrong password", func(a *scenarios.Attempt) []scenarios.Edit { a.Password = "wrong"; return nil }, "NotAuthorizedException"},
		{"wrong signature", func(a *scenarios.Attempt) []scenarios.Edit {
			return []scenarios.Edit{scenarios.Set("PASSWORD_CLAIM_SIGNATURE", "AAAA")}
		}, "NotAuthorizedException"},
		{"no timestamp", func(a *scenarios.Attempt) []scenarios.Edit { return []scenarios.Edit{scenarios.Drop("TIMESTAMP")} }, "InvalidParameterException"},
		{"unreadable timestamp", func(a *scenarios.Attempt) []scenarios.Edit { a.Timestamp = func() string { return "now" }; return nil }, "InvalidParameterException"},
		{"hash of another name", func(a *scenarios.Attempt) []scenarios.Edit { return []scenarios.Edit{scenarios.Set("USERNAME", "bob")} }, "NotAuthorizedException"},
		{"unknown device", func(a *scenarios.Attempt) []scenarios.Edit {
			return []scenarios.Edit{scenarios.Set("DEVICE_KEY", "us-east-1_00000000-0000-4000-8000-000000000000")}
		}, "ResourceNotFoundException"},
	} {
		t.Run(c.name, func(t *testing.T) {
			actor := newActor(t, fixtures, target.PoolSpec{Tracking: target.Always}, target.ClientSpec{Secret: true}, target.UserSpec{})
			attempt := actor.Begin(nil)
			if _, err := attempt.Initiate(t.Context()); err != nil {
				t.Fatal(err)
			}
			_, err := attempt.AnswerPasswordVerifier(t.Context(), c.tamper(attempt)...)
			if e := target.AsError(err); e == nil || e.Name != c.want {
				t.Errorf("error %v, want %s", e, c.want)
			}
			if attempt.Last.Challenge != verifier || attempt.Sent.Challenge != verifier {
				t.Errorf("the attempt moved on to %+v", attempt.Last)
			}
		})
	}
}

// TestStaleDevice repeats the same answer without the device, as clients do.
func TestStaleDevice(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{Tracking: target.Always}, target.ClientSpec{}, target.UserSpec{})
	device, signIn, err := actor.RememberedDevice(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := actor.ForgetDevice(t.Context(), signIn.AccessToken(), device.Key); err != nil {
		t.Fatal(err)
	}
	attempt := actor.Begin(device)
	if _, err := attempt.Initiate(t.Context(), scenarios.Drop("DEVICE_KEY")); err != nil {
		t.Fatal(err)
	}
	if _, err := attempt.Answer(t.Context()); target.AsError(err) == nil || target.AsError(err).Name != "ResourceNotFoundException" {
		t.Fatalf("stale key: %v", err)
	}
	answer, err := attempt.Resend(t.Context(), scenarios.Drop("DEVICE_KEY"))
	if err != nil || answer.Result == nil || answer.Result.NewDeviceMetadata == nil {
		t.Fatalf("%+v, %v", answer, err)
	}
}

// TestSignInCannotGoOn holds that answers outside the protocol end a sign-in with
// an error that says so.
func TestSignInCannotGoOn(t *testing.T) {
	actor := newActor(t, newFixtures(t), target.PoolSpec{}, target.ClientSpec{}, target.UserSpec{})
	for _, last := range []scenarios.Answer{
		{},
		{Challenge: "WHATEVER"},
		{Challenge: verifier},
		{Challenge: verifier, Parameters: map[string]string{"SRP_B": "no hex", "SALT": "0", "SECRET_BLOCK": "0"}},
		{Challenge: deviceVerifier},
	} {
		attempt := actor.Begin(nil)
		if _, err := attempt.Initiate(t.Context()); err != nil {
			t.Fatal(err)
		}
		attempt.Last = &last
		if _, err := attempt.Finish(t.Context()); !isProtocolError(err) {
			t.Errorf("%+v: %v", last, err)
		}
	}
	if _, err := actor.Begin(nil).AnswerMFA(t.Context()); !isProtocolError(err) {
		t.Errorf("a code without a challenge: %v", err)
	}
	if _, err := actor.NewDevice(nil); !isProtocolError(err) {
		t.Errorf("a device without metadata: %v", err)
	}
}

func isProtocolError(err error) bool {
	_, ok := errors.AsType[*scenarios.ProtocolError](err)
	return ok
}

var withTOTP = target.UserSpec{Factors: []target.Factor{target.TOTP}}

func challenges(list ...types.ChallengeNameType) []types.ChallengeNameType { return list }

// expect holds that a sign-in went through these challenges and has its tokens.
func expect(t *testing.T, s *scenarios.SignIn, want ...types.ChallengeNameType) {
	t.Helper()
	if !slices.Equal(s.Challenges, want) {
		t.Errorf("challenges %v, want %v", s.Challenges, want)
	}
	if s.AccessToken() == "" || s.IDToken() == "" || s.RefreshToken() == "" {
		t.Errorf("not all tokens came: %+v", s.Result)
	}
}
