package faults

import (
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func refreshFaults() []Fault {
	return []Fault{
		{
			Name: "refresh-refused-with-device", Summary: "rejects REFRESH_TOKEN_AUTH with the device's key", Breaks: rules("REF-01"), Also: rules("REF-03", "REF-05", "REF-10", "REF-12", "DEV-FORGET-08", "WIRE-02", "WIRE-20"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.Refresh.DeviceFits
				b.Token.Refresh.DeviceFits = func(p *refpool.Pool, g *refpool.Grant, d *refpool.Device, sent string) bool {
					fired()
					return sent == "" && before(p, g, d, sent)
				}
			},
		},
		{
			Name: "refresh-without-device", Summary: "refreshes tokens without the device's key", Breaks: rules("REF-02"), Also: rules("DEV-FORGET-08"), Seen: "emulators",
			set: deviceFits(func(_ *refpool.Grant, _ *refpool.Device, sent string) bool { return sent == "" }),
		},
		{
			Name: "refresh-with-any-device", Summary: "refreshes tokens with any device key", Breaks: rules("REF-03", "REF-05"), Also: rules("DEV-FORGET-08", "REF-12"), Seen: "emulators",
			set: deviceFits(func(_ *refpool.Grant, _ *refpool.Device, sent string) bool { return sent != "" }),
		},
		{
			Name: "refresh-demands-device", Summary: "requires a device key even if the pool does not track devices", Breaks: rules("REF-04"), Also: rules("REF-07", "REF-08", "REF-09", "TOK-08"),
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
			Name: "client-secret-unchecked", Summary: "does not check ClientSecret", Breaks: rules("REF-07"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.CheckSecret = func(*refpool.Client, string) error { fired(); return nil }
			},
		},
		{
			Name: "rotated-token-reusable", Summary: "accepts a refresh token after it was rotated", Breaks: rules("REF-08"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Refresh.Reused = func(*refpool.RefreshRotation, time.Time, time.Time) bool { fired(); return false }
			},
		},
		{
			Name: "refresh-token-always", Summary: "returns a refresh token with every refresh", Breaks: rules("REF-01", "REF-09"), Also: rules("REF-04"), Seen: "emulators",
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

func tokenFaults() []Fault {
	return []Fault{
		{
			Name: "no-id-token", Summary: "returns no IdToken", Breaks: rules("TOK-01"), Also: rules("TOK-04", "TOK-06", "REF-01", "REF-04", "REF-09"),
			set: without("AuthenticationResult", "IdToken"),
		},
		{
			Name: "bearer-in-lower-case", Summary: "spells TokenType bearer", Breaks: rules("TOK-02"),
			set: func(b *refpool.Behaviour, fired func()) { b.Token.Type = func() string { fired(); return "bearer" } },
		},
		{
			Name: "expires-in-fixed", Summary: "returns ExpiresIn 3600, whatever the client is configured for", Breaks: rules("TOK-03"), Seen: "emulators",
			set: onSuccess(func(object map[string]any) bool {
				result := member(object, "AuthenticationResult")
				if result == nil || result["ExpiresIn"] == 3600.0 {
					return false
				}
				result["ExpiresIn"] = 3600
				return true
			}),
		},
		{
			Name: "jwks-empty", Summary: "publishes no keys", Breaks: rules("TOK-04"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.PublishedKeys = func(refpool.SigningKey) []any { fired(); return []any{} }
			},
		},
		{
			Name: "no-jti", Summary: "omits jti from access tokens", Breaks: rules("TOK-05"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool { delete(claims, "jti"); return true }),
		},
		{
			Name: "no-scope", Summary: "gives access tokens the scope openid", Breaks: rules("TOK-05"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				accessClaims(func(claims map[string]any) bool { claims["scope"] = "openid"; return true })(b, fired)
				b.Token.Use.InScope = func(string) bool { return true }
			},
		},
		{
			Name: "id-token-without-audience", Summary: "omits aud from id tokens", Breaks: rules("TOK-06"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Token.IDClaims
				b.Token.IDClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
					claims := before(p, g, at)
					delete(claims, "aud")
					fired()
					return claims
				}
			},
		},
		{
			Name: "token-signature-unchecked", Summary: "does not verify the signature of access tokens", Breaks: rules("TOK-07", "DEV-CONF-08", "DEV-FORGET-10"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Use.Verify = func(_ refpool.SigningKey, token string) (refpool.TokenClaims, error) {
					fired()
					return refpool.UnverifiedClaims(token)
				}
			},
		},
		{
			Name: "token-never-expires", Summary: "accepts expired access tokens", Breaks: rules("TOK-07", "DEV-CONF-08"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Use.Expired = func(time.Time, time.Time) bool { fired(); return false }
			},
		},
		{
			Name: "id-token-authorizes", Summary: "accepts an id token in place of an access token", Breaks: rules("TOK-07", "DEV-FORGET-10", "PWD-21"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Use.IsAccess = func(string) bool { fired(); return true }
				b.Token.Use.InScope = func(string) bool { return true }
			},
		},
		{
			Name: "sign-out-ignored", Summary: "keeps accepting tokens after GlobalSignOut", Breaks: rules("TOK-08", "DEV-CONF-08"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.Everywhere = func(*refpool.User) { fired() }
			},
		},
		{
			Name: "revocation-ignored", Summary: "keeps accepting tokens after RevokeToken", Breaks: rules("TOK-08"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Revoke.Token = func(*refpool.Grant) { fired() }
			},
		},
	}
}
