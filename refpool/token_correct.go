package refpool

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	// selfServiceScope lets an access token authorize operations.
	selfServiceScope  = "aws.cognito.signin.user.admin"
	refreshTokenBytes = 96
)

func correctToken() TokenBehaviour {
	return TokenBehaviour{
		Issuer:       (*Pool).issuer,
		Scope:        tokenScope,
		AccessClaims: accessClaims,
		IDClaims:     idClaims,
		ExpiresIn: func(client *Client) int {
			return int(client.AccessTokenValidity / time.Second)
		},
		Type:            func() string { return "Bearer" },
		Sign:            SigningKey.Sign,
		PublishedKeys:   func(key SigningKey) []any { return []any{key.Public()} },
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
			CheckSecret: checkClientSecret,
			OfClient:    func(g *Grant, client *Client) bool { return g.Client.ID == client.ID },
			Expired:     func(g *Grant, now time.Time) bool { return !now.Before(g.Expires) },
			Revoked:     revoked,
			DeviceFits:  refreshDeviceFits,
			Reused: func(rotation *RefreshRotation, rotated, now time.Time) bool {
				if rotated.IsZero() {
					return false
				}
				return rotation == nil || !now.Before(rotated.Add(rotation.GracePeriod))
			},
			Rotates: func(client *Client) bool { return client.Rotation != nil },
		},
		Revoke: RevokeBehaviour{
			Token:      func(g *Grant) { g.Revoked = true },
			Everywhere: func(u *User) { u.SignOuts++ },
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
		"event_id":   uuid.NewString(),
		"origin_jti": g.ID,
	}
}

func newRefreshToken(random io.Reader) (string, error) {
	token := make([]byte, refreshTokenBytes)
	if _, err := io.ReadFull(random, token); err != nil {
		return "", fmt.Errorf("draw a refresh token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(token), nil
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
