package faults

import (
	"encoding/base64"
	"errors"
	"math/big"
	"strings"

	"github.com/cogbench/cogbench/refpool"
)

func confirmFaults() []Fault {
	return []Fault{
		{
			Name: "confirmation-as-text", Summary: "sends UserConfirmationNecessary as a string", Breaks: rules("DEV-CONF-01"), Also: rules("WIRE-20", "POOL-02", "MFA-24", "DEV-NEW-09", "DEV-NEW-15"),
			set: onSuccess(func(object map[string]any) bool { object["UserConfirmationNecessary"] = "no"; return true }, "ConfirmDevice"),
		},
		{
			Name: "confirm-without-key", Summary: "answers ConfirmDevice without a DeviceKey as if it had confirmed a device", Breaks: rules("DEV-CONF-04"), Also: rules("DEV-CONF-22", "WIRE-11", "WIRE-16"),
			set: swallow("null at 'deviceKey'"),
		},
		{
			Name: "scope-unchecked", Summary: "lets access tokens without the scope for self-service do everything", Breaks: rules("DEV-CONF-09"), Also: rules("PWD-21"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Use.InScope
				b.Token.Use.InScope = func(scope string) bool {
					if !before(scope) {
						fired()
					}
					return true
				}
			},
		},
		{
			Name: "confirmed-under-alias", Summary: "confirms the device of a sign-in whose code came under an alias", Breaks: rules("DEV-CONF-23"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Issue.Confirmable = func(s *refpool.SignIn) bool {
					if s.Alias {
						fired()
					}
					return true
				}
			},
		},
		{Name: "confirmation-always-necessary", Summary: "says of every device that the user must confirm it", Breaks: rules("DEV-CONF-02"), set: mustConfirm(true)},
		{Name: "confirmation-never-necessary", Summary: "says of no device that the user must confirm it", Breaks: rules("DEV-CONF-03"), Seen: "emulators", set: mustConfirm(false)},
		{
			Name: "unknown-key-not-found", Summary: "rejects a key that was never issued with ResourceNotFoundException", Breaks: rules("DEV-CONF-05"), Also: rules("DEV-CONF-06"),
			set: checkKey(func(p *refpool.Pool, d *refpool.Device) (error, bool) {
				return exception("ResourceNotFoundException", "Device does not exist."), p.Config.Device != nil && d == nil
			}),
		},
		{
			Name: "unissued-key-confirmed", Summary: "confirms keys that it never issued", Breaks: rules("DEV-CONF-05", "DEV-CONF-06"), Also: rules("DEV-FORGET-05"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				checkKey(func(p *refpool.Pool, d *refpool.Device) (error, bool) {
					return errSwallow, p.Config.Device != nil && d == nil
				})(b, fired)
				swallow(swallowed)(b, func() {})
			},
		},
		{
			Name: "confirm-again", Summary: "lets a confirmed device be confirmed again", Breaks: rules("DEV-CONF-07"), Seen: "emulators",
			set: checkKey(func(_ *refpool.Pool, d *refpool.Device) (error, bool) { return nil, d != nil && d.Confirmed }),
		},
		{
			Name: "zero-prefix-refused", Summary: "rejects salts and verifiers that begin with 00", Chance: true, Breaks: rules("DEV-CONF-10"), Also: rules("DEV-CONF-01", "DEV-SRP-06"),
			set: parseInteger(func(_ string, raw []byte) (error, bool) { return badInteger(), len(raw) > 0 && raw[0] == 0 }),
		},
		{
			Name: "negative-accepted", Summary: "accepts negative salts and verifiers as positive ones", Breaks: rules("DEV-CONF-11"), Seen: "emulators",
			set: parseInteger(func(_ string, raw []byte) (error, bool) { return nil, len(raw) > 0 && raw[0]&0x80 != 0 }),
		},
		{
			Name: "salt-of-16-bytes", Summary: "rejects salts of more than 16 bytes", Breaks: rules("DEV-CONF-12"),
			set: parseInteger(func(member string, raw []byte) (error, bool) {
				return badInteger(), member == "Salt" && len(strings.TrimLeft(string(raw), "\x00")) > 16
			}),
		},
		{Name: "text-for-base64", Summary: "uses text that is not base64 as the bytes themselves", Breaks: rules("DEV-CONF-13"), Seen: "emulators in JavaScript", set: textForBase64},
		{Name: "earlier-token-refused", Summary: "confirms a device only with the token of its own sign-in", Breaks: rules("DEV-CONF-17"), Also: rules("TOK-07", "TOK-08"), set: ownTokenOnly},
		{
			Name: "verifier-shown", Summary: "shows salt and verifier among the device's attributes", Breaks: rules("DEV-CONF-20"),
			set: attributes(func(d *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				if d.Salt == nil {
					return list
				}
				return append(list, refpool.Attribute{Name: "salt", Value: d.Salt.Text(16)}, refpool.Attribute{Name: "verifier", Value: d.Verifier.Text(16)})
			}),
		},
	}
}

// swallowed is the text of a refusal that the reply turns into a success.
const swallowed = "this refusal is swallowed"

var errSwallow = exception("InvalidParameterException", swallowed)

// swallow answers ConfirmDevice with success where it is refused with the text.
func swallow(text string) replacement {
	return onReply(func(r *refpool.Reply) bool {
		if !strings.Contains(string(r.Body), text) {
			return false
		}
		r.Status, r.Body = 200, []byte(`{"UserConfirmationNecessary":false}`)
		r.Header.Del("X-Amzn-Errortype")
		return true
	}, "ConfirmDevice")
}

func mustConfirm(necessary bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Confirm.UserMustConfirm = func(*refpool.Pool) bool { fired(); return necessary }
	}
}

// checkKey decides for some devices whether they may be confirmed.
func checkKey(decide func(*refpool.Pool, *refpool.Device) (refusal error, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Confirm.Check
		b.Device.Confirm.Check = func(p *refpool.Pool, d *refpool.Device) error {
			if refusal, decided := decide(p, d); decided {
				fired()
				return refusal
			}
			return before(p, d)
		}
	}
}

func badInteger() error {
	return exception("InvalidParameterException", "The number is not in the form expected.")
}

// parseInteger decides for some salts and verifiers whether they are accepted.
func parseInteger(decide func(member string, raw []byte) (refusal error, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Confirm.ParseInteger
		b.Device.Confirm.ParseInteger = func(member, text string) (*big.Int, error) {
			raw, err := base64.StdEncoding.DecodeString(text)
			if err != nil {
				return before(member, text)
			}
			if refusal, decided := decide(member, raw); decided {
				fired()
				return new(big.Int).SetBytes(raw), refusal
			}
			return before(member, text)
		}
	}
}

func textForBase64(b *refpool.Behaviour, fired func()) {
	before := b.Device.Confirm.ParseInteger
	b.Device.Confirm.ParseInteger = func(member, text string) (*big.Int, error) {
		n, err := before(member, text)
		if refused := new(refpool.Exception); errors.As(err, &refused) && !strings.Contains(refused.Message, "negative") && text != "" {
			fired()
			return new(big.Int).SetBytes([]byte(text)), nil
		}
		return n, err
	}
}

func ownTokenOnly(b *refpool.Behaviour, fired func()) {
	refuseBodyWith("ConfirmDevice", exception("InvalidParameterException", "Invalid device key given."), func(body map[string]any) bool {
		token, _ := body["AccessToken"].(string)
		claims := claimsOf(token)
		key, _ := body["DeviceKey"].(string)
		return claims != "" && key != "" && !strings.Contains(claims, key)
	})(b, fired)
}

// claimsOf is the JSON of a token's claims, "" if it is not a token.
func claimsOf(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	return string(claims)
}

// attributes changes the attributes of devices.
func attributes(change func(d *refpool.Device, admin bool, list []refpool.Attribute) []refpool.Attribute) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Describe.Attributes
		b.Device.Describe.Attributes = func(p *refpool.Pool, u *refpool.User, d *refpool.Device, admin bool) []refpool.Attribute {
			fired()
			return change(d, admin, before(p, u, d, admin))
		}
	}
}
