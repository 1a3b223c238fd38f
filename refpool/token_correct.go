package refpool

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	// selfServiceScope lets an access token authorize operations.
	selfServiceScope = "aws.cognito.signin.user.admin"
	// refreshTokenHeader is the protected header of refresh tokens, which are JWEs.
	refreshTokenHeader = `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`
)

// refreshTokenParts are the sizes of the other parts of a refresh token, in bytes: an
// encrypted key, an initialization vector, about a kilobyte of ciphertext, a tag.
var refreshTokenParts = [...]int{256, 12, 1020, 16}

func correctToken() TokenBehaviour {
	return TokenBehaviour{
		Issuer:       (*Pool).issuer,
		Scope:        tokenScope,
		AccessClaims: accessClaims,
		IDClaims:     idClaims,
		ExpiresIn: func(client *Client) int {
			return int(client.AccessTokenValidity / time.Second)
		},
		Type: func() string { return "Bearer" },
		Sign: func(keys SigningKeys, claims map[string]any) (string, error) {
			return keys.For(claims["token_use"]).Sign(claims)
		},
		PublishedKeys:   func(keys SigningKeys) []any { return []any{keys.ID.Public(), keys.Access.Public()} },
		NewRefreshToken: newRefreshToken,
		Use: TokenUseBehaviour{
			Verify:   verifiedClaims,
			Issued:   func(_ *Pool, issuer, claimed string) bool { return claimed == issuer },
			IsAccess: func(use string) bool { return use == "access" },
			Expired:  func(exp, now time.Time) bool { return !now.Before(exp) },
			Revoked:  revoked,
			InScope:  inScope,
		},
		Refresh: RefreshBehaviour{
			Digest:      func(token string) [sha256.Size]byte { return sha256.Sum256([]byte(token)) },
			CheckSecret: checkClientSecret,
			CheckFlow:   refreshFlowAllowed,
			OfClient:    ofClient,
			Expired:     func(g *Grant, now time.Time) bool { return !now.Before(g.Expires) },
			Revoked:     revoked,
			DeviceFits:  refreshDeviceFits,
			Reused: func(rotation *RefreshRotation, rotated, now time.Time) bool {
				if rotated.IsZero() {
					return false
				}
				return rotation == nil || !now.Before(rotated.Add(rotation.GracePeriod))
			},
			Rotates:   func(client *Client) bool { return client.Rotation != nil },
			NewExpiry: func(g *Grant, _ time.Time) time.Time { return g.Expires },
		},
		Revoke: RevokeBehaviour{
			CheckSecret: checkClientSecret,
			CheckClient: revocationAllowed,
			CheckToken:  isRefreshToken,
			OfClient:    ofClient,
			Token:       func(g *Grant) { g.Revoked = true },
			Everywhere:  func(_ string, u *User) { u.SignOuts++ },
		},
	}
}

// issuer is the iss claim: that of the service itself in the pool's region, so that clients
// which check it against the pool's id do.
func (p *Pool) issuer() string {
	return "https://cognito-idp." + p.region() + ".amazonaws.com/" + p.ID
}

func tokenScope(p *Pool) (string, error) {
	switch arn := p.Config.Lambda.PreTokenGeneration; {
	case arn == "":
		return selfServiceScope, nil
	case isFunction(arn, narrowScopeFunction):
		return "openid", nil
	default:
		return "", refuse("UnexpectedLambdaException", "The function %s cannot be called.", arn)
	}
}

func accessClaims(p *Pool, g *Grant, at TokenTimes) map[string]any {
	claims := commonClaims(p, g, at)
	claims["token_use"] = "access"
	claims["client_id"] = g.Client.ID
	claims["username"] = g.User.Username
	claims["scope"] = g.Scope
	if g.DeviceKey != "" {
		claims["device_key"] = g.DeviceKey
	}
	return claims
}

func idClaims(p *Pool, g *Grant, at TokenTimes) map[string]any {
	claims := map[string]any{}
	for name, value := range g.User.Attributes {
		if strings.HasSuffix(name, "_verified") {
			claims[name] = value == "true"
		} else {
			claims[name] = value
		}
	}
	for name, value := range commonClaims(p, g, at) {
		claims[name] = value
	}
	claims["token_use"] = "id"
	claims["aud"] = g.Client.ID
	claims["cognito:username"] = g.User.Username
	return claims
}

func commonClaims(p *Pool, g *Grant, at TokenTimes) map[string]any {
	return map[string]any{
		"iss":        p.issuer(),
		"sub":        g.User.Sub,
		"iat":        at.Issued.Unix(),
		"exp":        at.Expires.Unix(),
		"auth_time":  g.AuthTime.Unix(),
		"jti":        uuid.NewString(),
		"event_id":   at.Event,
		"origin_jti": g.ID,
	}
}

// newRefreshToken draws what looks like a JWE: nobody but the service can read one, and
// the pool keeps what is in it.
func newRefreshToken(random io.Reader) (string, error) {
	token := base64.RawURLEncoding.EncodeToString([]byte(refreshTokenHeader))
	for _, size := range refreshTokenParts {
		part := make([]byte, size)
		if _, err := io.ReadFull(random, part); err != nil {
			return "", fmt.Errorf("draw a refresh token: %w", err)
		}
		token += "." + base64.RawURLEncoding.EncodeToString(part)
	}
	return token, nil
}

func ofClient(g *Grant, client *Client) bool { return g.Client.ID == client.ID }

// refreshFlowAllowed has clients that rotate use GetTokensFromRefreshToken, for the flow
// returns no refresh token.
func refreshFlowAllowed(client *Client, flow string) error {
	if client.Rotation == nil {
		return nil
	}
	return refuse("UnsupportedOperationException",
		"%s is not available to a client with refresh token rotation.", flow)
}

func revocationAllowed(client *Client) error {
	if client.EnableTokenRevocation {
		return nil
	}
	return refuse("UnsupportedOperationException", "Token revocation is not enabled for the client.")
}

func isRefreshToken(token string) error {
	if _, err := UnverifiedClaims(token); err == nil {
		return refuse("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.")
	}
	return nil
}

func revoked(g *Grant) bool { return g == nil || g.Revoked || g.SignOuts != g.User.SignOuts }

func inScope(scope string) bool {
	for _, s := range strings.Fields(scope) {
		if s == selfServiceScope {
			return true
		}
	}
	return false
}

func checkClientSecret(client *Client, secret string) error {
	switch {
	case client.Secret == "":
		return nil
	case secret == "":
		return notAuthorized("Client %s is configured with secret but ClientSecret was not received", client.ID)
	case !hmac.Equal([]byte(client.Secret), []byte(secret)):
		return notAuthorized("Unable to verify the secret of client %s", client.ID)
	}
	return nil
}

func refreshDeviceFits(p *Pool, g *Grant, d *Device, sent string) bool {
	if !tracked(p) || g.DeviceKey == "" {
		return true
	}
	return d != nil && sent == g.DeviceKey
}
