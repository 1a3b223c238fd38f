package srp

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
)

// maxSecretBlock bounds the text of a SECRET_BLOCK; real ones have 1 to 2 KB.
const maxSecretBlock = 1 << 17

// ErrSecretBlock is the answer to a SECRET_BLOCK that is no base64, or longer
// than 128 KB.
var ErrSecretBlock = errors.New("unreadable SECRET_BLOCK")

// Challenge is what a service sends with PASSWORD_VERIFIER or
// DEVICE_PASSWORD_VERIFIER, as the texts that it sends.
type Challenge struct {
	B           string // SRP_B, hexadecimal
	Salt        string // SALT, hexadecimal
	SecretBlock string // SECRET_BLOCK, base64
}

// Client is the client's side of an exchange. It may be used by several
// goroutines at once, and may answer several challenges: the service takes one
// A for the user's leg and the device's (rule SRP-14), which spares the second
// g^a. What stands for many users should not do that, for none of them does.
type Client struct {
	a, publicA *big.Int
	cache      *Cache
	lenient    bool // of SECRET_BLOCK
}

// NewClient draws the ephemeral a, of 1024 bits unless WithEphemeralBits says
// otherwise, and computes A = g^a mod N.
func NewClient(opts ...Option) (*Client, error) {
	o := apply(opts, clientEphemeralBits)
	a, err := o.drawEphemeral()
	if err != nil {
		return nil, err
	}
	return &Client{a: a, publicA: powerOfG(a), cache: o.cache}, nil
}

// SRPA returns A as SRP_A carries it: lower-case hexadecimal without padding.
func (c *Client) SRPA() string { return c.publicA.Text(16) }

// Lenient returns the same client, who reads SECRET_BLOCK by LenientBase64, as clients
// in the field do, where a strict one refuses what is no base64.
func (c *Client) Lenient() *Client {
	lenient := *c
	lenient.lenient = true
	return &lenient
}

// Ephemeral returns a, which is to be kept as secret as what it proves.
func (c *Client) Ephemeral() *big.Int { return new(big.Int).Set(c.a) }

// A returns the public value A.
func (c *Client) A() *big.Int { return new(big.Int).Set(c.publicA) }

// Proof answers a challenge: the base64 text of PASSWORD_CLAIM_SIGNATURE. The
// timestamp enters as the text that goes out as TIMESTAMP (see Timestamp). It
// refuses a challenge that it cannot read (ErrHex, ErrSecretBlock) and
// B ≡ 0 (mod N) or u = 0 (ErrZeroB, ErrZeroU).
func (c *Client) Proof(id Identity, ch Challenge, timestamp string) (string, error) {
	B, err := ParseHex(ch.B)
	if err != nil {
		return "", fmt.Errorf("SRP_B: %w", err)
	}
	salt, err := ParseHex(ch.Salt)
	if err != nil {
		return "", fmt.Errorf("SALT: %w", err)
	}
	secretBlock, err := c.decodeSecretBlock(ch.SecretBlock)
	if err != nil {
		return "", err
	}
	if isZero(B) {
		return "", ErrZeroB
	}
	h := hasher{message: make([]byte, 0, hasherSpace+len(secretBlock))}
	u, err := h.scrambling(c.publicA, B)
	if err != nil {
		return "", err
	}
	S := clientPremaster(c.a, B, h.privateKey(id, salt), u, c.cache)
	key := h.sessionKey(S, u)
	signature := h.signature(key[:], id.Group, id.Name, secretBlock, timestamp)
	return base64.StdEncoding.EncodeToString(signature[:]), nil
}

func (c *Client) decodeSecretBlock(text string) ([]byte, error) {
	if len(text) > maxSecretBlock {
		return nil, fmt.Errorf("%w: %d characters", ErrSecretBlock, len(text))
	}
	block, err := base64.StdEncoding.DecodeString(text)
	switch {
	case err != nil && c.lenient:
		return LenientBase64(text), nil
	case err != nil:
		return nil, fmt.Errorf("%w: not base64", ErrSecretBlock)
	}
	return block, nil
}
