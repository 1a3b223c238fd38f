package variations

import (
	"io"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func tokens() []Variation {
	return []Variation{
		{Name: "more-claims", Summary: "adds claims to tokens", set: func(b *refpool.Behaviour) {
			access, id := b.Token.AccessClaims, b.Token.IDClaims
			b.Token.AccessClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
				return withClaims(access(p, g, at))
			}
			b.Token.IDClaims = func(p *refpool.Pool, g *refpool.Grant, at refpool.TokenTimes) map[string]any {
				return withClaims(id(p, g, at))
			}
		}},
		{Name: "refresh-token-long", Summary: "issues refresh tokens of three kilobytes", set: func(b *refpool.Behaviour) {
			b.Token.NewRefreshToken = func(random io.Reader) (string, error) { return opaque(random, 2300) }
		}},
		{Name: "more-challenge-parameters", Summary: "adds parameters to challenges", set: func(b *refpool.Behaviour) {
			before := b.Auth.SRP.Parameters
			b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
				parameters = before(ch, parameters)
				parameters["ADDED_LATER"] = "true"
				return parameters
			}
		}},
	}
}

func withClaims(claims map[string]any) map[string]any {
	claims["added_later"] = []string{"a", "b"}
	claims["event_id"] = uuid.NewString()
	return claims
}
