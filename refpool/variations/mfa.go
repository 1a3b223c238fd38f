package variations

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func mfa() []Variation {
	return []Variation{
		{Name: "mfa-parameters-more", Summary: "adds USERNAME and USER_ID_FOR_SRP to every challenge of a second factor", set: mfaParameters(func(ch *refpool.Challenge, parameters map[string]string) {
			parameters["USERNAME"] = ch.SignIn.User.Username
			parameters["USER_ID_FOR_SRP"] = ch.SignIn.User.Username
		})},
		{Name: "mfa-parameters-fewest", Summary: "sends no parameters of second factors but lists and destinations", set: mfaParameters(func(_ *refpool.Challenge, parameters map[string]string) {
			maps.DeleteFunc(parameters, func(name, _ string) bool { return name != "MFAS_CAN_CHOOSE" && name != "MFAS_CAN_SETUP" })
		})},
		{Name: "mfa-choices-as-in-the-guide", Summary: "lists the factors to select from in MFAS_CAN_SELECT", set: mfaParameters(func(_ *refpool.Challenge, parameters map[string]string) {
			if choices, there := parameters["MFAS_CAN_CHOOSE"]; there {
				delete(parameters, "MFAS_CAN_CHOOSE")
				parameters["MFAS_CAN_SELECT"] = choices
			}
		})},
		{Name: "mfa-factors-as-in-the-guide", Summary: "asks for TOTP alone where MFA is optional, and for no factor of account recovery", set: factorsOfTheGuide},
		{Name: "mfa-set-up-then-code", Summary: "asks for a code of the token that was just set up", set: codeAfterSetUp},
		{Name: "mfa-set-up-later", Summary: "lets a new user without a second factor sign in once", set: setUpLater},
		{Name: "mfa-device-of-the-password", Summary: "keeps the device of PASSWORD_VERIFIER when an MFA response names none", set: func(b *refpool.Behaviour) {
			b.MFA.KeepsDevice = func(*refpool.Challenge) bool { return true }
		}},
		{Name: "mfa-once-more", Summary: "asks for one more code after the sign-in at which a device is remembered", set: func(b *refpool.Behaviour) {
			b.MFA.Vouches = func(s *refpool.SignIn, d *refpool.Device) bool { return s.PassedMFA() && d.Remembered }
		}},
		{Name: "mfa-by-email-on-every-device", Summary: "asks for e-mail codes on remembered devices too", set: emailOnEveryDevice},
		{Name: "mfa-one-code-per-session", Summary: "ends a Session with the first wrong code", set: func(b *refpool.Behaviour) {
			before := b.Auth.Sessions.SpentBy
			b.Auth.Sessions.SpentBy = func(ch *refpool.Challenge, refusal error) bool {
				e, refused := errors.AsType[*refpool.Exception](refusal)
				return before(ch, refusal) || refused && e.Name == "CodeMismatchException"
			}
		}},
		{Name: "preference-absent-unchanged", Summary: "leaves Enabled and PreferredMfa of a factor as they were where the settings have no such member", set: func(b *refpool.Behaviour) {
			b.MFA.Absent = func(now bool) bool { return now }
		}},
		{Name: "mfa-late-lock", Summary: "locks after the twentieth wrong code", set: lateLock},
		{Name: "token-secret-in-lower-case", Summary: "writes the secrets of software tokens in lower case, as the model's pattern allows", set: onSuccess(func(object map[string]any) {
			if secret, told := object["SecretCode"].(string); told {
				object["SecretCode"] = strings.ToLower(secret)
			}
		}, "AssociateSoftwareToken")},
		{Name: "clock-ahead", Summary: "has its clock ahead by 25 seconds, and dates its answers by it", set: clockAhead},
		{Name: "token-code-mismatch", Summary: "answers a wrong code of a new token with CodeMismatchException", set: tokenCodeMismatch},
	}
}

// mfaParameters has change act on the parameters of second factors.
func mfaParameters(change func(*refpool.Challenge, map[string]string)) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.MFA.Parameters
		b.MFA.Parameters = func(ch *refpool.Challenge, operation string) map[string]string {
			parameters := before(ch, operation)
			change(ch, parameters)
			return parameters
		}
	}
}

// factorsOfTheGuide follows the steps by which the developer guide says that a pool
// decides, where they are not those of SetUserMFAPreference.
func factorsOfTheGuide(b *refpool.Behaviour) {
	b.MFA.Factors = func(p *refpool.Pool, u *refpool.User) []string {
		token := u.TOTP != nil && u.TOTP.Secret != "" && p.Config.SoftwareToken
		if p.Config.MFA != "ON" {
			if token && u.TOTP.Active {
				return []string{"SOFTWARE_TOKEN_MFA"}
			}
			return nil
		}
		var factors []string
		add := func(name string, there bool) {
			if there || name == u.PreferredMFA {
				factors = append(factors, name)
			}
		}
		add("SMS_MFA", p.Config.SMS && u.Attributes["phone_number"] != "" && p.Config.Recovery[0] != "verified_phone_number")
		add("SOFTWARE_TOKEN_MFA", token)
		add("EMAIL_OTP", p.Config.Email && u.Attributes["email"] != "" && p.Config.Recovery[0] != "verified_email")
		return factors
	}
}

// codeAfterSetUp takes MFA_SETUP for no proof of the factor.
func codeAfterSetUp(b *refpool.Behaviour) {
	before := b.MFA.Proves
	b.MFA.Proves = func(challenge string) bool { return challenge != "MFA_SETUP" && before(challenge) }
}

// setUpLater demands a second factor of users without one from their second sign-in on.
func setUpLater(b *refpool.Behaviour) {
	var lock sync.Mutex
	seen := map[*refpool.User]bool{}
	before := b.MFA.Demanded
	b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
		lock.Lock()
		defer lock.Unlock()
		if !seen[s.User] {
			seen[s.User] = true
			return len(factors) > 0 && before(p, s, factors)
		}
		return before(p, s, factors)
	}
}

// emailOnEveryDevice follows the one report about it.
func emailOnEveryDevice(b *refpool.Behaviour) {
	before := b.MFA.Suppressed
	b.MFA.Suppressed = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device, factors []string) bool {
		byEmail := slices.Equal(factors, []string{"EMAIL_OTP"}) || s.User.PreferredMFA == "EMAIL_OTP"
		return !byEmail && before(p, s, d, factors)
	}
}

// lateLock makes use of what AWS reserves: the lock is subject to change.
func lateLock(b *refpool.Behaviour) {
	const bearable = 20
	before := b.MFA.Lockout.Failed
	b.MFA.Lockout.Failed = func(l *refpool.Lockout, now time.Time) {
		if l.Failures < bearable-1 {
			l.Failures++
			return
		}
		before(l, now)
	}
}

func tokenCodeMismatch(b *refpool.Behaviour) {
	body, header := b.Wire.ErrorBody, b.Wire.ErrorHeader
	other := func(e *refpool.Exception) *refpool.Exception {
		if e.Name != "EnableSoftwareTokenMFAException" {
			return e
		}
		return &refpool.Exception{Name: "CodeMismatchException", Message: e.Message}
	}
	b.Wire.ErrorBody = func(e *refpool.Exception) any { return body(other(e)) }
	b.Wire.ErrorHeader = func(h http.Header, e *refpool.Exception) { header(h, other(e)) }
}

// clockAhead is the clock of a server that no other corrects: of software tokens, which
// tell it to the second, and of the answers' dates.
func clockAhead(b *refpool.Behaviour) {
	const ahead = 25 * time.Second
	before := b.MFA.CheckTOTP
	b.MFA.CheckTOTP = func(t *refpool.TOTP, code string, now time.Time) error { return before(t, code, now.Add(ahead)) }
	onReply(func(r *refpool.Reply) {
		r.Header.Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
	})(b)
}
