package faults

import (
	"io"
	"strings"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func issueFaults() []Fault {
	return []Fault{
		{
			Name: "no-metadata", Summary: "issues no device keys", Breaks: rules("DEV-NEW-01"), Also: rules("DEV-NEW-07", "DEV-NEW-08", "DEV-NEW-09", "DEV-NEW-14", "DEV-NEW-15", "AUTH-13", "POOL-02", "DEV-SRP-17"), Seen: "emulators",
			set: due(func(*refpool.Pool, *refpool.SignIn) (bool, bool) { return false, true }),
		},
		{
			Name: "metadata-not-with-initiate-auth", Summary: "issues device keys only with RespondToAuthChallenge", Breaks: rules("DEV-NEW-08"), Also: rules("USER-26"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) {
				return false, len(s.Passed) == 1 && s.Passed[0] == "PASSWORD"
			}),
		},
		{
			Name: "metadata-not-after-mfa", Summary: "issues no device keys with tokens that follow a second factor", Breaks: rules("DEV-NEW-07"), Also: rules("DEV-NEW-01", "DEV-NEW-15", "MFA-24", "POOL-02", "DEV-SRP-17"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) { return false, s.PassedMFA() }),
		},
		{
			Name: "metadata-not-in-custom-auth", Summary: "issues no device keys in CUSTOM_AUTH without SRP", Breaks: rules("DEV-NEW-09"), Seen: "older reports of the service",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) {
				return false, s.Flow == "CUSTOM_AUTH" && !s.HasPassed("PASSWORD_VERIFIER")
			}),
		},
		{
			Name: "metadata-not-after-new-password", Summary: "issues no device keys with tokens that follow NEW_PASSWORD_REQUIRED", Breaks: rules("DEV-NEW-14"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) {
				return false, s.HasPassed("NEW_PASSWORD_REQUIRED")
			}),
		},
		{
			Name: "metadata-not-after-set-up", Summary: "issues no device keys with tokens that follow MFA_SETUP", Breaks: rules("DEV-NEW-15"), Also: rules("MFA-24"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) { return false, s.HasPassed("MFA_SETUP") }),
		},
		{
			Name: "metadata-always", Summary: "issues a new device key even to a known device", Breaks: rules("DEV-NEW-05"), Seen: "emulators",
			set: alwaysMetadata,
		},
		{
			Name: "device-key-plain-hex", Summary: "generates device keys without the dashes of a UUID", Breaks: rules("DEV-NEW-02"), Seen: "emulators",
			set: newKey(func(region string) string { return region + "_" + strings.ReplaceAll(uuid.NewString(), "-", "") }),
		},
		{
			Name: "device-key-other-region", Summary: "generates device keys with another region", Breaks: rules("DEV-NEW-02"), Also: rules("ADM-12"), Seen: "emulators",
			set: newKey(func(string) string { return "local_" + uuid.NewString() }),
		},
		{
			Name: "device-key-constant", Summary: "gives every sign-in the same device key", Breaks: rules("DEV-NEW-04"), Also: rules("DEV-CONF-06", "REF-03", "DEV-FORGET-03", "ADM-08", "DEV-LIST-01", "DEV-LIST-03", "REF-05", "TRUST-03", "WIRE-02", "MFA-12", "DEV-FORGET-10", "REF-14"),
			set: newKey(func(region string) string { return region + "_11111111-2222-4333-8444-555555555555" }),
		},
		{
			Name: "group-key-long", Summary: "generates group keys of 200 characters", Breaks: rules("DEV-NEW-03"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Issue.NewGroupKey = func(io.Reader) (string, error) { fired(); return strings.Repeat("-longer-", 25), nil }
			},
		},
		{
			Name: "no-device-claim", Summary: "omits device_key from access tokens", Breaks: rules("DEV-NEW-10", "DEV-NEW-12", "DEV-SRP-08"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool {
				_, there := claims["device_key"]
				delete(claims, "device_key")
				return there
			}),
		},
		{
			Name: "bare-device-claim", Summary: "puts only the UUID into the device_key claim", Breaks: rules("DEV-NEW-12"), Seen: "the example in the documents",
			set: accessClaims(func(claims map[string]any) bool {
				key, there := claims["device_key"].(string)
				if there {
					_, claims["device_key"], _ = strings.Cut(key, "_")
				}
				return there
			}),
		},
		{
			Name: "issued-is-known", Summary: "treats an issued key as a registered device", Breaks: rules("DEV-NEW-11", "DEV-STAT-05", "ADM-10", "REF-03"), Also: rules("DEV-LIST-01", "POOL-03"),
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

func newKey(draw func(region string) string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Issue.NewKey = func(region string, _ io.Reader) (string, error) { fired(); return draw(region), nil }
	}
}

// accessClaims changes the claims of access tokens.
func accessClaims(change func(map[string]any) bool) replacement {
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
