package variations

import "github.com/cogbench/cogbench/refpool"

// signatures are the variations of how tokens are signed. That both are signed with one
// key is none: the guide says that their kid differ (TOK-12).
func signatures() []Variation {
	return []Variation{
		{Name: "claims-in-reverse", Summary: "writes the claims of tokens from Z to A", set: func(b *refpool.Behaviour) {
			before := b.Token.Sign
			b.Token.Sign = func(keys refpool.SigningKeys, claims map[string]any) (string, error) {
				return before(refpool.SigningKeys{Access: backwardKey{keys.Access}, ID: backwardKey{keys.ID}}, claims)
			}
		}},
		{Name: "more-keys", Summary: "publishes a key that signs nothing before those that do", set: func(b *refpool.Behaviour) {
			before := b.Token.PublishedKeys
			b.Token.PublishedKeys = func(keys refpool.SigningKeys) []any {
				older := keys.Access.Public()
				older.KeyID = "YW4vb2xkZXIva2V5L3RoYXQvc2lnbnMvbm90aGluZy8="
				return append([]any{older}, before(keys)...)
			}
		}},
		{Name: "key-of-another-kind", Summary: "publishes a key of a type that few libraries know before those that sign", set: func(b *refpool.Behaviour) {
			before := b.Token.PublishedKeys
			b.Token.PublishedKeys = func(keys refpool.SigningKeys) []any {
				later := map[string]string{"kty": "AKP", "alg": "ML-DSA-44", "use": "sig", "kid": "later", "pub": "AA"}
				return append([]any{later}, before(keys)...)
			}
		}},
		{Name: "key-of-the-same-name", Summary: "publishes a key of another type under the name of one that signs, before it", set: func(b *refpool.Behaviour) {
			before := b.Token.PublishedKeys
			b.Token.PublishedKeys = func(keys refpool.SigningKeys) []any {
				other := map[string]string{
					"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": keys.Access.Public().KeyID,
					"x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", // RFC 7517, appendix A.1
				}
				return append([]any{other}, before(keys)...)
			}
		}},
		{Name: "key-names-plain", Summary: "names its keys with letters and digits", set: plainKeyNames},
		{Name: "token-type-in-lower-case", Summary: "spells TokenType bearer", set: func(b *refpool.Behaviour) {
			b.Token.Type = func() string { return "bearer" }
		}},
	}
}

// backwardKey writes claims from Z to A.
type backwardKey struct{ refpool.SigningKey }

// Sign implements [refpool.SigningKey].
func (k backwardKey) Sign(claims any) (string, error) {
	if named, ok := claims.(map[string]any); ok {
		return k.SigningKey.Sign(backward(named))
	}
	return k.SigningKey.Sign(claims)
}

// plainKeyNames has pools sign with keys whose names need no care.
func plainKeyNames(b *refpool.Behaviour) {
	const access, id = "access1", "id1"
	sign, verify, published := b.Token.Sign, b.Token.Use.Verify, b.Token.PublishedKeys
	b.Token.Sign = func(given refpool.SigningKeys, claims map[string]any) (string, error) {
		keys, err := given.Named(access, id)
		if err != nil {
			return "", err
		}
		return sign(keys, claims)
	}
	b.Token.Use.Verify = func(given refpool.SigningKeys, token string) (refpool.TokenClaims, error) {
		keys, err := given.Named(access, id)
		if err != nil {
			return refpool.TokenClaims{}, err
		}
		return verify(keys, token)
	}
	b.Token.PublishedKeys = func(given refpool.SigningKeys) []any {
		keys, err := given.Named(access, id)
		if err != nil {
			keys = given
		}
		return published(keys)
	}
}
