package variations

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func tokens() []Variation {
	return slices.Concat(lives(), claims(), signatures(), refreshTokens(), []Variation{
		{Name: "more-challenge-parameters", Summary: "adds parameters to challenges", set: func(b *refpool.Behaviour) {
			before := b.Auth.SRP.Parameters
			b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
				parameters = before(ch, parameters)
				parameters["ADDED_LATER"] = "true"
				return parameters
			}
		}},
	})
}

// lives are the variations of how long tokens live, and of what tells it.
func lives() []Variation {
	return []Variation{
		{Name: "issued-a-second-late", Summary: "issues the tokens of a sign-in a second after auth_time", set: alter(func(claims map[string]any) {
			if isFresh(claims) {
				shift(claims, "iat", 1)
			}
		})},
		{Name: "expires-a-second-early", Summary: "has tokens expire a second before their life is over", set: alter(func(claims map[string]any) {
			if isWhole(claims) {
				shift(claims, "exp", -1)
			}
		})},
		{Name: "expires-in-what-is-left", Summary: "has ExpiresIn be what is left of a token's life, after some seconds", set: onSuccess(func(object map[string]any) {
			result, _ := object["AuthenticationResult"].(map[string]any)
			if whole, ok := result["ExpiresIn"].(float64); ok {
				const gone = 3
				result["ExpiresIn"] = whole - gone
			}
		}, "InitiateAuth", "RespondToAuthChallenge", "GetTokensFromRefreshToken")},
		{Name: "expiry-with-leeway", Summary: "takes a token for two minutes after its exp, for clocks that differ", set: func(b *refpool.Behaviour) {
			const leeway = 2 * time.Minute
			before := b.Token.Use.Expired
			b.Token.Use.Expired = func(exp, now time.Time) bool { return before(exp, now.Add(-leeway)) }
		}},
		{Name: "authenticated-earlier", Summary: "counts auth_time and the life of tokens from the password, seven seconds earlier", set: alter(func(claims map[string]any) {
			if isFresh(claims) {
				shift(claims, "exp", -7)
			}
			shift(claims, "auth_time", -7)
		})},
	}
}

// claims are the variations of what is in tokens. AWS's guide has clients rely on a few
// claims, docs/protocol.md §2.7. The later ones alter first: together, what is left out
// is not there to be changed.
func claims() []Variation {
	return []Variation{
		{Name: "more-claims", Summary: "adds claims to tokens", set: alter(func(claims map[string]any) {
			claims["added_later"] = []string{"a", "b"}
			claims["cognito:groups"] = []string{"admins"}
			claims["version"] = 2
		})},
		{Name: "tokens-long", Summary: "signs tokens of over eight kilobytes", set: alter(func(claims map[string]any) {
			claims["custom:long"] = strings.Repeat("0123456789abcdef", 400)
		})},
		{Name: "more-scopes", Summary: "adds scopes to access tokens", set: alter(func(claims map[string]any) {
			if scope, there := claims["scope"].(string); there {
				claims["scope"] = "openid " + scope + " profile"
			}
		})},
		{Name: "audience-listed", Summary: "puts aud of id tokens in a list", set: alter(func(claims map[string]any) {
			if client, there := claims["aud"].(string); there {
				claims["aud"] = []string{client}
			}
		})},
		{Name: "event-of-each-token", Summary: "gives every token an event_id of its own", set: alter(func(claims map[string]any) {
			claims["event_id"] = uuid.NewString()
		})},
		{Name: "origin-of-id-tokens", Summary: "gives the id tokens of a sign-in an origin_jti of their own", set: alter(func(claims map[string]any) {
			if origin, there := claims["origin_jti"].(string); there && claims["token_use"] == "id" {
				claims["origin_jti"] = uuid.NewSHA1(uuid.NameSpaceOID, []byte(origin)).String()
			}
		})},
		{Name: "issuer-elsewhere", Summary: "names an issuer on a host of its own", set: issuerElsewhere},
		{Name: "claims-needed", Summary: "leaves out every claim that a client must not rely on", set: alter(func(claims map[string]any) {
			maps.DeleteFunc(claims, func(name string, _ any) bool { return !slices.Contains(reliable, name) })
		})},
		{Name: "claims-without-user", Summary: "names the user in tokens by sub alone", set: withoutClaims("username", "cognito:username")},
		{Name: "claims-without-auth-time", Summary: "leaves auth_time out of tokens", set: withoutClaims("auth_time")},
		{Name: "claims-without-jti", Summary: "leaves jti and origin_jti out of tokens", set: withoutClaims("jti", "origin_jti")},
		{Name: "claims-without-event", Summary: "leaves event_id out of tokens", set: withoutClaims("event_id")},
		{Name: "claims-without-device", Summary: "leaves device_key out of tokens", set: withoutClaims("device_key")},
		{Name: "id-tokens-without-auth-time", Summary: "leaves auth_time out of id tokens alone", set: alter(func(claims map[string]any) {
			if claims["token_use"] == "id" {
				delete(claims, "auth_time")
			}
		})},
	}
}

// issuerElsewhere has issuers on a host of their own.
func issuerElsewhere(b *refpool.Behaviour) {
	elsewhere := func(issuer string) string {
		return strings.Replace(issuer, "//cognito-idp.", "//issuer-cognito-idp.", 1)
	}
	before := b.Token.Issuer
	b.Token.Issuer = func(p *refpool.Pool) string { return elsewhere(before(p)) }
	b.Token.Alter(func(claims map[string]any) {
		if issuer, there := claims["iss"].(string); there {
			claims["iss"] = elsewhere(issuer)
		}
	})
}

// reliable are the claims that are in every token of their kind.
var reliable = []string{"token_use", "sub", "iss", "client_id", "aud", "scope", "iat", "exp"}

// refreshTokens are the variations of refresh tokens, which only the service reads.
func refreshTokens() []Variation {
	return []Variation{
		{Name: "refresh-token-short", Summary: "issues refresh tokens of 32 characters", set: refreshToken(24)},
		{Name: "refresh-token-opaque", Summary: "issues refresh tokens of one part", set: refreshToken(96)},
		{Name: "refresh-token-long", Summary: "issues refresh tokens of three kilobytes", set: refreshToken(2300)},
		{Name: "refresh-token-longer", Summary: "issues refresh tokens of eight kilobytes", set: refreshToken(6200)},
		{Name: "refresh-token-hexadecimal", Summary: "issues refresh tokens of hexadecimal digits, and reads them in any case", set: func(b *refpool.Behaviour) {
			b.Token.NewRefreshToken = func(random io.Reader) (string, error) {
				text, err := opaque(random, 48)
				return hex.EncodeToString([]byte(text)) + strings.Repeat("a", 10), err
			}
			before := b.Token.Refresh.Digest
			b.Token.Refresh.Digest = func(token string) [sha256.Size]byte { return before(strings.ToLower(token)) }
		}},
		{Name: "refresh-token-like-a-jwt", Summary: "issues refresh tokens of three parts", set: func(b *refpool.Behaviour) {
			b.Token.NewRefreshToken = func(random io.Reader) (string, error) {
				var parts [3]string
				for i := range parts {
					part, err := opaque(random, 60)
					if err != nil {
						return "", err
					}
					parts[i] = part
				}
				return strings.Join(parts[:], "."), nil
			}
		}},
	}
}

func refreshToken(size int) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		b.Token.NewRefreshToken = func(random io.Reader) (string, error) { return opaque(random, size) }
	}
}

// alter changes the claims of tokens.
func alter(change func(claims map[string]any)) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) { b.Token.Alter(change) }
}

// withoutClaims leaves claims out of tokens.
func withoutClaims(names ...string) func(*refpool.Behaviour) {
	return alter(func(claims map[string]any) {
		for _, name := range names {
			delete(claims, name)
		}
	})
}

// shift moves a date of a token, if it has it.
func shift(claims map[string]any, name string, seconds int64) {
	if at, there := claims[name].(int64); there {
		claims[name] = at + seconds
	}
}

// isFresh reports whether a token is that of a sign-in, as far as its claims tell.
func isFresh(claims map[string]any) bool {
	_, dated := claims["auth_time"]
	return dated && claims["iat"] == claims["auth_time"]
}

// isWhole reports whether no other variation moved the dates of a token: the lives of
// tokens are whole minutes.
func isWhole(claims map[string]any) bool {
	issued, _ := claims["iat"].(int64)
	expires, _ := claims["exp"].(int64)
	return (expires-issued)%60 == 0
}
