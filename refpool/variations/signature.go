package variations

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"sync"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/cogbench/cogbench/refpool"
)

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

// plainKeyNames has every pool sign with two keys whose names need no care.
func plainKeyNames(b *refpool.Behaviour) {
	own := sync.OnceValues(func() (refpool.SigningKeys, error) {
		access, err := newPlainKey("access1")
		if err != nil {
			return refpool.SigningKeys{}, err
		}
		id, err := newPlainKey("id1")
		return refpool.SigningKeys{Access: access, ID: id}, err
	})
	sign, verify, published := b.Token.Sign, b.Token.Use.Verify, b.Token.PublishedKeys
	b.Token.Sign = func(_ refpool.SigningKeys, claims map[string]any) (string, error) {
		keys, err := own()
		if err != nil {
			return "", err
		}
		return sign(keys, claims)
	}
	b.Token.Use.Verify = func(_ refpool.SigningKeys, token string) (refpool.TokenClaims, error) {
		keys, err := own()
		if err != nil {
			return refpool.TokenClaims{}, err
		}
		return verify(keys, token)
	}
	b.Token.PublishedKeys = func(given refpool.SigningKeys) []any {
		keys, err := own()
		if err != nil {
			return published(given)
		}
		return published(keys)
	}
}

// plainKey is a key whose name is of one's own choice.
type plainKey struct{ jose.JSONWebKey }

func newPlainKey(name string) (plainKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	return plainKey{jose.JSONWebKey{Key: private, KeyID: name, Algorithm: string(jose.RS256), Use: "sig"}}, err
}

// ID implements [refpool.SigningKey].
func (k plainKey) ID() string { return k.KeyID }

// Public implements [refpool.SigningKey].
func (k plainKey) Public() jose.JSONWebKey { return k.JSONWebKey.Public() }

// Sign implements [refpool.SigningKey].
func (k plainKey) Sign(claims any) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: k.JSONWebKey}, nil)
	if err != nil {
		return "", err
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// Verify implements [refpool.SigningKey].
func (k plainKey) Verify(token string, claims any) error {
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return err
	}
	return parsed.Claims(k.Public().Key, claims)
}
