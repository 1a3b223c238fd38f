package faults

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func tokenFaults() []Fault {
	return []Fault{
		{
			Name: "no-id-token", Summary: "returns no IdToken", Breaks: rules("TOK-01"), Also: rules("TOK-04", "TOK-06", "REF-01", "REF-04", "REF-09", "TOK-12", "TOK-17", "REF-05", "REF-17", "REF-21", "TOK-10", "TOK-13", "TOK-15", "REF-13"),
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
				b.Token.PublishedKeys = func(refpool.SigningKeys) []any { fired(); return []any{} }
			},
		},
		{
			Name: "jwks-of-access-tokens", Summary: "publishes the key of access tokens alone", Breaks: rules("TOK-04"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.PublishedKeys = func(keys refpool.SigningKeys) []any { fired(); return []any{keys.Access.Public()} }
			},
		},
		{
			Name: "one-key-for-both", Summary: "signs access and id tokens with one key", Breaks: rules("TOK-12"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Sign = func(keys refpool.SigningKeys, claims map[string]any) (string, error) {
					fired()
					return keys.Access.Sign(claims)
				}
			},
		},
		{
			Name: "access-token-life-fixed", Summary: "has access tokens expire an hour after they were issued, whatever the client is configured for", Breaks: rules("TOK-03"), Also: rules("TOK-07", "DEV-CONF-08"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool { return hour(claims) }),
		},
		{
			Name: "id-token-life-fixed", Summary: "has id tokens expire an hour after they were issued, whatever the client is configured for", Breaks: rules("TOK-17"), Seen: "emulators",
			set: idClaims(func(claims map[string]any) bool { return hour(claims) }),
		},
		{
			Name: "refresh-returns-old-token", Summary: "returns the access token of the sign-in from a refresh", Breaks: rules("TOK-03"), Also: rules("TOK-14"),
			set: oldToken,
		},
		{
			Name: "refreshed-token-lives-since-sign-in", Summary: "counts the life of refreshed access tokens from the sign-in", Breaks: rules("TOK-03"),
			set: accessClaims(func(claims map[string]any) bool {
				age := date(claims, "iat") - date(claims, "auth_time")
				claims["exp"] = date(claims, "exp") - age
				return age != 0
			}),
		},
		{
			Name: "access-token-without-client", Summary: "omits client_id from access tokens", Breaks: rules("TOK-05"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool { delete(claims, "client_id"); return true }),
		},
		{
			Name: "no-jti", Summary: "omits jti from access tokens", Breaks: rules("TOK-09", "TOK-13"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool { delete(claims, "jti"); return true }),
		},
		{
			Name: "no-username-claim", Summary: "omits username from access tokens", Breaks: rules("TOK-09"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool { delete(claims, "username"); return true }),
		},
		{
			Name: "no-username-in-id-tokens", Summary: "omits cognito:username from id tokens", Breaks: rules("TOK-10"), Seen: "emulators",
			set: idClaims(func(claims map[string]any) bool { delete(claims, "cognito:username"); return true }),
		},
		{
			Name: "more-scopes", Summary: "gives access tokens the scopes of managed login", Breaks: rules("TOK-11"), Seen: "emulators",
			set: accessClaims(func(claims map[string]any) bool {
				claims["scope"] = fmt.Sprint(claims["scope"], " openid email")
				return true
			}),
		},
		{
			Name: "no-origin-jti", Summary: "omits origin_jti from tokens", Breaks: rules("TOK-13", "TOK-15"), Seen: "emulators",
			set: alter(func(claims map[string]any) { delete(claims, "origin_jti") }),
		},
		{
			Name: "origin-jti-per-token", Summary: "gives every token an origin_jti of its own", Breaks: rules("TOK-14", "TOK-15"), Seen: "emulators",
			set: alter(func(claims map[string]any) { claims["origin_jti"] = uuid.NewString() }),
		},
		{
			Name: "jti-of-sign-in", Summary: "gives all tokens of a sign-in the same jti", Breaks: rules("TOK-14"),
			set: alter(func(claims map[string]any) { claims["jti"] = claims["origin_jti"] }),
		},
		{
			Name: "event-id-per-token", Summary: "gives every token an event_id of its own", Breaks: rules("TOK-15"), Seen: "emulators",
			set: alter(func(claims map[string]any) { claims["event_id"] = uuid.NewString() }),
		},
		{
			Name: "audience-in-a-list", Summary: "puts aud of id tokens in a list", Breaks: rules("TOK-16"),
			set: idClaims(func(claims map[string]any) bool { claims["aud"] = []any{claims["aud"]}; return true }),
		},
		{
			Name: "no-scope", Summary: "gives access tokens the scope openid", Breaks: rules("TOK-05"), Also: rules("TOK-11", "DEV-CONF-09", "PWD-21"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				accessClaims(func(claims map[string]any) bool { claims["scope"] = "openid"; return true })(b, fired)
				b.Token.Use.InScope = func(string) bool { return true }
			},
		},
		{
			Name: "id-token-without-audience", Summary: "omits aud from id tokens", Breaks: rules("TOK-06"), Also: rules("TOK-16"),
			set: idClaims(func(claims map[string]any) bool { delete(claims, "aud"); return true }),
		},
		{
			Name: "token-signature-unchecked", Summary: "does not verify the signature of access tokens", Breaks: rules("TOK-07", "DEV-CONF-08", "DEV-FORGET-10"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Use.Verify = func(_ refpool.SigningKeys, token string) (refpool.TokenClaims, error) {
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
			Name: "id-token-authorizes", Summary: "accepts an id token in place of an access token", Breaks: rules("TOK-07", "DEV-FORGET-10", "PWD-21"), Also: rules("DEV-CONF-09"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Token.Use.IsAccess = func(string) bool { fired(); return true }
				b.Token.Use.InScope = func(string) bool { return true }
			},
		},
	}
}

// hour has a token expire an hour after it was issued, and reports whether it would not.
func hour(claims map[string]any) bool {
	const life = 3600
	before := claims["exp"]
	claims["exp"] = date(claims, "iat") + life
	return before != claims["exp"]
}

// date is a date of a token, in UNIX seconds; 0 if it has none.
func date(claims map[string]any, name string) int64 {
	at, _ := claims[name].(int64)
	return at
}

// oldToken signs for every refresh what it signed for the sign-in.
func oldToken(b *refpool.Behaviour, fired func()) {
	var first sync.Map // access tokens, by origin_jti
	before := b.Token.Sign
	b.Token.Sign = func(keys refpool.SigningKeys, claims map[string]any) (string, error) {
		token, err := before(keys, claims)
		if err != nil || claims["token_use"] != "access" {
			return token, err
		}
		old, known := first.LoadOrStore(claims["origin_jti"], token)
		if !known {
			return token, nil
		}
		fired()
		text, _ := old.(string)
		return text, nil
	}
}

// idClaims changes the claims of id tokens.
func idClaims(change func(map[string]any) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Token.IDClaims
		b.Token.IDClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
			claims := before(p, g, at)
			if change(claims) {
				fired()
			}
			return claims
		}
	}
}

// alter changes the claims of both tokens, which the pool still knows.
func alter(change func(map[string]any)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		b.Token.Alter(func(claims map[string]any) {
			fired()
			change(claims)
		})
	}
}
