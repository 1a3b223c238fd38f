package refpool_test

import (
	"maps"
	"slices"
	"testing"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/srp"
)

// choosing is a client of USER_AUTH alone, in a pool that allows every first factor
// that the reference pools know.
func choosing() setting {
	return setting{
		flows: []types.ExplicitAuthFlowsType{"ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
		first: []types.AuthFactorType{"PASSWORD", "EMAIL_OTP", "SMS_OTP"},
	}
}

// choose begins USER_AUTH with the parameters.
func (w *world) choose(name string, parameters map[string]string) answer {
	w.Helper()
	given := map[string]string{"USERNAME": name}
	maps.Copy(given, parameters)
	a, err := w.initiate("USER_AUTH", given)
	w.must(err)
	return a
}

// offered is what USER_AUTH without a preference offers.
func (w *world) offered(name string) []types.ChallengeNameType {
	w.Helper()
	out, err := w.public.InitiateAuth(w.Context(), &cip.InitiateAuthInput{
		AuthFlow: "USER_AUTH", ClientId: &w.clientID, AuthParameters: w.withHash(map[string]string{"USERNAME": name}),
	})
	w.must(err)
	if out.ChallengeName != "SELECT_CHALLENGE" || out.Session == nil {
		w.Errorf("challenge %q, Session %v", out.ChallengeName, out.Session)
	}
	return out.AvailableChallenges
}

func TestOfferedFactors(t *testing.T) {
	passwords := []types.ChallengeNameType{"PASSWORD", "PASSWORD_SRP"}
	all := append(slices.Clone(passwords), "EMAIL_OTP", "SMS_OTP")
	for _, tt := range []struct {
		name   string
		mfa    types.UserPoolMfaType
		first  []types.AuthFactorType
		active bool // a second factor
		want   []types.ChallengeNameType
	}{
		{"all", "", choosing().first, false, all},
		{"by default", "", nil, false, passwords},
		{"MFA required", "ON", choosing().first, false, passwords},
		{"MFA left to the user", "OPTIONAL", choosing().first, false, all},
		{"MFA chosen by the user", "OPTIONAL", choosing().first, true, passwords},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := choosing()
			s.mfa, s.first = tt.mfa, tt.first
			w := newWorld(t, s)
			p := w.newPerson("mary")
			if tt.active {
				signedIn := w.choose(p.name, map[string]string{"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": rightPassword})
				w.enrol(p, signedIn.result.AccessToken)
			}
			w.same("available challenges", w.offered(p.name), tt.want)
		})
	}
}

// Every factor signs in, preferred or selected.
func TestChoice(t *testing.T) {
	client, err := srp.NewClient()
	if err != nil {
		t.Fatal(err)
	}
	for factor, secret := range map[string]map[string]string{
		"PASSWORD":     {"PASSWORD": rightPassword},
		"PASSWORD_SRP": {"SRP_A": client.SRPA()},
		"EMAIL_OTP":    {},
		"SMS_OTP":      {},
	} {
		for _, way := range []string{"preferred", "preferred, the secret later", "selected"} {
			t.Run(factor+" "+way, func(t *testing.T) {
				s := choosing()
				s.secret = true
				w := newWorld(t, s)
				p := w.newPerson("mary")
				given := map[string]string{"PREFERRED_CHALLENGE": factor}
				if way == "preferred" {
					maps.Copy(given, secret)
				}
				if way == "selected" {
					given = nil
				}
				a := w.choose(p.name, given)
				responses := map[string]string{"USERNAME": p.name}
				maps.Copy(responses, secret)
				switch {
				case way == "selected":
					responses["ANSWER"] = factor
					a, err = w.respond("SELECT_CHALLENGE", a.session, responses)
				case way != "preferred" && len(secret) > 0:
					if string(a.challenge) != factor {
						t.Fatalf("challenge %q, want %s", a.challenge, factor)
					}
					a, err = w.respond(a.challenge, a.session, responses)
				}
				w.must(err)
				w.endFirstFactor(p, factor, leg{client, a})
			})
		}
	}
}

// endFirstFactor answers what is asked after the factor was chosen, and expects
// tokens.
func (w *world) endFirstFactor(p *person, factor string, l leg) {
	w.Helper()
	a, err := l.challenge, error(nil)
	switch factor {
	case "PASSWORD_SRP":
		if a.session == "" {
			w.Error("PASSWORD_VERIFIER of USER_AUTH has no Session")
		}
		claim := w.claim(l, rightPassword)
		_, err = w.respond("PASSWORD_VERIFIER", "", maps.Clone(claim))
		w.refused(err, "InvalidParameterException", "Missing required parameter Session")
		a, err = w.respond("PASSWORD_VERIFIER", a.session, claim)
	case "EMAIL_OTP", "SMS_OTP":
		_, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, factor + "_CODE": "x" + w.sent(p)})
		w.refused(err, "CodeMismatchException", "")
		a, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, factor + "_CODE": w.sent(p)})
	}
	w.must(err)
	if a.result == nil {
		w.Errorf("challenge %q instead of tokens", a.challenge)
	}
}

func TestChoiceRefused(t *testing.T) {
	s := choosing()
	s.first = []types.AuthFactorType{"PASSWORD"}
	w := newWorld(t, s)
	p := w.newPerson("mary")
	if a := w.choose(p.name, map[string]string{"PREFERRED_CHALLENGE": "EMAIL_OTP"}); a.challenge != "SELECT_CHALLENGE" {
		t.Errorf("challenge %q for a factor that is not available", a.challenge)
	}
	for name, tt := range map[string]struct {
		given     map[string]string
		exception string
	}{
		"unavailable":      {map[string]string{"ANSWER": "EMAIL_OTP"}, "InvalidParameterException"},
		"without password": {map[string]string{"ANSWER": "PASSWORD"}, "InvalidParameterException"},
		"without SRP_A":    {map[string]string{"ANSWER": "PASSWORD_SRP"}, "InvalidParameterException"},
		"A of zero":        {map[string]string{"ANSWER": "PASSWORD_SRP", "SRP_A": "0"}, "InvalidParameterException"},
		"wrong password":   {map[string]string{"ANSWER": "PASSWORD", "PASSWORD": "wrong"}, "NotAuthorizedException"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.choose(p.name, nil)
			tt.given["USERNAME"] = p.name
			_, err := w.respond("SELECT_CHALLENGE", a.session, tt.given)
			w.refused(err, tt.exception, "")
			_, err = w.respond("SELECT_CHALLENGE", a.session, map[string]string{
				"USERNAME": p.name, "ANSWER": "PASSWORD", "PASSWORD": rightPassword,
			})
			if name == "wrong password" { // one Session is one guess
				w.refused(err, "NotAuthorizedException", "")
			} else {
				w.must(err)
			}
		})
	}
}

// Nobody is offered what the pool allows, and gets as far as a wrong secret.
func TestChoiceOfNobody(t *testing.T) {
	s := choosing()
	s.hide = true
	w := newWorld(t, s)
	w.same("available challenges", w.offered("nobody"), []types.ChallengeNameType{"PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"})
	_, err := w.initiate("USER_AUTH", map[string]string{"USERNAME": "nobody", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": "x"})
	w.refused(err, "NotAuthorizedException", "Incorrect username or password.")
	for _, factor := range []types.ChallengeNameType{"EMAIL_OTP", "SMS_OTP"} {
		first, again := w.choose("nobody", map[string]string{"PREFERRED_CHALLENGE": string(factor)}), w.choose("nobody", map[string]string{"PREFERRED_CHALLENGE": string(factor)})
		if first.challenge != factor || !maps.Equal(first.parameters, again.parameters) {
			t.Errorf("challenge %q with %v, then %v", first.challenge, first.parameters, again.parameters)
		}
		_, err := w.respond(factor, first.session, map[string]string{"USERNAME": "nobody", string(factor) + "_CODE": "000000"})
		w.refused(err, "CodeMismatchException", "")
	}
}

// After a password a second factor follows, or a device in its place; after a code
// neither does.
func TestWhatFollowsTheChoice(t *testing.T) {
	s := choosing()
	s.device, s.mfa = alwaysSuppress, "OPTIONAL"
	s.flows = append(s.flows, "ALLOW_USER_SRP_AUTH")
	w := newWorld(t, s)
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.enrol(p, result.AccessToken)
	result, _ = w.tokens(p)
	w.confirm(p, result)
	password := map[string]string{"PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": rightPassword}
	if a := w.choose(p.name, password); a.challenge != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("challenge %q after a password", a.challenge)
	}
	password["DEVICE_KEY"] = p.device.key
	a := w.choose(p.name, password)
	if a.challenge != deviceSRP {
		t.Fatalf("challenge %q after a password with a device", a.challenge)
	}
	a, err := w.deviceLeg(p, a)
	w.must(err)
	if a.result == nil {
		t.Errorf("challenge %q instead of tokens", a.challenge)
	}
	other := w.newPerson("john")
	result, _ = w.tokens(other)
	w.confirm(other, result)
	a = w.choose(other.name, map[string]string{"PREFERRED_CHALLENGE": "EMAIL_OTP", "DEVICE_KEY": other.device.key})
	a, err = w.respond("EMAIL_OTP", a.session, map[string]string{"USERNAME": other.name, "EMAIL_OTP_CODE": w.sent(other)})
	w.must(err)
	if a.result == nil {
		t.Errorf("challenge %q after a code", a.challenge)
	}
}
