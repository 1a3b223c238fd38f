// Package jwt issues and verifies the tokens of a user pool: JSON web tokens
// signed RS256, with the key named by kid.
//
// It promises that Verify accepts only what the key signed. It judges no
// claim: expiry, use and issuer are the caller's to check.
package jwt

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// kidBytes is how many bytes a kid of the service is base64 of.
const kidBytes = 32

// Key is a signing key.
type Key struct {
	id      string
	private *privateKey
	public  jose.JSONWebKey
	signer  jose.Signer
}

// NewKey makes a key. It is slow: some thousandths of a second.
func NewKey() (*Key, error) { return newKey(newPrivateKey(), newKeyID()) }

func newKey(private *privateKey, id string) (*Key, error) {
	public := jose.JSONWebKey{Key: &private.public, KeyID: id, Algorithm: string(jose.RS256), Use: "sig"}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: opaque{private, public}}, nil)
	if err != nil {
		return nil, fmt.Errorf("make a signer: %w", err)
	}
	return &Key{id: id, private: private, public: public, signer: signer}, nil
}

// opaque is a private key as the signer of tokens takes one that it cannot look into.
type opaque struct {
	private *privateKey
	public  jose.JSONWebKey
}

// Public implements jose.OpaqueSigner.
func (o opaque) Public() *jose.JSONWebKey { return &o.public }

// Algs implements jose.OpaqueSigner.
func (opaque) Algs() []jose.SignatureAlgorithm { return []jose.SignatureAlgorithm{jose.RS256} }

// SignPayload implements jose.OpaqueSigner.
func (o opaque) SignPayload(payload []byte, _ jose.SignatureAlgorithm) ([]byte, error) {
	return o.private.sign(payload), nil
}

// Named is the key under another kid.
func (k *Key) Named(id string) (*Key, error) { return newKey(k.private, id) }

// newKeyID draws a kid like the service's: base64 with padding, and with a slash, which
// not every file name, URL or cache key survives.
func newKeyID() string {
	for {
		id := make([]byte, kidBytes)
		rand.Read(id)
		if text := base64.StdEncoding.EncodeToString(id); strings.Contains(text, "/") {
			return text
		}
	}
}

// ID is the key's kid.
func (k *Key) ID() string { return k.id }

// Public is the key as a JWKS shows it.
func (k *Key) Public() jose.JSONWebKey { return k.public }

// Sign returns the compact token of claims, written as encoding/json writes them.
func (k *Key) Sign(claims any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("encode the claims of a token: %w", err)
	}
	signed, err := k.signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return signed.CompactSerialize()
}

// Verify decodes the payload of token into claims, a pointer as encoding/json
// takes it, if k signed the token.
func (k *Key) Verify(token string, claims any) error {
	parsed, err := parse(token)
	if err != nil {
		return err
	}
	if kid := parsed.Headers[0].KeyID; kid != k.id {
		return fmt.Errorf("token of the key %q", kid)
	}
	if err := parsed.Claims(k.public.Key, claims); err != nil {
		return fmt.Errorf("verify a token: %w", err)
	}
	return nil
}

// Peek is Verify without the check, whatever key signed the token: to find the
// pool, and so the key, that it has to be verified with.
func Peek(token string, claims any) error {
	parsed, err := parse(token)
	if err != nil {
		return err
	}
	if err := parsed.UnsafeClaimsWithoutVerification(claims); err != nil {
		return fmt.Errorf("read a token: %w", err)
	}
	return nil
}

// parse reads a token that is spelled in the one right way: base64url has spare
// bits and passes over line breaks, and a token altered there is altered too.
func parse(token string) (*jwt.JSONWebToken, error) {
	for part := range strings.SplitSeq(token, ".") {
		raw, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil || base64.RawURLEncoding.EncodeToString(raw) != part {
			return nil, errors.New("read a token: not base64url")
		}
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, fmt.Errorf("read a token: %w", err)
	}
	return parsed, nil
}
