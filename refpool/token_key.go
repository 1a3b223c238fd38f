package refpool

import (
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/cogbench/cogbench/refpool/internal/jwt"
)

// SigningKey is a key that signs the tokens of pools, RS256, as TokenBehaviour
// is given it.
type SigningKey interface {
	// ID is the kid of the tokens.
	ID() string
	// Public is the key as a JWKS shows it.
	Public() jose.JSONWebKey
	// Sign returns the compact JWT of claims, written as encoding/json writes them.
	Sign(claims any) (string, error)
	// Verify decodes the payload of a compact JWT into claims, a pointer as
	// encoding/json takes it, if the key signed the token. It checks no claim.
	Verify(token string, claims any) error
}

// SigningKeys are the two keys of a pool.
type SigningKeys struct {
	Access SigningKey // signs access tokens
	ID     SigningKey // signs id tokens
}

// keysOf are the keys of a pool.
func (s *Server) keysOf(poolID string) (SigningKeys, error) {
	access, id, err := s.keys.For(poolID)
	return SigningKeys{access, id}, err
}

// Named are the keys of the server under other names. An error is one of a key that is
// not the server's own.
func (k SigningKeys) Named(access, id string) (SigningKeys, error) {
	named := map[string]SigningKey{}
	for name, key := range map[string]SigningKey{access: k.Access, id: k.ID} {
		own, ok := key.(*jwt.Key)
		if !ok {
			return SigningKeys{}, fmt.Errorf("name a key %q: it is not the server's own", name)
		}
		renamed, err := own.Named(name)
		if err != nil {
			return SigningKeys{}, err
		}
		named[name] = renamed
	}
	return SigningKeys{named[access], named[id]}, nil
}

// For is the key that signs tokens with the token_use access or id.
func (k SigningKeys) For(use any) SigningKey {
	if use == "id" {
		return k.ID
	}
	return k.Access
}

// verify decodes the payload of a compact JWT into claims if one of the keys signed it.
func (k SigningKeys) verify(token string, claims any) error {
	if err := k.Access.Verify(token, claims); err == nil {
		return nil
	}
	return k.ID.Verify(token, claims)
}

// TokenClaims are the claims of an access token that the server reads back.
type TokenClaims struct {
	Issuer   string `json:"iss"`
	Subject  string `json:"sub"`
	Use      string `json:"token_use"` // access or id
	Scope    string `json:"scope"`     // separated by spaces
	ClientID string `json:"client_id"`
	GrantID  string `json:"origin_jti"` // ID of the Grant
	Expires  int64  `json:"exp"`        // UNIX time, seconds
}

// UnverifiedClaims reads the claims of token, a compact JWT, without checking its
// signature: anybody may have written them.
func UnverifiedClaims(token string) (TokenClaims, error) {
	var claims TokenClaims
	err := jwt.Peek(token, &claims)
	return claims, err
}

func verifiedClaims(keys SigningKeys, token string) (TokenClaims, error) {
	var claims TokenClaims
	err := keys.verify(token, &claims)
	return claims, err
}
