package refpool

import (
	"crypto/sha256"
	"io"
	"time"
)

// TokenBehaviour holds the decisions about tokens (rules TOK and REF).
type TokenBehaviour struct {
	// Issuer is the iss claim.
	Issuer func(p *Pool) string
	// Scope is the scope claim of access tokens.
	Scope func(p *Pool) (string, error)
	// AccessClaims are the claims of an access token.
	AccessClaims func(p *Pool, g *Grant, at TokenTimes) map[string]any
	// IDClaims are the claims of an id token.
	IDClaims func(p *Pool, g *Grant, at TokenTimes) map[string]any
	// ExpiresIn is the life of an access token, in seconds.
	ExpiresIn func(client *Client) int
	// Type is TokenType.
	Type func() string
	// Sign returns the compact JWT of claims. No lock is held.
	Sign func(keys SigningKeys, claims map[string]any) (string, error)
	// PublishedKeys are the members of the pool's JWKS, encoded as JSON.
	PublishedKeys func(keys SigningKeys) []any
	// NewRefreshToken draws a refresh token.
	NewRefreshToken func(random io.Reader) (string, error)

	Use     TokenUseBehaviour
	Refresh RefreshBehaviour
	Revoke  RevokeBehaviour
}

// TokenUseBehaviour holds the decisions about a token that authorizes an
// operation.
type TokenUseBehaviour struct {
	// Verify returns the claims of a compact JWT, and an error unless one of the
	// keys signed it. No lock is held.
	Verify func(keys SigningKeys, token string) (TokenClaims, error)
	// Issued reports whether the pool, whose iss claim is issuer, issued a token
	// that claims another or the same.
	Issued func(p *Pool, issuer, claimed string) bool
	// IsAccess reports whether token_use is that of an access token.
	IsAccess func(use string) bool
	// Expired reports whether exp has come.
	Expired func(exp, now time.Time) bool
	// Revoked reports whether g's tokens were revoked, or its user has signed out
	// everywhere since. g is nil if the server does not know it.
	Revoked func(g *Grant) bool
	// InScope reports whether the scope, separated by spaces, allows operations.
	InScope func(scope string) bool
}

// RefreshBehaviour holds the decisions of REFRESH_TOKEN_AUTH and
// GetTokensFromRefreshToken.
type RefreshBehaviour struct {
	// Digest is what a refresh token is known by.
	Digest func(token string) [sha256.Size]byte
	// CheckSecret refuses a wrong ClientSecret of GetTokensFromRefreshToken.
	CheckSecret func(client *Client, secret string) error
	// CheckFlow refuses REFRESH_TOKEN_AUTH to a client.
	CheckFlow func(client *Client, flow string) error
	// OfClient reports whether g was made for client.
	OfClient func(g *Grant, client *Client) bool
	// Expired reports whether the refresh token's life is over.
	Expired func(g *Grant, now time.Time) bool
	// Revoked reports whether g's refresh token was revoked.
	Revoked func(g *Grant) bool
	// DeviceFits reports whether the DEVICE_KEY sent allows g to be refreshed; d is
	// the known device of the sign-in, nil if there is none.
	DeviceFits func(p *Pool, g *Grant, d *Device, sent string) bool
	// Reused reports whether a token is refused because it was rotated. rotated is
	// when that was, zero if never; rotation is nil if it is off.
	Reused func(rotation *RefreshRotation, rotated, now time.Time) bool
	// Rotates reports whether a refresh returns a new refresh token.
	Rotates func(client *Client) bool
	// NewExpiry is when the refresh token ends that takes the place of another of g.
	NewExpiry func(g *Grant, now time.Time) time.Time
}

// RevokeBehaviour holds the decisions about the end of tokens.
type RevokeBehaviour struct {
	// CheckSecret refuses a wrong ClientSecret of RevokeToken.
	CheckSecret func(client *Client, secret string) error
	// CheckClient refuses a client whose tokens cannot be revoked.
	CheckClient func(client *Client) error
	// CheckToken refuses a token that is no refresh token.
	CheckToken func(token string) error
	// OfClient reports whether client may revoke the tokens of g.
	OfClient func(g *Grant, client *Client) bool
	// Token revokes the refresh token of g, and all that was made from it.
	Token func(g *Grant)
	// Everywhere signs a user out of every sign-in so far, as the operation,
	// GlobalSignOut or AdminUserGlobalSignOut, does.
	Everywhere func(operation string, u *User)
}
