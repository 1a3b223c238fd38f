package refpool_test

import (
	"strings"
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

func TestSoftwareToken(t *testing.T) {
	w, p := withTOTP(t, setting{})
	a, err := w.signIn(p)
	w.must(err)
	if len(a.parameters) != 0 {
		t.Errorf("parameters %v of a token without a name", a.parameters)
	}
	for _, code := range []string{"000000", "abc", "12345678"} {
		_, err = w.answerTOTP(p, a.session, code)
		w.refused(err, "CodeMismatchException", "Invalid code received for user")
	}
	code := w.code(p)
	_, err = w.answerTOTP(p, a.session, code) // the session survived
	w.must(err)
	a, err = w.signIn(p)
	w.must(err)
	_, err = w.answerTOTP(p, a.session, code)
	w.refused(err, "ExpiredCodeException", "Your software token has already been used once.")
	w.advance(30 * time.Second)
	_, err = w.answerTOTP(p, a.session, w.codeNow(p))
	w.must(err)
}

func TestWrongCodesAreBounded(t *testing.T) {
	behaviour := refpool.Correct()
	behaviour.MFA.Lockout.Counts = func(string) bool { return false }
	w, p := withTOTP(t, setting{behaviour: &behaviour})
	a, err := w.signIn(p)
	w.must(err)
	for range 10 {
		_, err = w.answerTOTP(p, a.session, "000000")
		w.refused(err, "CodeMismatchException", "")
	}
	_, err = w.answerTOTP(p, a.session, w.code(p))
	w.refused(err, "NotAuthorizedException", "")
}

// TestWrongCodesLock: the sixth code is not looked at for a second, in whichever
// sign-in it comes.
func TestWrongCodesLock(t *testing.T) {
	w, p := withTOTP(t, setting{})
	first, err := w.signIn(p)
	w.must(err)
	second, err := w.signIn(p)
	w.must(err)
	code := w.code(p)
	for range 5 {
		_, err = w.answerTOTP(p, first.session, "000000")
		w.refused(err, "CodeMismatchException", "")
	}
	_, err = w.answerTOTP(p, first.session, code)
	w.refused(err, "NotAuthorizedException", "Password attempts exceeded")
	_, err = w.answerTOTP(p, second.session, code)
	w.refused(err, "NotAuthorizedException", "Password attempts exceeded")
	w.advance(time.Second)
	third, err := w.signIn(p)
	w.must(err)
	_, err = w.answerTOTP(p, third.session, code)
	w.must(err)
}

// setMFA makes the pool demand a code of a software token, or not.
func (w *world) setMFA(mfa types.UserPoolMfaType) error {
	_, err := w.admin.SetUserPoolMfaConfig(w.Context(), &cip.SetUserPoolMfaConfigInput{
		UserPoolId: &w.poolID, MfaConfiguration: mfa,
		SoftwareTokenMfaConfiguration: &types.SoftwareTokenMfaConfigType{Enabled: true},
	})
	return err
}

func TestFriendlyDeviceName(t *testing.T) {
	w, p := withTOTP(t, setting{})
	result, _ := w.tokens(p)
	secret, err := w.public.AssociateSoftwareToken(w.Context(), &cip.AssociateSoftwareTokenInput{AccessToken: result.AccessToken})
	w.must(err)
	p.totp = *secret.SecretCode
	code, name := w.codeNow(p), "phone"
	_, err = w.public.VerifySoftwareToken(w.Context(), &cip.VerifySoftwareTokenInput{AccessToken: result.AccessToken, UserCode: &code, FriendlyDeviceName: &name})
	w.must(err)
	a, err := w.signIn(p)
	w.must(err)
	if a.parameters["FRIENDLY_DEVICE_NAME"] != name {
		t.Errorf("parameters %v", a.parameters)
	}
}

func TestUserIDFollowsInitiateAuth(t *testing.T) {
	w, p := withTOTP(t, setting{})
	a, err := w.initiate(types.AuthFlowTypeUserPasswordAuth, map[string]string{"USERNAME": p.name, "PASSWORD": rightPassword})
	w.must(err)
	if a.challenge != mfa || a.parameters["USER_ID_FOR_SRP"] != p.name {
		t.Errorf("challenge %s %v", a.challenge, a.parameters)
	}
}

// TestDeviceKeyLeftOut: a response to an MFA challenge without DEVICE_KEY makes the
// sign-in one of a new device.
func TestDeviceKeyLeftOut(t *testing.T) {
	w, p := withTOTP(t, setting{device: optInSuppress})
	result, _ := w.tokens(p)
	w.confirm(p, result)
	known := p.device.key
	a, err := w.signIn(p)
	w.must(err)
	a, err = w.respond(mfa, a.session, map[string]string{"USERNAME": p.name, "SOFTWARE_TOKEN_MFA_CODE": w.code(p)})
	w.must(err)
	if a.result == nil || a.result.NewDeviceMetadata == nil || *a.result.NewDeviceMetadata.DeviceKey == known {
		t.Errorf("result %+v", a.result)
	}
}

func (w *world) prefer(p *person, sms, totp, email *types.SMSMfaSettingsType) error {
	in := &cip.AdminSetUserMFAPreferenceInput{UserPoolId: &w.poolID, Username: &p.name, SMSMfaSettings: sms}
	if totp != nil {
		in.SoftwareTokenMfaSettings = &types.SoftwareTokenMfaSettingsType{Enabled: totp.Enabled, PreferredMfa: totp.PreferredMfa}
	}
	if email != nil {
		in.EmailMfaSettings = &types.EmailMfaSettingsType{Enabled: email.Enabled, PreferredMfa: email.PreferredMfa}
	}
	_, err := w.admin.AdminSetUserMFAPreference(w.Context(), in)
	return err
}

var (
	enabled   = &types.SMSMfaSettingsType{Enabled: true}
	preferred = &types.SMSMfaSettingsType{Enabled: true, PreferredMfa: true}
	disabled  = &types.SMSMfaSettingsType{}
)

func TestSentCodes(t *testing.T) {
	for _, tt := range []struct {
		name                  types.ChallengeNameType
		key, medium, wrong    string
		sms, email            *types.SMSMfaSettingsType
		destinationHasNoWhole string
	}{
		{"SMS_MFA", "SMS_MFA_CODE", "SMS", "Invalid code or auth state for the user.", preferred, nil, "4915112345678"},
		{"EMAIL_OTP", "EMAIL_OTP_CODE", "EMAIL", "", nil, preferred, "mary@example.com"},
		{"EMAIL_OTP", "EMAIL_MFA_CODE", "EMAIL", "", nil, preferred, "mary@example.com"},
	} {
		t.Run(tt.key, func(t *testing.T) {
			w := newWorld(t, setting{mfa: "OPTIONAL", sms: true, email: true})
			p := w.newPerson("mary")
			w.must(w.prefer(p, tt.sms, nil, tt.email))
			a, err := w.signIn(p)
			w.must(err)
			destination := a.parameters["CODE_DELIVERY_DESTINATION"]
			if a.challenge != tt.name || a.parameters["CODE_DELIVERY_DELIVERY_MEDIUM"] != tt.medium ||
				destination == "" || strings.Contains(destination, tt.destinationHasNoWhole) {
				t.Errorf("challenge %s %v", a.challenge, a.parameters)
			}
			_, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, tt.key: "abcdef"})
			w.refused(err, "CodeMismatchException", tt.wrong)
			_, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name})
			w.refused(err, "InvalidParameterException", "")
			a, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, tt.key: w.sent(p)})
			w.must(err)
			if a.result == nil {
				t.Errorf("challenge %s instead of tokens", a.challenge)
			}
		})
	}
}

// TestSentCodeVerifiesAddress: the user had the code, so the number is the user's.
func TestSentCodeVerifiesAddress(t *testing.T) {
	w := newWorld(t, setting{mfa: "OPTIONAL", sms: true})
	p := w.newPerson("mary")
	w.must(w.prefer(p, preferred, nil, nil))
	_, err := w.admin.AdminUpdateUserAttributes(w.Context(), &cip.AdminUpdateUserAttributesInput{
		UserPoolId: &w.poolID, Username: &p.name,
		UserAttributes: []types.AttributeType{{Name: new("phone_number_verified"), Value: new("false")}},
	})
	w.must(err)
	a, err := w.signIn(p)
	w.must(err)
	_, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, "SMS_MFA_CODE": w.sent(p)})
	w.must(err)
	user, err := w.admin.AdminGetUser(w.Context(), &cip.AdminGetUserInput{UserPoolId: &w.poolID, Username: &p.name})
	w.must(err)
	for _, attribute := range user.UserAttributes {
		if *attribute.Name == "phone_number_verified" && *attribute.Value != "true" {
			t.Error("the phone number is not verified")
		}
	}
}

func TestSelectMFAType(t *testing.T) {
	w, p := withTOTP(t, setting{sms: true, email: true})
	w.must(w.prefer(p, enabled, enabled, enabled))
	for answered, want := range map[string]types.ChallengeNameType{
		"SMS_MFA": "SMS_MFA", "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA", "EMAIL_OTP": "EMAIL_OTP", "EMAIL_MFA": "EMAIL_OTP",
	} {
		a, err := w.signIn(p)
		w.must(err)
		if a.challenge != "SELECT_MFA_TYPE" || a.parameters["MFAS_CAN_CHOOSE"] != `["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]` {
			t.Fatalf("challenge %s %v", a.challenge, a.parameters)
		}
		_, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, "ANSWER": "CARRIER_PIGEON"})
		w.refused(err, "InvalidParameterException", "")
		a, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, "ANSWER": answered})
		w.must(err)
		if a.challenge != want || a.session == "" {
			t.Errorf("%s led to %s", answered, a.challenge)
		}
	}
	w.must(w.prefer(p, preferred, nil, nil))
	a, err := w.signIn(p)
	w.must(err)
	if a.challenge != "SMS_MFA" {
		t.Errorf("challenge %s, want the preferred SMS_MFA", a.challenge)
	}
}

func TestPreferenceIsRefused(t *testing.T) {
	w, p := withTOTP(t, setting{sms: true, email: true})
	w.refused(w.prefer(p, preferred, preferred, nil), "InvalidParameterException", "")
	w.refused(w.prefer(p, &types.SMSMfaSettingsType{PreferredMfa: true}, nil, nil), "InvalidParameterException", "")
	w.refused(w.prefer(w.newPerson("john"), nil, enabled, nil), "InvalidParameterException",
		"User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA")
	w.must(w.setMFA("ON"))
	w.refused(w.prefer(p, nil, disabled, nil), "InvalidParameterException", "")
	w.must(w.setMFA("OPTIONAL"))
	w.must(w.prefer(p, nil, disabled, nil))
	a, err := w.signIn(p)
	w.must(err)
	if a.result == nil {
		t.Errorf("challenge %s after the factor was turned off", a.challenge)
	}
}

// TestMFASetUp: a user without a factor sets one up on the way.
func TestMFASetUp(t *testing.T) {
	w := newWorld(t, setting{mfa: "ON"})
	p := w.newPerson("mary")
	a, err := w.signIn(p)
	w.must(err)
	if a.challenge != "MFA_SETUP" || a.parameters["MFAS_CAN_SETUP"] != `["SOFTWARE_TOKEN_MFA"]` {
		t.Fatalf("challenge %s %v", a.challenge, a.parameters)
	}
	_, err = w.respond("MFA_SETUP", a.session, map[string]string{"USERNAME": p.name})
	w.refused(err, "InvalidParameterException", "")
	associated, err := w.public.AssociateSoftwareToken(w.Context(), &cip.AssociateSoftwareTokenInput{Session: &a.session})
	w.must(err)
	p.totp = *associated.SecretCode
	_, err = w.public.AssociateSoftwareToken(w.Context(), &cip.AssociateSoftwareTokenInput{Session: &a.session})
	w.refused(err, "NotAuthorizedException", sessionUsed)
	wrong, right := "000000", w.codeNow(p)
	_, err = w.public.VerifySoftwareToken(w.Context(), &cip.VerifySoftwareTokenInput{Session: associated.Session, UserCode: &wrong})
	w.refused(err, "EnableSoftwareTokenMFAException", "")
	verified, err := w.public.VerifySoftwareToken(w.Context(), &cip.VerifySoftwareTokenInput{Session: associated.Session, UserCode: &right})
	w.must(err)
	if verified.Status != "SUCCESS" {
		t.Errorf("status %s", verified.Status)
	}
	a, err = w.respond("MFA_SETUP", *verified.Session, map[string]string{"USERNAME": p.name})
	w.must(err)
	if a.result == nil {
		t.Fatalf("challenge %s instead of tokens", a.challenge)
	}
	_, asked := w.tokens(p)
	w.same("afterwards", asked, []types.ChallengeNameType{mfa})
}

func TestSoftwareTokenNotInPool(t *testing.T) {
	w := newWorld(t, setting{})
	result, _ := w.tokens(w.newPerson("mary"))
	_, err := w.public.AssociateSoftwareToken(w.Context(), &cip.AssociateSoftwareTokenInput{AccessToken: result.AccessToken})
	w.refused(err, "SoftwareTokenMFANotFoundException", "")
	_, err = w.public.AssociateSoftwareToken(w.Context(), &cip.AssociateSoftwareTokenInput{})
	w.refused(err, "InvalidParameterException", "")
}
