package refpool_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

const (
	sessionExpired  = "Invalid session for the user, session is expired."
	sessionUsed     = "Invalid session for the user, session can only be used once."
	sessionRequired = "Missing required parameter Session"
)

// withTOTP is a world with a user whose sign-in asks for a code.
func withTOTP(t *testing.T, s setting) (*world, *person) {
	t.Helper()
	s.mfa = "OPTIONAL"
	w := newWorld(t, s)
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.enrol(p, result.AccessToken)
	return w, p
}

func (w *world) answerTOTP(p *person, session, code string) (answer, error) {
	return w.respond("SOFTWARE_TOKEN_MFA", session, map[string]string{
		"USERNAME": p.name, "SOFTWARE_TOKEN_MFA_CODE": code,
	})
}

func TestSession(t *testing.T) {
	w, p := withTOTP(t, setting{})
	a, err := w.signIn(p)
	w.must(err)
	if n := len(a.session); n < 20 || n > 2048 {
		t.Errorf("the session has %d characters", n)
	}
	flipped := strings.ToLower(a.session[:1])
	if flipped == a.session[:1] {
		flipped = strings.ToUpper(flipped)
	}
	if flipped == a.session[:1] {
		flipped = "x"
	}
	for _, tt := range []struct{ name, session, exception, text string }{
		{"missing", "", "InvalidParameterException", sessionRequired},
		{"truncated", a.session[:len(a.session)-1], "NotAuthorizedException", ""},
		{"altered", flipped + a.session[1:], "NotAuthorizedException", ""},
		{"invented", strings.Repeat("a", 64), "NotAuthorizedException", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.answerTOTP(p, tt.session, "000000")
			w.refused(err, tt.exception, tt.text)
		})
	}
	_, err = w.respond("SMS_MFA", a.session, map[string]string{"USERNAME": p.name, "SMS_MFA_CODE": "000000"})
	w.refused(err, "NotAuthorizedException", "")
	_, err = w.answerTOTP(w.newPerson("john"), a.session, "000000")
	w.refused(err, "NotAuthorizedException", "")

	_, err = w.answerTOTP(p, a.session, w.code(p))
	w.must(err)
	_, err = w.answerTOTP(p, a.session, w.code(p))
	w.refused(err, "NotAuthorizedException", sessionUsed)
}

func TestSessionExpires(t *testing.T) {
	w, p := withTOTP(t, setting{})
	a, err := w.signIn(p)
	w.must(err)
	w.advance(3*time.Minute - 10*time.Second)
	_, err = w.answerTOTP(p, a.session, "000000")
	w.refused(err, "CodeMismatchException", "")
	w.advance(10 * time.Second)
	_, err = w.answerTOTP(p, a.session, w.codeNow(p))
	w.refused(err, "NotAuthorizedException", sessionExpired)
}

func TestSessionOfAnotherClient(t *testing.T) {
	w, p := withTOTP(t, setting{})
	a, err := w.signIn(p)
	w.must(err)
	w.makeClient(setting{})
	_, err = w.answerTOTP(p, a.session, w.code(p))
	w.refused(err, "NotAuthorizedException", "")
}

// rememberedWorld has a user with a remembered device.
func rememberedWorld(t *testing.T) (*world, *person) {
	t.Helper()
	w := newWorld(t, setting{device: alwaysSuppress})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	return w, p
}

// TestDeviceWithoutSession: both device responses may leave the Session out, and
// still need a first factor (DEV-SRP-13, DEV-SRP-14).
func TestDeviceWithoutSession(t *testing.T) {
	w, p := rememberedWorld(t)
	_, err := w.startDevice(p, "")
	w.refused(err, "NotAuthorizedException", "")
	a, err := w.signIn(p)
	w.must(err)
	l, err := w.startDevice(p, "")
	w.must(err)
	claim := w.deviceClaim(p, l)
	other, err := w.signIn(p)
	w.must(err)
	_, err = w.respond("DEVICE_PASSWORD_VERIFIER", other.session, claim)
	w.refused(err, "NotAuthorizedException", "Invalid session for the user.")
	w.finish(p, other)
	// A Session that was used up, but is of the same sign-in, is as good as none.
	end, err := w.respond("DEVICE_PASSWORD_VERIFIER", a.session, claim)
	w.must(err)
	if end.result == nil {
		t.Fatalf("challenge %s instead of tokens", end.challenge)
	}
	_, err = w.respond("DEVICE_PASSWORD_VERIFIER", "", claim)
	w.refused(err, "NotAuthorizedException", sessionUsed)
	_, err = w.startDevice(p, "")
	w.refused(err, "NotAuthorizedException", "")
	_, err = w.startDevice(p, a.session)
	w.refused(err, "NotAuthorizedException", sessionUsed)
}

// TestDeviceWithTheSessionOfTheCode: a client may send the Session of the code with the
// device's first response too, as amazon-cognito-identity-js does (DEV-SRP-14), but none of
// another sign-in.
func TestDeviceWithTheSessionOfTheCode(t *testing.T) {
	w, p := withTOTP(t, setting{device: always})
	result, _ := w.tokens(p)
	w.confirm(p, result)
	coded := func() (ofCode, ofDevice answer) {
		ofCode, err := w.signIn(p)
		w.must(err)
		ofDevice, err = w.respond("SOFTWARE_TOKEN_MFA", ofCode.session, w.withDevice(p, map[string]string{
			"USERNAME": p.name, "SOFTWARE_TOKEN_MFA_CODE": w.code(p),
		}))
		w.must(err)
		return ofCode, ofDevice
	}
	ended, last := coded()
	w.finish(p, last)
	ofCode, ofDevice := coded()
	if ofDevice.challenge != "DEVICE_SRP_AUTH" {
		t.Fatalf("challenge %s after the code", ofDevice.challenge)
	}
	_, err := w.startDevice(p, ended.session)
	w.refused(err, "NotAuthorizedException", "")
	l, err := w.startDevice(p, ofCode.session)
	w.must(err)
	end, err := w.respond("DEVICE_PASSWORD_VERIFIER", l.challenge.session, w.deviceClaim(p, l))
	w.must(err)
	if end.result == nil {
		t.Errorf("challenge %s instead of tokens", end.challenge)
	}
	_, err = w.startDevice(p, ofCode.session)
	w.refused(err, "NotAuthorizedException", "")
}

func TestParallelDeviceSignIns(t *testing.T) {
	for _, withSession := range []bool{true, false} {
		w, p := rememberedWorld(t)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				a, err := w.signIn(p)
				if err != nil {
					t.Error(err)
					return
				}
				session := a.session
				if !withSession {
					session = ""
				}
				l, err := w.startDevice(p, session)
				if err == nil {
					_, err = w.respond("DEVICE_PASSWORD_VERIFIER", "", w.deviceClaim(p, l))
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
}

// TestStaleDevice: the refusal does not use up the proof, which works again as it
// is without the key (DEV-SRP-16, DEV-SRP-17), wherever the key was sent.
func TestStaleDevice(t *testing.T) {
	w, p := rememberedWorld(t)
	_, err := w.admin.AdminForgetDevice(w.Context(), &cip.AdminForgetDeviceInput{
		UserPoolId: &w.poolID, Username: &p.name, DeviceKey: &p.device.key,
	})
	w.must(err)
	for _, early := range []bool{false, true} {
		more := map[string]string{}
		if early {
			more["DEVICE_KEY"] = p.device.key
		}
		l, err := w.startSRP(p.name, more)
		w.must(err)
		claim := w.claim(l, rightPassword)
		if !early {
			claim["DEVICE_KEY"] = p.device.key
		}
		_, err = w.respond("PASSWORD_VERIFIER", "", claim)
		w.refused(err, "ResourceNotFoundException", "Device does not exist.")
		delete(claim, "DEVICE_KEY")
		a, err := w.respond("PASSWORD_VERIFIER", "", claim)
		w.must(err)
		if a.result == nil || a.result.NewDeviceMetadata == nil {
			t.Errorf("no tokens with a new key: %+v", a)
		}
	}
	_, err = w.initiate("USER_PASSWORD_AUTH", map[string]string{
		"USERNAME": p.name, "PASSWORD": rightPassword, "DEVICE_KEY": p.device.key,
	})
	w.refused(err, "ResourceNotFoundException", "Device does not exist.")
}

func TestDeviceProofIsRefused(t *testing.T) {
	w, p := rememberedWorld(t)
	_, other := rememberedWorld(t)
	begin := func() leg {
		t.Helper()
		a, err := w.signIn(p)
		w.must(err)
		l, err := w.startDevice(p, a.session)
		w.must(err)
		return l
	}
	l := begin()
	right := p.device
	p.device.secret = "another"
	_, err := w.respond("DEVICE_PASSWORD_VERIFIER", l.challenge.session, w.deviceClaim(p, l))
	w.refused(err, "NotAuthorizedException", "Incorrect username or password.")
	p.device = right

	l = begin()
	claim := w.deviceClaim(p, l)
	claim["DEVICE_KEY"] = other.device.key
	_, err = w.respond("DEVICE_PASSWORD_VERIFIER", l.challenge.session, claim)
	w.refused(err, "InvalidParameterException", "Invalid device key given.")

	l = begin()
	_, err = w.admin.AdminUpdateDeviceStatus(w.Context(), &cip.AdminUpdateDeviceStatusInput{
		UserPoolId: &w.poolID, Username: &p.name, DeviceKey: &p.device.key, DeviceRememberedStatus: "not_remembered",
	})
	w.must(err)
	_, err = w.respond("DEVICE_PASSWORD_VERIFIER", l.challenge.session, w.deviceClaim(p, l))
	w.refused(err, "NotAuthorizedException", "")
	_, asked := w.tokens(p)
	w.same("not remembered", asked, nil)
}
