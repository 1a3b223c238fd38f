package refpool

import (
	"crypto/sha256"
	"maps"
	"sync"
)

// Alter has alter change the claims of access and id tokens just before they are signed.
// The server still knows the sign-in of a token, whatever claims were taken out. Several
// alterations are made in the reverse order of the calls.
func (b *TokenBehaviour) Alter(alter func(claims map[string]any)) {
	var grants sync.Map // origin_jti, by the digest of the token
	sign, verify := b.Sign, b.Use.Verify
	b.Sign = func(keys SigningKeys, claims map[string]any) (string, error) {
		altered := maps.Clone(claims)
		alter(altered)
		token, err := sign(keys, altered)
		if err == nil {
			grants.Store(sha256.Sum256([]byte(token)), claims["origin_jti"])
		}
		return token, err
	}
	b.Use.Verify = func(keys SigningKeys, token string) (TokenClaims, error) {
		claims, err := verify(keys, token)
		if id, known := grants.Load(sha256.Sum256([]byte(token))); known {
			claims.GrantID, _ = id.(string)
		}
		return claims, err
	}
}
