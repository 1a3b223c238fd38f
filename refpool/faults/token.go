package faults

import (
	"crypto/sha256"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func refreshFaults() []Fault {
	return []Fault{
		{
			Name: "refresh-refused-with-device", Summary: "rejects refreshes with the device's key", Breaks: rules("REF-01", "REF-05", "REF-17"), Also: rules("REF-10", "REF-14", "REF-12", "DEV-FORGET-08", "WIRE-02", "WIRE-20"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.DeviceFits
				b.Token.Refresh.DeviceFits = func(p *refpool.Pool, g *refpool.Grant, d *refpool.Device, sent string) bool {
					fired()
					return sent == "" && before(p, g, d, sent)
				}
			},
		},
		{
			Name: "refresh-without-device", Summary: "refreshes tokens without the device's key", Breaks: rules("REF-02", "REF-05", "REF-17"), Also: rules("REF-15", "DEV-FORGET-08"), Seen: "emulators",
			set: deviceFits(func(_ *refpool.Grant, _ *refpool.Device, sent string) bool { return sent == "" }),
		},
		{
			Name: "refresh-with-any-device", Summary: "refreshes tokens with any device key", Breaks: rules("REF-03", "REF-14"), Also: rules("DEV-FORGET-08", "REF-12"), Seen: "emulators",
			set: deviceFits(func(_ *refpool.Grant, _ *refpool.Device, sent string) bool { return sent != "" }),
		},
		{
			Name: "refresh-with-unconfirmed-device", Summary: "refreshes tokens with the key that was issued, confirmed or not", Breaks: rules("REF-03"), Also: rules("REF-12", "REF-15", "DEV-FORGET-08"), Seen: "emulators",
			set: deviceFits(func(g *refpool.Grant, _ *refpool.Device, sent string) bool { return sent == g.DeviceKey }),
		},
		{
			Name: "refresh-with-another-device", Summary: "refreshes tokens with a device key that is not the sign-in's", Breaks: rules("REF-14"), Seen: "emulators",
			set: deviceFits(func(g *refpool.Grant, d *refpool.Device, sent string) bool {
				return d != nil && sent != "" && sent != g.DeviceKey
			}),
		},
		{
			Name: "refused-refresh-is-a-parameter", Summary: "refuses a refresh with InvalidParameterException", Breaks: rules("REF-15"),
			set: onException(func(e *refpool.Exception) bool {
				if e.Message != "Invalid Refresh Token." {
					return false
				}
				e.Name = "InvalidParameterException"
				return true
			}),
		},
		{
			Name: "refresh-by-any-client", Summary: "refreshes the tokens of another app client", Breaks: rules("REF-16"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.OfClient
				b.Token.Refresh.OfClient = func(g *refpool.Grant, client *refpool.Client) bool {
					if !before(g, client) {
						fired()
					}
					return true
				}
			},
		},
		{
			Name: "refresh-token-flow-unknown", Summary: "does not know the AuthFlow REFRESH_TOKEN", Breaks: rules("REF-18"), Also: rules("WIRE-30"), Seen: "emulators",
			set: refuseBody("InitiateAuth", func(body map[string]any) bool { return body["AuthFlow"] == "REFRESH_TOKEN" }),
		},
		{
			Name: "refresh-without-secret-hash", Summary: "does not check SECRET_HASH in a refresh", Breaks: rules("REF-27"), Also: rules("AUTH-45"), Seen: "emulators",
			set: secretHash(func(_ *refpool.Client, step, _ string) bool { return step == "REFRESH_TOKEN_AUTH" }),
		},
		{
			Name: "refresh-token-read-in-part", Summary: "reads a refresh token without its last characters", Breaks: rules("REF-30"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.Digest
				b.Token.Refresh.Digest = func(token string) [sha256.Size]byte {
					fired()
					return before(token[:max(0, len(token)-16)])
				}
			},
		},
		{
			Name: "refresh-token-used-up", Summary: "takes a refresh token once, even if the client does not rotate", Breaks: rules("REF-23"), Also: rules("REF-14", "REF-16", "REF-25", "REF-26", "TOK-23", "AUTH-45"),
			set: func(b *refpool.Behaviour, fired func()) {
				used := newCounter()
				before := b.Token.Refresh.Expired
				b.Token.Refresh.Expired = func(g *refpool.Grant, now time.Time) bool {
					if g.Client.Rotation == nil && used.up(g.ID) > 1 {
						fired()
						return true
					}
					return before(g, now)
				}
			},
		},
		{
			Name: "refresh-token-never-expires", Summary: "accepts expired refresh tokens", Breaks: rules("REF-25", "REF-26"), Also: rules("REF-22"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.Expired = func(*refpool.Grant, time.Time) bool { fired(); return false }
			},
		},
		{
			Name: "refresh-token-of-a-day", Summary: "has refresh tokens live for a day by default", Breaks: rules("REF-26"),
			set: func(b *refpool.Behaviour, fired func()) {
				const usual, day = 30 * 24 * time.Hour, 24 * time.Hour
				before := b.Token.Refresh.Expired
				b.Token.Refresh.Expired = func(g *refpool.Grant, now time.Time) bool {
					if g.Client.RefreshTokenValidity == usual && now.After(g.AuthTime.Add(day)) {
						fired()
						return true
					}
					return before(g, now)
				}
			},
		},
		{
			Name: "refresh-demands-device", Summary: "requires a device key even if the pool does not track devices", Breaks: rules("REF-04"), Also: rules("REF-07", "REF-08", "REF-09", "TOK-08", "REF-21", "REF-23", "REF-27"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.DeviceFits
				b.Token.Refresh.DeviceFits = func(p *refpool.Pool, g *refpool.Grant, d *refpool.Device, sent string) bool {
					if p.Config.Device == nil {
						fired()
						return sent != ""
					}
					return before(p, g, d, sent)
				}
			},
		},
		{
			Name: "client-secret-unchecked", Summary: "does not check ClientSecret in GetTokensFromRefreshToken", Breaks: rules("REF-07"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.CheckSecret = func(*refpool.Client, string) error { fired(); return nil }
			},
		},
		{
			Name: "refresh-token-always", Summary: "returns a refresh token with every refresh", Breaks: rules("REF-01", "REF-09"), Also: rules("REF-04", "REF-17"), Seen: "emulators",
			set: onSuccess(func(object map[string]any) bool {
				result := member(object, "AuthenticationResult")
				if result == nil || result["RefreshToken"] != nil {
					return false
				}
				result["RefreshToken"] = "another-refresh-token"
				return true
			}),
		},
		{Name: "claim-lost-at-refresh", Summary: "omits device_key from refreshed access tokens", Breaks: rules("REF-10"), Seen: "emulators", set: claimLost},
		{
			Name: "auth-time-of-refresh", Summary: "gives refreshed tokens the time of the refresh as auth_time", Breaks: rules("REF-13"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.AccessClaims = authenticatedWhenIssued(b.Token.AccessClaims, fired)
				b.Token.IDClaims = authenticatedWhenIssued(b.Token.IDClaims, fired)
			},
		},
		{
			Name: "auth-time-of-refresh-in-id-tokens", Summary: "gives refreshed id tokens the time of the refresh as auth_time", Breaks: rules("REF-13"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.IDClaims = authenticatedWhenIssued(b.Token.IDClaims, fired)
			},
		},
		{
			Name: "auth-time-of-second-refresh", Summary: "gives access tokens the time of the refresh as auth_time, but for the first refresh", Breaks: rules("REF-13"),
			set: secondRefreshAuthenticates,
		},
	}
}

// deviceFits accepts some refreshes whatever the device.
func deviceFits(accept func(g *refpool.Grant, d *refpool.Device, sent string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Token.Refresh.DeviceFits
		b.Token.Refresh.DeviceFits = func(p *refpool.Pool, g *refpool.Grant, d *refpool.Device, sent string) bool {
			if accept(g, d, sent) {
				fired()
				return true
			}
			return before(p, g, d, sent)
		}
	}
}

// claimLost drops the claim from the second access token of a sign-in on.
func claimLost(b *refpool.Behaviour, fired func()) {
	made := newCounter()
	before := b.Token.AccessClaims
	b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
		claims := before(p, g, at)
		if made.up(g.ID) > 1 {
			fired()
			delete(claims, "device_key")
		}
		return claims
	}
}

// claims makes the claims of a token.
type claims = func(*refpool.Pool, *refpool.Grant, refpool.TokenTimes) map[string]any

// authenticatedWhenIssued has auth_time be when the token was issued, which for the
// tokens of a sign-in it is.
func authenticatedWhenIssued(before claims, fired func()) claims {
	return func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
		claims := before(p, g, at)
		if issued := at.Issued.Unix(); claims["auth_time"] != issued {
			fired()
			claims["auth_time"] = issued
		}
		return claims
	}
}

// secondRefreshAuthenticates is right in the first two access tokens of a sign-in: its
// own and that of the first refresh.
func secondRefreshAuthenticates(b *refpool.Behaviour, fired func()) {
	made := newCounter()
	right := b.Token.AccessClaims
	wrong := authenticatedWhenIssued(right, fired)
	b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
		if made.up(g.ID) > 2 {
			return wrong(p, g, at)
		}
		return right(p, g, at)
	}
}
