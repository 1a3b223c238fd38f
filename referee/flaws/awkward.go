package flaws

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/srp"
)

// Under lists the flaws that show in a pool that is awkward in the way of that name, and not
// in a usual one. Breaks are what they break there; Walk is "".
func Under(way string) []Flaw {
	switch way {
	case "stale-key":
		return []Flaw{named("missing-device-kept", "CLI-DEV-02"), laterUnconfirmed()}
	case "forgotten-midway":
		return []Flaw{laterUnconfirmed()}
	case "throttled":
		return []Flaw{ephemeralOfFailed()}
	case "expired-session":
		return []Flaw{ephemeralOfFailed(), codeAtOnce()}
	case "longest-session":
		return longSessionFlaws()
	case "long-tokens":
		return []Flaw{deviceBesideTokens()}
	case "signing-keys":
		return []Flaw{firstKeyTrusted()}
	case "extra-members":
		return []Flaw{named("members-strict", "CLI-AUTH-11")}
	case "reordered-members":
		return orderFlaws()
	case "absent-members":
		return absenceFlaws()
	case "short-srp-b", "short-salt":
		return zeroFlaws(way)
	case "select-mfa-type", "mfa-setup", "new-password-required":
		return userFlaws(way)
	}
	return nil
}

// named is a flaw of [All], which breaks some rules here.
func named(name string, breaks ...string) Flaw {
	all := All()
	flaw := all[slices.IndexFunc(all, func(f Flaw) bool { return f.Name == name })]
	flaw.Breaks, flaw.Also, flaw.Walk = breaks, nil, ""
	return flaw
}

// unconfirmed is a flaw that leaves some devices unconfirmed.
func unconfirmed(which func(w *attempt) bool) func(*Conduct) {
	return func(conduct *Conduct) {
		conduct.confirms = func(w *attempt, _ *Tokens) bool { return !which(w) }
	}
}

func laterUnconfirmed() Flaw {
	return Flaw{Name: "later-devices-unconfirmed", Summary: "confirms the first device that it is issued, and no other", Breaks: rules("CLI-CONF-01", "CLI-CONF-19"), set: func(conduct *Conduct) {
		issued := 0
		unconfirmed(func(*attempt) bool { issued++; return issued > 1 })(conduct)
	}}
}

func ephemeralOfFailed() Flaw {
	return Flaw{Name: "ephemeral-of-the-failed", Summary: "begins anew with the a of the sign-in that failed", Breaks: rules("CLI-SRP-05"), set: func(conduct *Conduct) {
		renew := keepEphemeral(conduct)
		stopping(func(_ *attempt, a *answer) bool {
			if a.AuthenticationResult != nil {
				renew()
			}
			return false
		})(conduct)
	}}
}

func codeAtOnce() Flaw {
	return Flaw{Name: "code-sent-at-once", Summary: "begins anew when a Session has expired, and sends the code before its password is proved", Breaks: rules("CLI-AUTH-01"), set: func(conduct *Conduct) {
		code, refused := "", false
		conduct.edit = func(_ *Client, k *call) {
			switch {
			case k.challenge() == "SOFTWARE_TOKEN_MFA":
				code = k.parameters()["SOFTWARE_TOKEN_MFA_CODE"]
			case k.challenge() == "PASSWORD_VERIFIER" && refused:
				refused = false
				k.body["ChallengeName"] = "SOFTWARE_TOKEN_MFA"
				k.body["ChallengeResponses"] = map[string]string{"USERNAME": k.parameters()["USERNAME"], "SOFTWARE_TOKEN_MFA_CODE": code}
			}
		}
		lost := conduct.lost
		conduct.lost = func(err error) bool {
			var refusal *RefusedError
			refused = refused || errors.As(err, &refusal) && strings.Contains(refusal.Message, "session")
			return lost(err)
		}
	}}
}

// longSessionFlaws keep a Session in something that takes no more than longSession.
func longSessionFlaws() []Flaw {
	const longSession = 2048 // characters
	long := func(keep int) func(*Conduct) {
		return editing(func(_ *Client, k *call) {
			if session, _ := k.body["Session"].(string); len(session) > longSession {
				k.body["Session"] = session[:keep]
			}
			if k.body["Session"] == "" {
				delete(k.body, "Session")
			}
		})
	}
	return []Flaw{
		{Name: "session-field-short", Summary: "keeps Sessions in a field of 2048 characters", Breaks: rules("CLI-AUTH-02"), set: long(longSession)},
		{Name: "session-cookie-refused", Summary: "keeps Sessions in a cookie, which the browser does not take if it is long", Breaks: rules("CLI-AUTH-01"), set: long(0)},
	}
}

func deviceBesideTokens() Flaw {
	const most = 12_000 // characters
	return Flaw{Name: "device-beside-tokens", Summary: "keeps the device in one record with the tokens, and loses both where it grows too long", Breaks: rules("CLI-DEV-01", "CLI-REF-01"), set: func(conduct *Conduct) {
		lost := false
		find, refresh := conduct.find, conduct.refresh
		conduct.find = func(c *Client, entered string) *Device {
			if lost {
				return nil
			}
			return find(c, entered)
		}
		conduct.refresh = func(c *Client, t *Tokens) *call {
			kept := *t
			if lost = len(t.Access)+len(t.ID)+len(t.Refresh) > most; lost {
				kept.Device = nil
			}
			return refresh(c, &kept)
		}
	}}
}

func firstKeyTrusted() Flaw {
	return Flaw{Name: "first-key-trusted", Summary: "takes an id token for forged if the first key of the JWKS did not sign it", Breaks: rules("CLI-CONF-19"), set: stopping(func(w *attempt, a *answer) bool {
		return a.AuthenticationResult != nil && keyOf(a.AuthenticationResult.IDToken) != w.c.firstKey()
	})}
}

// keyOf is the id of the key that signed a token; "" if it cannot be read.
func keyOf(token string) string {
	header, _, _ := strings.Cut(token, ".")
	var read struct{ Kid string }
	if raw, err := base64.RawURLEncoding.DecodeString(header); err != nil || json.Unmarshal(raw, &read) != nil {
		return ""
	}
	return read.Kid
}

// firstKey is the id of the first key of the JWKS; "" if there is none.
func (c *Client) firstKey() string {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, c.Pool.Endpoint+"/"+c.Pool.PoolID+"/.well-known/jwks.json", nil)
	if err != nil {
		return ""
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	var set struct{ Keys []struct{ Kid string } }
	if json.NewDecoder(io.LimitReader(response.Body, maxBody)).Decode(&set) != nil || len(set.Keys) == 0 {
		return ""
	}
	return set.Keys[0].Kid
}

// orderFlaws read answers as text, from the front to the end.
func orderFlaws() []Flaw {
	behind := func(first, member string) func(*Conduct) {
		return reading(func(text []byte) []byte {
			if at := bytes.Index(text, []byte(member)); at >= 0 && at < bytes.Index(text, []byte(first)) {
				return bytes.Replace(text, []byte(member), []byte(`"Overlooked"`), 1)
			}
			return text
		})
	}
	return []Flaw{
		{Name: "session-looked-for-behind", Summary: "looks for Session behind ChallengeName", Breaks: rules("CLI-AUTH-01"), set: behind(`"ChallengeName"`, `"Session"`)},
		{Name: "device-looked-for-behind", Summary: "looks for NewDeviceMetadata behind AccessToken", Breaks: rules("CLI-CONF-01", "CLI-CONF-19", "CLI-REF-01"), set: behind(`"AccessToken"`, `"NewDeviceMetadata"`)},
	}
}

// reading is a flaw that reads another text than was sent.
func reading(change func(text []byte) []byte) func(*Conduct) {
	return func(conduct *Conduct) { conduct.read = change }
}

// absenceFlaws take it that optional members are there.
func absenceFlaws() []Flaw {
	return []Flaw{
		{Name: "factor-told-by-parameters", Summary: "takes a request for a code that names no device for one of SMS", Breaks: rules("CLI-MFA-01"), set: responding([]string{"SOFTWARE_TOKEN_MFA"}, func(_ *Client, k *call, responses map[string]string) {
			if k.walk.newest().ChallengeParameters["FRIENDLY_DEVICE_NAME"] == "" {
				responses["SMS_MFA_CODE"] = responses["SOFTWARE_TOKEN_MFA_CODE"]
				delete(responses, "SOFTWARE_TOKEN_MFA_CODE")
			}
		})},
		{Name: "parameters-of-tokens-demanded", Summary: "stops at tokens without ChallengeParameters", Breaks: rules("CLI-CONF-19"), set: stopping(func(_ *attempt, a *answer) bool {
			return a.AuthenticationResult != nil && a.ChallengeParameters == nil
		})},
		{Name: "remembers-unless-told", Summary: "sets a device to remembered unless UserConfirmationNecessary is false", Breaks: rules("CLI-CONF-16"), set: reading(func(text []byte) []byte {
			if bytes.Equal(bytes.TrimSpace(text), []byte("{}")) {
				return []byte(`{"UserConfirmationNecessary": true}`)
			}
			return text
		})},
	}
}

// zeroFlaws copy numbers to the front of a field, and leave the zeros behind them.
func zeroFlaws(way string) []Flaw {
	copied := func(device bool, size int, number func(*srp.Challenge) *string) func(*Conduct) {
		return func(conduct *Conduct) {
			before := conduct.prove
			conduct.prove = func(w *attempt, id srp.Identity, ch srp.Challenge, timestamp string) (string, error) {
				if device == (w.newest().ChallengeName == "DEVICE_PASSWORD_VERIFIER") {
					digits := number(&ch)
					*digits += strings.Repeat("0", max(0, size-len(*digits)))
				}
				return before(w, id, ch, timestamp)
			}
		}
	}
	if way == "short-salt" {
		const digitsOfSalt = 32
		return []Flaw{{Name: "salt-at-the-front", Summary: "copies SALT to the front of sixteen bytes", Breaks: rules("CLI-SRP-11"), set: copied(false, digitsOfSalt, func(ch *srp.Challenge) *string { return &ch.Salt })}}
	}
	digitsOfN, B := len(srp.N().Text(16)), func(ch *srp.Challenge) *string { return &ch.B }
	return []Flaw{
		{Name: "public-value-at-the-front", Summary: "copies SRP_B to the front of as many bytes as N has, in the user's leg", Breaks: rules("CLI-SRP-11"), set: copied(false, digitsOfN, B)},
		{Name: "device-public-value-at-the-front", Summary: "copies SRP_B to the front of as many bytes as N has, in the device's leg", Breaks: rules("CLI-SRP-10"), set: copied(true, digitsOfN, B)},
	}
}

// OddDigitLost reads a number of the challenge, SRP_B or SALT, by two digits a byte. It breaks
// no rule that one exchange shows.
func OddDigitLost(number string) Flaw {
	return Flaw{Name: "odd-digit-lost", Summary: "loses the last digit of an odd number of them", set: func(conduct *Conduct) {
		before := conduct.prove
		conduct.prove = func(w *attempt, id srp.Identity, ch srp.Challenge, timestamp string) (string, error) {
			digits := map[string]*string{"SRP_B": &ch.B, "SALT": &ch.Salt}[number]
			*digits = (*digits)[:len(*digits)&^1]
			return before(w, id, ch, timestamp)
		}
	}}
}

// userFlaws do not reckon with a challenge that few users get.
func userFlaws(way string) []Flaw {
	after := func(challenge string) func(*Conduct) {
		return unconfirmed(func(w *attempt) bool {
			return slices.ContainsFunc(w.past, func(a *answer) bool { return a.ChallengeName == challenge })
		})
	}
	switch way {
	case "mfa-setup":
		return []Flaw{
			named("set-up-session-of-challenge", "CLI-MFA-04"), named("verify-session-of-challenge", "CLI-MFA-05"),
			{Name: "device-of-set-up-left", Summary: "confirms no device that is issued after MFA_SETUP", Breaks: rules("CLI-CONF-02", "CLI-CONF-19"), set: after("MFA_SETUP")},
		}
	case "new-password-required":
		return []Flaw{
			{Name: "new-password-misnamed", Summary: "sends a new password as PASSWORD", Breaks: rules("CLI-AUTH-09"), set: responding([]string{"NEW_PASSWORD_REQUIRED"}, func(_ *Client, _ *call, responses map[string]string) {
				responses["PASSWORD"] = responses["NEW_PASSWORD"]
				delete(responses, "NEW_PASSWORD")
			})},
			{Name: "device-of-new-password-left", Summary: "confirms no device that is issued after NEW_PASSWORD_REQUIRED", Breaks: rules("CLI-CONF-03", "CLI-CONF-19"), set: after("NEW_PASSWORD_REQUIRED")},
		}
	}
	return []Flaw{
		named("factor-not-offered", "CLI-MFA-03"),
		{Name: "choice-taken-for-code", Summary: "answers SELECT_MFA_TYPE as SOFTWARE_TOKEN_MFA", Breaks: rules("CLI-AUTH-04"), set: responding([]string{"SELECT_MFA_TYPE"}, func(_ *Client, k *call, responses map[string]string) {
			k.body["ChallengeName"] = "SOFTWARE_TOKEN_MFA"
			responses["SOFTWARE_TOKEN_MFA_CODE"] = "123456"
			delete(responses, "ANSWER")
		})},
	}
}
