package faults

import (
	"crypto/hmac"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func deviceProofFaults() []Fault {
	return []Fault{
		{
			Name: "device-never-asked", Summary: "never authenticates a device", Breaks: rules("DEV-SRP-01"), Seen: "emulators",
			Also: append(withoutDeviceProof(), "POOL-05", "POOL-08", "POOL-09", "TRUST-01", "TRUST-02", "DEV-SRP-14", "AUTH-12", "DEV-CONF-14", "SRP-14"),
			set:  asks(func(*refpool.Pool, *refpool.SignIn, *refpool.Device) (bool, bool) { return false, true }),
		},
		{
			Name: "device-key-optional", Summary: "accepts DEVICE_SRP_AUTH without DEVICE_KEY", Breaks: rules("DEV-SRP-03"), Also: rules("DEV-SRP-27"),
			set: func(b *refpool.Behaviour, fired func()) {
				required := b.Auth.Required
				b.Auth.Required = func(step string) []string {
					if step == "DEVICE_SRP_AUTH" {
						fired()
						return rules("USERNAME", "SRP_A")
					}
					return required(step)
				}
				b.Device.SignIn.SameKey = func(*refpool.Challenge, string) bool { return true }
			},
		},
		{
			Name: "no-secret-block-for-device", Summary: "omits SECRET_BLOCK from DEVICE_PASSWORD_VERIFIER", Breaks: rules("DEV-SRP-04"), Also: slices.Concat(withoutDeviceProof(), signsInWithDevice(), rules("DEV-SRP-14", "DEV-CONF-14", "AUTH-09", "DEV-NEW-05", "POOL-09", "SRP-08", "SRP-13", "SRP-19")),
			set: dropParameter("DEVICE_PASSWORD_VERIFIER", "SECRET_BLOCK"),
		},
		{
			Name: "no-salt-for-device", Summary: "omits SALT from DEVICE_PASSWORD_VERIFIER", Breaks: rules("DEV-SRP-05"), Also: slices.Concat(withoutDeviceProof(), signsInWithDevice(), rules("DEV-SRP-06", "DEV-SRP-14", "DEV-NEW-05", "POOL-09", "SRP-08")),
			set: dropParameter("DEVICE_PASSWORD_VERIFIER", "SALT"),
		},
		{
			Name: "device-proof-refused", Summary: "rejects every device proof", Breaks: rules("DEV-SRP-07"), Also: slices.Concat(withoutDeviceProof(), signsInWithDevice(), rules("DEV-SRP-14", "DEV-NEW-05", "POOL-09", "SRP-08")),
			set: checkProof(func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) {
				return exception("NotAuthorizedException", "Incorrect username or password."), ch.DeviceKey != ""
			}),
		},
		{
			Name: "device-proof-name", Summary: "rejects a wrong device proof with ResourceNotFoundException", Breaks: rules("DEV-SRP-09"), Also: rules("DEV-CONF-14", "SRP-17"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.SRP.CheckProof
				b.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
					err := before(ch, claim)
					if err != nil && ch.DeviceKey != "" {
						fired()
						return exception("ResourceNotFoundException", "Device does not exist.")
					}
					return err
				}
			},
		},
		{
			Name: "signature-prefix", Summary: "compares only the first 8 bytes of a signature", Breaks: rules("DEV-SRP-10"),
			set: otherLeg("", func(expected, sent []byte) bool { return len(sent) >= 8 && hmac.Equal(expected[:8], sent[:8]) }),
		},
		{
			Name: "any-device-proof", Summary: "accepts every device proof", Breaks: rules("DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "DEV-CONF-14", "SEC-05"), Also: rules("SRP-20", "SEC-04", "SRP-17"), Seen: "emulators",
			Fakes: rules("SRP-05", "SRP-08", "DEV-SRP-07"),
			set:   checkProof(func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) { return nil, ch.DeviceKey != "" }),
		},
		{Name: "device-alone", Summary: "signs a device in without a first factor", Breaks: rules("DEV-SRP-13"), Also: rules("DEV-SRP-12"), Seen: "emulators", set: deviceAlone},
		{
			Name: "no-name-for-device", Summary: "omits USERNAME from DEVICE_PASSWORD_VERIFIER", Breaks: rules("DEV-SRP-28"),
			set: dropParameter("DEVICE_PASSWORD_VERIFIER", "USERNAME"),
		},
		{
			Name: "device-of-one-flow", Summary: "does not ask for a device of a password flow in USER_SRP_AUTH", Breaks: rules("DEV-SRP-29"), set: deviceOfOneFlow,
		},
		{
			Name: "custom-challenge-with-key-refused", Summary: "rejects DEVICE_KEY in the response to CUSTOM_CHALLENGE", Breaks: rules("DEV-SRP-30"), Also: rules("DEV-SRP-22", "DEV-SRP-31"),
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool {
				return body["ChallengeName"] == "CUSTOM_CHALLENGE" && member(body, "ChallengeResponses")["DEVICE_KEY"] != nil
			}),
		},
		{
			Name: "new-password-with-key-refused", Summary: "rejects DEVICE_KEY in the response to NEW_PASSWORD_REQUIRED", Breaks: rules("DEV-SRP-30"),
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool {
				return body["ChallengeName"] == "NEW_PASSWORD_REQUIRED" && member(body, "ChallengeResponses")["DEVICE_KEY"] != nil
			}),
		},
		{
			Name: "custom-challenge-key-ignored", Summary: "ignores a DEVICE_KEY that first comes with the response to CUSTOM_CHALLENGE", Breaks: rules("DEV-SRP-31"), Seen: "emulators",
			set: ignoreKey(func(step string) bool { return step == "CUSTOM_CHALLENGE" }),
		},
		{
			Name: "unknown-device-name", Summary: "rejects an unknown DEVICE_KEY at sign-in with NotAuthorizedException", Breaks: rules("DEV-SRP-16", "DEV-FORGET-03"), Also: rules("DEV-SRP-17"), Seen: "emulators",
			set: unknown("NotAuthorizedException", "InitiateAuth", "RespondToAuthChallenge", "AdminInitiateAuth", "AdminRespondToAuthChallenge"),
		},
		{
			Name: "confirmed-is-asked", Summary: "authenticates a device that is confirmed but not remembered", Breaks: rules("DEV-SRP-20"), Also: rules("DEV-STAT-02", "DEV-STAT-08", "DEV-STAT-10", "POOL-04", "DEV-CONF-03", "ADM-03", "POOL-07", "TRUST-02", "MFA-08"), Seen: "emulators",
			set: asks(func(_ *refpool.Pool, _ *refpool.SignIn, d *refpool.Device) (bool, bool) {
				return true, d.Confirmed && !d.Remembered && d.Verifier != nil
			}),
		},
		{
			Name: "password-flow-skips-device", Summary: "does not authenticate devices in USER_PASSWORD_AUTH", Breaks: rules("DEV-SRP-21"), Also: rules("DEV-SRP-14"), Seen: "emulators",
			set: asks(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device) (bool, bool) {
				return false, s.Flow == "USER_PASSWORD_AUTH"
			}),
		},
		{
			Name: "custom-flow-skips-device", Summary: "does not authenticate devices in CUSTOM_AUTH", Breaks: rules("DEV-SRP-22"), Seen: "emulators",
			set: asks(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device) (bool, bool) {
				return false, s.Flow == "CUSTOM_AUTH"
			}),
		},
		{
			Name: "device-after-mfa-refused", Summary: "rejects a DEVICE_KEY that first comes with the code", Breaks: rules("DEV-SRP-23", "MFA-08"), Also: rules("POOL-07", "DEV-STAT-02", "DEV-SRP-20", "ADM-03", "DEV-CONF-03", "DEV-STAT-10", "POOL-04", "POOL-06", "TRUST-02"),
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool {
				given := member(body, "ChallengeResponses")
				return given["DEVICE_KEY"] != nil && given["SOFTWARE_TOKEN_MFA_CODE"] != nil && body["UserContextData"] == nil
			}),
		},
		{
			Name: "authenticated-date-stands", Summary: "does not update DeviceLastAuthenticatedDate", Breaks: rules("DEV-SRP-24"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.SignIn.Authenticated = func(*refpool.Device, string, time.Time) { fired() }
			},
		},
		{Name: "refusal-is-signing-in", Summary: "updates DeviceLastAuthenticatedDate when it refuses a device's proof", Breaks: rules("DEV-SRP-24"), set: datedByRefusal},
		{
			Name: "reading-is-signing-in", Summary: "updates DeviceLastAuthenticatedDate when a device is read", Breaks: rules("TRUST-03"), Also: rules("DEV-SRP-24"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Describe.Attributes
				b.Device.Describe.Attributes = func(p *refpool.Pool, u *refpool.User, d *refpool.Device, admin bool) []refpool.Attribute {
					fired()
					d.LastAuthenticated = time.Now().Add(p.ClockOffset)
					return before(p, u, d, admin)
				}
			},
		},
		{
			Name: "remembered-expires", Summary: "stops remembering a device after 45 days", Breaks: rules("TRUST-01"),
			set: asks(func(p *refpool.Pool, _ *refpool.SignIn, d *refpool.Device) (bool, bool) {
				return false, time.Now().Add(p.ClockOffset).Sub(d.LastModified) > 45*24*time.Hour
			}),
		},
		{Name: "old-device-deleted", Summary: "deletes a device after 45 days, and signs in without one where DEVICE_KEY is unknown", Breaks: rules("TRUST-01"), Also: rules("TRUST-03"), set: oldIsDeleted},
		{Name: "third-proof-passes", Summary: "accepts the third wrong proof for a device", Breaks: rules("SEC-05"), Also: rules("SRP-20"), set: thirdPasses},
	}
}

// datedByRefusal dates a device whose proof was refused when it is next looked for.
func datedByRefusal(b *refpool.Behaviour, fired func()) {
	var refused sync.Map // keys
	check, find := b.Auth.SRP.CheckProof, b.Device.Find
	b.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
		err := check(ch, claim)
		if err != nil && ch.DeviceKey != "" {
			refused.Store(ch.DeviceKey, true)
		}
		return err
	}
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		d := find(p, u, key)
		if _, was := refused.LoadAndDelete(key); was && d != nil {
			fired()
			d.LastAuthenticated = time.Now().Add(p.ClockOffset)
		}
		return d
	}
}

// oldIsDeleted deletes a device when it is next looked for.
func oldIsDeleted(b *refpool.Behaviour, fired func()) {
	find, unknown := b.Device.Find, b.Device.Unknown
	b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
		d := find(p, u, key)
		if d == nil || time.Now().Add(p.ClockOffset).Sub(d.Created) <= 45*24*time.Hour {
			return d
		}
		fired()
		delete(u.Devices, key)
		return nil
	}
	b.Device.Unknown = func(operation string) error {
		if strings.HasSuffix(operation, "InitiateAuth") || strings.HasSuffix(operation, "RespondToAuthChallenge") {
			return nil
		}
		return unknown(operation)
	}
}

// deviceOfOneFlow remembers the flow in which a user last got a device.
func deviceOfOneFlow(b *refpool.Behaviour, fired func()) {
	var flows sync.Map
	due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) {
		if s.DeviceKey == "" {
			flows.Store(s.User, s.Flow)
		}
		return false, false
	})(b, func() {})
	asks(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device) (bool, bool) {
		flow, _ := flows.Load(s.User)
		return false, s.Flow == "USER_SRP_AUTH" && flow == "USER_PASSWORD_AUTH"
	})(b, fired)
}

// checkProof decides on some proofs unseen.
func checkProof(decide func(*refpool.Challenge, refpool.Claim) (refusal error, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.SRP.CheckProof
		b.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
			if refusal, decided := decide(ch, claim); decided {
				fired()
				return refusal
			}
			return before(ch, claim)
		}
	}
}

func deviceAlone(b *refpool.Behaviour, fired func()) {
	b.Device.SignIn.Unsolicited = func(_ *refpool.Pool, client *refpool.Client, u *refpool.User, key string) *refpool.SignIn {
		fired()
		return &refpool.SignIn{Client: client, User: u, Name: u.Username, Flow: "USER_SRP_AUTH", Passed: rules("PASSWORD_VERIFIER"), DeviceKey: key}
	}
}

func thirdPasses(b *refpool.Behaviour, fired func()) {
	wrong := newCounter()
	before := b.Auth.SRP.CheckProof
	b.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
		err := before(ch, claim)
		if err != nil && ch.DeviceKey != "" && wrong.up(ch.DeviceKey)%3 == 0 {
			fired()
			return nil
		}
		return err
	}
}
