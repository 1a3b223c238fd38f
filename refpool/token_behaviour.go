package refpool

import (
	"io"
	"time"
)

// TokenBehaviour holds the decisions about tokens (rules TOK, REF and DEV-NEW-10).
type TokenBehaviour struct {
	// Issuer is the iss claim (TOK-05, TOK-06).
	Issuer func(p *Pool) string
	// Scope is the scope of the access tokens of a sign-in (TOK-05, DEV-CONF-09).
	Scope func(p *Pool) (string, error)
	// AccessClaims are the claims of an access token (TOK-05, DEV-NEW-10,
	// DEV-NEW-12, DEV-SRP-08, REF-10).
	AccessClaims func(p *Pool, g *Grant, at TokenTimes) map[string]any
	// IDClaims are the claims of an id token (TOK-06).
	IDClaims func(p *Pool, g *Grant, at TokenTimes) map[string]any
	// ExpiresIn is the life of the access token in seconds (TOK-03).
	ExpiresIn func(client *Client) int
	// Type is TokenType (TOK-02).
	Type func() string
	// Sign signs claims (TOK-04). It runs off every lock.
	Sign func(key SigningKey, claims map[string]any) (string, error)
	// PublishedKeys are the members of the pool's JWKS (TOK-04).
	PublishedKeys func(key SigningKey) []any
	// NewRefreshToken draws a refresh token.
	NewRefreshToken func(random io.Reader) (string, error)

	Use     TokenUseBehaviour
	Refresh RefreshBehaviour
	Revoke  RevokeBehaviour
}

// TokenUseBehaviour holds the decisions about a token that authorizes an
// operation (TOK-07, TOK-08, DEV-CONF-08, DEV-CONF-09, DEV-FORGET-10,
// DEV-FORGET-11).
type TokenUseBehaviour struct {
	// Verify returns the claims of a token that key signed.
	Verify func(key SigningKey, token string) (TokenClaims, error)
	// Issued says whether the pool is the issuer.
	Issued func(p *Pool, issuer, claimed string) bool
	// IsAccess says whether token_use is right.
	IsAccess func(use string) bool
	// Expired says whether exp has come.
	Expired func(exp, now time.Time) bool
	// Revoked says whether g's tokens were revoked or its user signed out
	// everywhere since. g is nil when it is not known (any more).
	Revoked func(g *Grant) bool
	// InScope says whether the scope allows self-service operations.
	InScope func(scope string) bool
}

// RefreshBehaviour holds the decisions of REFRESH_TOKEN_AUTH and
// GetTokensFromRefreshToken.
type RefreshBehaviour struct {
	// CheckSecret checks the ClientSecret of GetTokensFromRefreshToken (REF-07).
	CheckSecret func(client *Client, secret string) error
	// OfClient says whether g was made for client.
	OfClient func(g *Grant, client *Client) bool
	// Expired says whether the refresh token's life is over.
	Expired func(g *Grant, now time.Time) bool
	// Revoked says whether g's refresh token was revoked (TOK-08).
	Revoked func(g *Grant) bool
	// DeviceFits says whether the DEVICE_KEY sent lets g be refreshed; d is
	// the known device of the sign-in, nil if there is none (REF-01 to REF-06,
	// REF-12, DEV-FORGET-08).
	DeviceFits func(p *Pool, g *Grant, d *Device, sent string) bool
	// Reused says whether a token that was rotated at rotated may not be used
	// any more (REF-08).
	Reused func(rotation *RefreshRotation, rotated, now time.Time) bool
	// Rotates says whether a refresh gives a new refresh token (REF-01, REF-08,
	// REF-09).
	Rotates func(client *Client) bool
}

// RevokeBehaviour holds the decisions about the end of tokens (TOK-08).
type RevokeBehaviour struct {
	// Token revokes what RevokeToken names.
	Token func(g *Grant)
	// Everywhere signs a user out of every sign-in so far.
	Everywhere func(u *User)
}
