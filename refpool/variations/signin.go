package variations

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func signIns() []Variation {
	return []Variation{
		{Name: "session-with-password-verifier", Summary: "sends a Session with every PASSWORD_VERIFIER, as the guide prints it", set: func(b *refpool.Behaviour) {
			b.Auth.Sessions.Sent = func(string, string) bool { return true }
		}},
		{Name: "session-not-needed", Summary: "takes PASSWORD_VERIFIER of USER_AUTH without its Session", set: func(b *refpool.Behaviour) {
			b.Auth.Sessions.Needed = func(string, string) bool { return false }
		}},
		{Name: "no-alias-in-responses", Summary: "rejects an alias as USERNAME of a challenge response", set: func(b *refpool.Behaviour) {
			before := b.Auth.Sessions.OfUser
			b.Auth.Sessions.OfUser = func(ch *refpool.Challenge, u *refpool.User, name string) bool {
				return before(ch, u, name) && (u == nil || name == u.Username || name == u.Sub)
			}
		}},
		{Name: "wrong-hash-in-new-words", Summary: "says that the SecretHash does not match for the client", set: reword(func(text string) string {
			if id, found := strings.CutPrefix(text, "Unable to verify secret hash for client "); found {
				return "SecretHash does not match for the client: " + id
			}
			return text
		})},
		{Name: "missing-hash-with-full-stop", Summary: "ends the text for a missing SECRET_HASH with a full stop", set: reword(func(text string) string {
			if strings.HasSuffix(text, "SECRET_HASH was not received") {
				return text + "."
			}
			return text
		})},
		{Name: "wrong-password-without-full-stop", Summary: "ends the text for a wrong password without a full stop", set: reword(func(text string) string {
			if text == "Incorrect username or password." {
				return strings.TrimSuffix(text, ".")
			}
			return text
		})},
		{Name: "lock-after-ten", Summary: "locks a user out after ten failures, for half an hour", set: func(b *refpool.Behaviour) {
			const many, long = 10, 30 * time.Minute
			b.Auth.Lockout.Failed = func(l *refpool.Lockout, now time.Time) {
				if l.Failures++; l.Failures >= many {
					l.Until = now.Add(long)
				}
			}
		}},
		{Name: "encoded-data-read", Summary: "refuses EncodedData that is not base64 of JSON, as libraries write it", set: readEncodedData},
		{Name: "passkeys-offered", Summary: "offers WEB_AUTHN among the first factors, and lists them in another order", set: offered(func(_ *refpool.User, factors []string) []string {
			factors = append(factors, "WEB_AUTHN")
			slices.Reverse(factors)
			return factors
		})},
		{Name: "nobody-has-a-password", Summary: "offers PASSWORD alone to users who do not exist", set: offered(func(u *refpool.User, factors []string) []string {
			if u == nil {
				return []string{"PASSWORD"}
			}
			return factors
		})},
		{Name: "no-device-in-choice", Summary: "asks for no device in USER_AUTH, and for the second factor instead", set: follows(func(s *refpool.SignIn) bool { return s.Flow != "USER_AUTH" })},
		{Name: "device-after-any-factor", Summary: "asks for the device after one-time passwords too", set: follows(func(*refpool.SignIn) bool { return true })},
		{Name: "no-metadata-in-choice", Summary: "issues no device keys in USER_AUTH", set: due(func(s *refpool.SignIn) bool { return s.Flow != "USER_AUTH" })},
	}
}

func readEncodedData(b *refpool.Behaviour) {
	before := b.Wire.Accept
	b.Wire.Accept = func(operation string, body []byte) error {
		var in struct{ UserContextData, ContextData struct{ EncodedData string } }
		_ = json.Unmarshal(body, &in) // what cannot be read has none
		for _, text := range []string{in.UserContextData.EncodedData, in.ContextData.EncodedData} {
			if data, err := base64.StdEncoding.DecodeString(text); text != "" && (err != nil || !json.Valid(data)) {
				return &refpool.Exception{Name: "InvalidParameterException", Message: "EncodedData cannot be read."}
			}
		}
		return before(operation, body)
	}
}

// resets are ways to recover an account, and to hide who has none.
func resets() []Variation {
	return []Variation{
		{Name: "forgot-of-nobody-refused", Summary: "rejects ForgotPassword of a hidden user with InvalidParameterException", set: nobodyResets},
		{Name: "forgot-without-delivery", Summary: "answers ForgotPassword without CodeDeliveryDetails, and rejects it of a hidden user", set: func(b *refpool.Behaviour) {
			nobodyResets(b)
			onSuccess(func(object map[string]any) { delete(object, "CodeDeliveryDetails") }, "ForgotPassword")(b)
		}},
		{Name: "texts-need-a-role", Summary: "sends no text messages of pools without SmsConfiguration: mails codes of ForgotPassword instead, and offers no SMS_OTP", set: textsNeedRole},
		{Name: "reset-code-burnt", Summary: "refuses the sixth wrong code of a reset with LimitExceededException, and every code from then on as an expired one", set: resetCodeBurnt},
		{Name: "passwords-of-six", Summary: "rejects a password of fewer than six characters with InvalidParameterException, as models bound it once", set: passwordsOfSix},
		{Name: "nobody-in-upper-case", Summary: "writes the ids of users who do not exist as UUIDs in upper case", set: func(b *refpool.Behaviour) {
			before := b.Auth.SimulatedUser
			b.Auth.SimulatedUser = func(secret []byte, name string) (string, *big.Int) {
				id, salt := before(secret, name)
				return strings.ToUpper(id), salt
			}
		}},
		{Name: "codes-of-zeros", Summary: "sends 000000 for every code, as servers do that write to nobody", set: func(b *refpool.Behaviour) {
			b.Auth.NewCode = func(io.Reader) (string, error) { return "000000", nil }
		}},
	}
}

// stepsOfSignIn are ways to lead through a sign-in.
func stepsOfSignIn() []Variation {
	return []Variation{
		{Name: "challenge-spent-by-any-answer", Summary: "ends a challenge with the first answer to it, right or wrong", set: func(b *refpool.Behaviour) {
			b.Auth.Sessions.SpentBy = func(*refpool.Challenge, error) bool { return true }
		}},
		{Name: "password-verifier-for-seconds", Summary: "takes the answer to PASSWORD_VERIFIER for ten seconds", set: func(b *refpool.Behaviour) {
			before := b.Auth.Sessions.Life
			b.Auth.Sessions.Life = func(client *refpool.Client, challenge string) time.Duration {
				if challenge == "PASSWORD_VERIFIER" {
					return 10 * time.Second
				}
				return before(client, challenge)
			}
		}},
		{Name: "password-verifier-by-id-alone", Summary: "sends PASSWORD_VERIFIER without USERNAME", set: func(b *refpool.Behaviour) {
			before := b.Auth.SRP.Parameters
			b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
				parameters = before(ch, parameters)
				if ch.Name == "PASSWORD_VERIFIER" {
					delete(parameters, "USERNAME")
				}
				return parameters
			}
		}},
		{Name: "flows-not-supported", Summary: "says of a flow that the client does not allow that it is not supported, in a NotAuthorizedException", set: func(b *refpool.Behaviour) {
			before := b.Auth.FlowAllowed
			b.Auth.FlowAllowed = func(client *refpool.Client, flow string, admin bool) error {
				if before(client, flow, admin) == nil {
					return nil
				}
				return &refpool.Exception{Name: "NotAuthorizedException", Message: "The auth flow " + flow + " is not supported."}
			}
		}},
		{Name: "session-needed-at-every-step", Summary: "sends a Session with every challenge, and demands it back", set: func(b *refpool.Behaviour) {
			b.Auth.Sessions.Sent = func(string, string) bool { return true }
			b.Auth.Sessions.Needed = func(string, string) bool { return true }
		}},
	}
}

// textsNeedRole has pools send text messages by the role of their SmsConfiguration alone.
func textsNeedRole(b *refpool.Behaviour) {
	texts := func(p *refpool.Pool) bool { return p.Config.Raw["SmsConfiguration"] != nil }
	medium, choice := b.Auth.Passwords.Medium, b.Auth.Choice.Offered
	b.Auth.Passwords.Medium = func(p *refpool.Pool, u *refpool.User) (string, error) {
		by, err := medium(p, u)
		switch {
		case by != "SMS" || texts(p):
			return by, err
		case u.Attributes["email_verified"] == "true" && slices.Contains(p.Config.Recovery, "verified_email"):
			return "EMAIL", nil
		}
		return "", &refpool.Exception{Name: "InvalidParameterException", Message: "The user pool has no role to send text messages with."}
	}
	b.Auth.Choice.Offered = func(p *refpool.Pool, u *refpool.User) []string {
		return slices.DeleteFunc(choice(p, u), func(factor string) bool { return factor == "SMS_OTP" && !texts(p) })
	}
}

// resetCodeBurnt ends a code with the limit.
func resetCodeBurnt(b *refpool.Behaviour) {
	const borne = 5
	b.Auth.Passwords.TooMany = func(failures int) error {
		switch {
		case failures < borne:
			return nil
		case failures == borne:
			return &refpool.Exception{Name: "LimitExceededException", Message: "Attempt limit exceeded, please try after some time."}
		}
		return &refpool.Exception{Name: "ExpiredCodeException", Message: "Invalid code provided, please request a code again."}
	}
}

// passwordsOfSix tests the length before the policy.
func passwordsOfSix(b *refpool.Behaviour) {
	const shortest = 6
	before := b.Auth.Passwords.Check
	b.Auth.Passwords.Check = func(p *refpool.Pool, password string) error {
		if len(password) < shortest {
			return &refpool.Exception{Name: "InvalidParameterException", Message: "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6"}
		}
		return before(p, password)
	}
}

// nobodyResets refuses to send a code to who does not exist.
func nobodyResets(b *refpool.Behaviour) {
	b.Auth.Passwords.Nobody = func() error {
		return &refpool.Exception{Name: "InvalidParameterException", Message: "Cannot reset password for the user as there is no registered/verified email or phone_number"}
	}
}

// reword changes the texts of exceptions.
func reword(change func(text string) string) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		body := b.Wire.ErrorBody
		b.Wire.ErrorBody = func(e *refpool.Exception) any {
			return body(&refpool.Exception{Name: e.Name, Message: change(e.Message)})
		}
	}
}

// offered changes the first factors of USER_AUTH.
func offered(change func(u *refpool.User, factors []string) []string) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Auth.Choice.Offered
		b.Auth.Choice.Offered = func(p *refpool.Pool, u *refpool.User) []string {
			return change(u, slices.Clone(before(p, u)))
		}
	}
}

// follows has a device follow some sign-ins.
func follows(may func(s *refpool.SignIn) bool) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) { b.Device.SignIn.Follows = may }
}

// due has some sign-ins get no device key.
func due(may func(s *refpool.SignIn) bool) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Device.Issue.Due
		b.Device.Issue.Due = func(p *refpool.Pool, s *refpool.SignIn) bool { return may(s) && before(p, s) }
	}
}
