package scenarios

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cogbench/cogbench/target"
)

// signatures are what a token's header may name; that only RS256 is right is for
// the caller to judge.
var signatures = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512,
	jose.ES256, jose.ES384, jose.ES512, jose.HS256, jose.HS384, jose.HS512, jose.EdDSA,
}

// Claims are the payload of a JWT.
type Claims map[string]any

// Token is a JWT taken apart.
type Token struct {
	Algorithm, KeyID string
	Claims           Claims

	signed *jose.JSONWebSignature
}

// ParseToken takes a JWT apart. It verifies nothing.
func ParseToken(text string) (*Token, error) {
	signed, err := jose.ParseSignedCompact(text, signatures)
	if err != nil {
		return nil, fmt.Errorf("no JWT: %w", err)
	}
	token := &Token{
		Algorithm: signed.Signatures[0].Header.Algorithm,
		KeyID:     signed.Signatures[0].Header.KeyID,
		signed:    signed,
	}
	if err := json.Unmarshal(signed.UnsafePayloadWithoutVerification(), &token.Claims); err != nil {
		return nil, fmt.Errorf("claims of a JWT: %w", err)
	}
	if token.Claims == nil {
		return nil, errors.New("claims of a JWT: null")
	}
	return token, nil
}

// Verify returns an error unless the token's signature is that of the key that it
// names in the pool's key set: at the endpoint, or where its issuer has it. Where the
// endpoint has none, errors.Is(err, target.ErrElsewhere) if its issuer is not called.
func (t *Token) Verify(ctx context.Context, pool *target.Pool) error {
	text, none := pool.JWKS(ctx)
	err := none
	if err == nil {
		err = t.verifyBy(text)
	}
	if err == nil {
		return nil
	}
	text, unread := pool.JWKSOf(ctx, t.Claims.Text("iss"))
	if unread == nil && t.verifyBy(text) == nil {
		return nil
	}
	if none != nil && errors.Is(unread, target.ErrElsewhere) {
		return unread
	}
	return err
}

// verifyBy verifies the signature by a key set as JSON.
func (t *Token) verifyBy(text []byte) error {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return fmt.Errorf("key set: %w", err)
	}
	err := fmt.Errorf("the key set has no key %q", t.KeyID)
	for _, text := range set.Keys {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(text) != nil || key.KeyID != t.KeyID {
			continue // RFC 7517, section 5: keys that are not understood are ignored
		}
		_, wrong := t.signed.Verify(key)
		if wrong == nil {
			return nil
		}
		err = fmt.Errorf("signature by key %q: %w", t.KeyID, wrong) // another may have the same name
	}
	return err
}

// Text is a claim that is text, "" if there is none.
func (c Claims) Text(name string) string {
	text, _ := c[name].(string)
	return text
}

// Time is a claim in UNIX seconds; the zero time if there is none.
func (c Claims) Time(name string) time.Time {
	seconds, ok := c[name].(float64)
	if !ok {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0)
}
