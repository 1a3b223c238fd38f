package faults

import (
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func issueFaults() []Fault {
	return []Fault{
		{
			Name: "no-metadata", Summary: "issues no device keys", Breaks: rules("DEV-NEW-01"), Also: rules("DEV-NEW-07", "AUTH-13", "POOL-02"), Seen: "emulators",
			set: due(func(*refpool.Pool, *refpool.SignIn) (bool, bool) { return false, true }),
		},
		{
			Name: "metadata-not-with-initiate-auth", Summary: "issues device keys with RespondToAuthChallenge alone", Breaks: rules("DEV-NEW-07"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) {
				return false, len(s.Passed) == 1 && s.Passed[0] == "PASSWORD"
			}),
		},
		{
			Name: "metadata-always", Summary: "issues a new device key even to a known device", Breaks: rules("DEV-NEW-05", "DEV-SRP-08"), Seen: "emulators",
			set: alwaysMetadata,
		},
		{
			Name: "device-key-plain-hex", Summary: "draws device keys without the dashes of a UUID", Breaks: rules("DEV-NEW-02"), Seen: "emulators",
			set: newKey(func(region string) string { return region + "_" + strings.ReplaceAll(uuid.NewString(), "-", "") }),
		},
		{
			Name: "device-key-other-region", Summary: "draws device keys of another region", Breaks: rules("DEV-NEW-02"), Seen: "emulators",
			set: newKey(func(string) string { return "local_" + uuid.NewString() }),
		},
		{
			Name: "device-key-constant", Summary: "gives every sign-in the same device key", Breaks: rules("DEV-NEW-04", "DEV-FORGET-04"), Also: rules("DEV-CONF-06", "REF-03", "DEV-FORGET-03", "ADM-08", "DEV-LIST-01", "DEV-SRP-15", "REF-05", "TRUST-03", "WIRE-02"),
			set: newKey(func(region string) string { return region + "_11111111-2222-4333-8444-555555555555" }),
		},
		{
			Name: "group-key-long", Summary: "draws group keys of 200 characters", Breaks: rules("DEV-NEW-03"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Issue.NewGroupKey = func(io.Reader) (string, error) { fired(); return strings.Repeat("-longer-", 25), nil }
			},
		},
		{
			Name: "no-device-claim", Summary: "leaves device_key out of access tokens", Breaks: rules("DEV-NEW-10", "DEV-NEW-12", "DEV-SRP-08", "REF-10"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool {
				_, there := claims["device_key"]
				delete(claims, "device_key")
				return there
			}),
		},
		{
			Name: "bare-device-claim", Summary: "puts the UUID alone into device_key", Breaks: rules("DEV-NEW-12"), Also: rules("DEV-SRP-08"), Seen: "the example in the documents",
			set: accessClaims(func(claims map[string]any) bool {
				key, there := claims["device_key"].(string)
				if there {
					_, claims["device_key"], _ = strings.Cut(key, "_")
				}
				return there
			}),
		},
		{
			Name: "issued-is-known", Summary: "takes an issued key for a registered device", Breaks: rules("DEV-NEW-11", "DEV-STAT-05", "ADM-10"), Also: rules("REF-03", "DEV-FORGET-01", "DEV-LIST-01", "POOL-03"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Known = func(d *refpool.Device) bool {
					if d != nil && !d.Confirmed {
						fired()
					}
					return d != nil
				}
				visible := b.Device.Visible
				b.Device.Visible = func(d *refpool.Device) bool { return visible(d) || !d.Confirmed }
			},
		},
	}
}

// alwaysMetadata issues a key beside the tokens of a known device. That sign-ins
// in the pool get keys at all shows in the claim.
func alwaysMetadata(b *refpool.Behaviour, fired func()) {
	onSuccess(func(object map[string]any) bool {
		result := member(object, "AuthenticationResult")
		token, _ := result["AccessToken"].(string)
		if !strings.Contains(claimsOf(token), `"device_key"`) || result["RefreshToken"] == nil || result["NewDeviceMetadata"] != nil {
			return false
		}
		result["NewDeviceMetadata"] = map[string]any{"DeviceKey": "us-east-1_" + uuid.NewString(), "DeviceGroupKey": "-00000000"}
		return true
	}, "InitiateAuth", "RespondToAuthChallenge", "AdminInitiateAuth", "AdminRespondToAuthChallenge")(b, fired)
}

func newKey(draw func(region string) string) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Issue.NewKey = func(region string, _ io.Reader) (string, error) { fired(); return draw(region), nil }
	}
}

// accessClaims changes the claims of access tokens.
func accessClaims(change func(map[string]any) bool) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Token.AccessClaims
		b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
			claims := before(p, g, at)
			if change(claims) {
				fired()
			}
			return claims
		}
	}
}

func confirmFaults() []Fault {
	return []Fault{
		{
			Name: "confirmation-as-text", Summary: "sends UserConfirmationNecessary as text", Breaks: rules("DEV-CONF-01"), Also: rules("WIRE-20", "POOL-02"),
			set: onSuccess(func(object map[string]any) bool { object["UserConfirmationNecessary"] = "no"; return true }, "ConfirmDevice"),
		},
		{Name: "confirmation-always-necessary", Summary: "wants every device confirmed by the user", Breaks: rules("DEV-CONF-02"), set: mustConfirm(true)},
		{Name: "confirmation-never-necessary", Summary: "wants no device confirmed by the user", Breaks: rules("DEV-CONF-03"), Seen: "emulators", set: mustConfirm(false)},
		{
			Name: "unknown-key-not-found", Summary: "answers a key never issued with ResourceNotFoundException", Breaks: rules("DEV-CONF-05"), Also: rules("DEV-CONF-06"),
			set: checkKey(func(p *refpool.Pool, d *refpool.Device) (error, bool) {
				return exception("ResourceNotFoundException", "Device does not exist."), p.Config.Device != nil && d == nil
			}),
		},
		{
			Name: "unissued-key-confirmed", Summary: "confirms keys that it never issued", Breaks: rules("DEV-CONF-05", "DEV-CONF-06"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				find := b.Device.Find
				b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device { return find(p, u, key) }
				checkKey(func(p *refpool.Pool, d *refpool.Device) (error, bool) {
					return errSwallow, p.Config.Device != nil && d == nil
				})(b, fired)
				onReply(func(r *refpool.Reply) bool {
					if !strings.Contains(string(r.Body), errSwallow.Error()) {
						return false
					}
					r.Status, r.Body = 200, []byte(`{"UserConfirmationNecessary":false}`)
					r.Header.Del("X-Amzn-Errortype")
					return true
				}, "ConfirmDevice")(b, func() {})
			},
		},
		{
			Name: "confirm-again", Summary: "confirms a device again", Breaks: rules("DEV-CONF-07"), Seen: "emulators",
			set: checkKey(func(_ *refpool.Pool, d *refpool.Device) (error, bool) { return nil, d != nil && d.Confirmed }),
		},
		{
			Name: "zero-prefix-refused", Summary: "refuses salts and verifiers that begin with 00", Chance: true, Breaks: rules("DEV-CONF-10"), Also: rules("DEV-CONF-01", "DEV-CONF-19", "DEV-SRP-06"),
			set: parseInteger(func(_ string, raw []byte) (error, bool) { return badInteger(), len(raw) > 0 && raw[0] == 0 }),
		},
		{
			Name: "negative-accepted", Summary: "takes negative salts and verifiers for positive ones", Breaks: rules("DEV-CONF-11"), Seen: "emulators",
			set: parseInteger(func(_ string, raw []byte) (error, bool) { return nil, len(raw) > 0 && raw[0]&0x80 != 0 }),
		},
		{
			Name: "salt-of-16-bytes", Summary: "refuses salts that have not 16 bytes", Breaks: rules("DEV-CONF-12"), Also: rules("DEV-CONF-19", "DEV-SRP-06"),
			set: parseInteger(func(member string, raw []byte) (error, bool) {
				return badInteger(), member == "Salt" && len(strings.TrimLeft(string(raw), "\x00")) != 16
			}),
		},
		{Name: "text-for-base64", Summary: "takes text that is not base64 for the bytes", Breaks: rules("DEV-CONF-13"), Seen: "emulators in JavaScript", set: textForBase64},
		{Name: "earlier-token-refused", Summary: "confirms a device with the token of its own sign-in alone", Breaks: rules("DEV-CONF-17"), Also: rules("TOK-07", "TOK-08"), set: ownTokenOnly},
		{
			Name: "non-minimal-refused", Summary: "refuses salts with more zeros than they need", Breaks: rules("DEV-CONF-19"), Also: rules("DEV-SRP-06"),
			set: parseInteger(func(_ string, raw []byte) (error, bool) {
				return badInteger(), len(raw) > 1 && raw[0] == 0 && raw[1]&0x80 == 0
			}),
		},
		{
			Name: "verifier-shown", Summary: "shows salt and verifier among a device's attributes", Breaks: rules("DEV-CONF-20"),
			set: attributes(func(d *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				if d.Salt == nil {
					return list
				}
				return append(list, refpool.Attribute{Name: "salt", Value: d.Salt.Text(16)}, refpool.Attribute{Name: "verifier", Value: d.Verifier.Text(16)})
			}),
		},
	}
}

// errSwallow marks a refusal that the reply turns into a success.
var errSwallow = exception("InvalidParameterException", "this refusal is swallowed")

func mustConfirm(necessary bool) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Confirm.UserMustConfirm = func(*refpool.Pool) bool { fired(); return necessary }
	}
}

// checkKey decides for some devices whether they may be confirmed.
func checkKey(decide func(*refpool.Pool, *refpool.Device) (refusal error, decided bool)) func(*refpool.Behaviour, func()) {
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
func parseInteger(decide func(member string, raw []byte) (refusal error, decided bool)) func(*refpool.Behaviour, func()) {
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

// claimsOf is the JSON of a token's claims, "" if it is no token.
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

// attributes changes what is told of a device.
func attributes(change func(d *refpool.Device, admin bool, list []refpool.Attribute) []refpool.Attribute) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Describe.Attributes
		b.Device.Describe.Attributes = func(p *refpool.Pool, u *refpool.User, d *refpool.Device, admin bool) []refpool.Attribute {
			fired()
			return change(d, admin, before(p, u, d, admin))
		}
	}
}

func statusFaults() []Fault {
	return []Fault{
		{
			Name: "remember-ignored", Summary: "does not remember a device that UpdateDeviceStatus says to remember", Breaks: rules("DEV-STAT-01", "DEV-STAT-03"), Also: rules("POOL-04", "TRUST-02", "ADM-03", "ADM-11", "POOL-13", "DEV-SRP-01", "ADM-01", "DEV-FORGET-01", "DEV-GET-01", "DEV-LIST-01", "MFA-09", "POOL-09"),
			set: setStatus(func(d *refpool.Device, status string) bool { return status == "remembered" && !d.Remembered }),
		},
		{
			Name: "unremember-ignored", Summary: "goes on remembering a device set to not_remembered", Breaks: rules("DEV-STAT-02", "DEV-STAT-10"),
			Also: rules("DEV-STAT-08", "DEV-GET-04", "DEV-LIST-01", "ADM-02", "ADM-03", "ADM-11", "POOL-07", "MFA-08"), Seen: "emulators",
			set: setStatus(func(_ *refpool.Device, status string) bool { return status == "not_remembered" }),
		},
		{
			Name: "unremember-drops-secret", Summary: "deletes the verifier of a device set to not_remembered", Breaks: rules("DEV-STAT-03"), Also: rules("ADM-03"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					before(d, status, now)
					if status == "not_remembered" {
						fired()
						d.Verifier = nil
					}
				}
			},
		},
		{
			Name: "status-toggles", Summary: "turns a status that is set again over", Breaks: rules("DEV-STAT-08"), Also: rules("ADM-03", "ADM-11", "DEV-CONF-10", "DEV-CONF-12", "DEV-CONF-14", "DEV-CONF-19", "DEV-CONF-20", "POOL-07"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					if (status == "remembered") == d.Remembered && status != "" {
						fired()
						d.Remembered = !d.Remembered
						return
					}
					before(d, status, now)
				}
			},
		},
		{
			Name: "always-means-always", Summary: "asks for a device set to not_remembered in an Always pool", Breaks: rules("DEV-STAT-10"), Also: rules("DEV-STAT-02", "DEV-STAT-08", "ADM-03", "MFA-08"), Seen: "emulators",
			set: asks(func(p *refpool.Pool, _ *refpool.SignIn, d *refpool.Device) (bool, bool) {
				return true, p.Config.Device != nil && !p.Config.Device.DeviceOnlyRememberedOnUserPrompt && d.Confirmed && !d.Remembered && d.Verifier != nil
			}),
		},
		{
			Name: "modified-date-stands", Summary: "does not move DeviceLastModifiedDate", Breaks: rules("DEV-STAT-11"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					modified := d.LastModified
					before(d, status, now)
					d.LastModified = modified
					fired()
				}
			},
		},
		{
			Name: "status-of-unknown-name", Summary: "answers UpdateDeviceStatus of an unknown key with InvalidParameterException", Breaks: rules("DEV-STAT-04", "DEV-FORGET-02"), Also: rules("DEV-STAT-05", "DEV-STAT-06", "DEV-FORGET-09"),
			set: unknown("InvalidParameterException", "UpdateDeviceStatus"),
		},
	}
}

// setStatus overlooks some changes of status.
func setStatus(overlooked func(d *refpool.Device, status string) bool) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.SetStatus
		b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
			if overlooked(d, status) {
				fired()
				status = ""
			}
			before(d, status, now)
		}
	}
}

// unknown names the refusal of an unknown key by some operations.
func unknown(name string, operations ...string) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Unknown
		b.Device.Unknown = func(operation string) error {
			for _, one := range operations {
				if one == operation {
					fired()
					return exception(name, "Device does not exist.")
				}
			}
			return before(operation)
		}
	}
}
