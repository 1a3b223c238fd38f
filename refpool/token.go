package refpool

import (
	"crypto/sha256"
	"strings"
)

type refreshInput struct {
	RefreshToken string
	ClientId     string
	ClientSecret string
	DeviceKey    string
}

type refreshOutput struct {
	AuthenticationResult *authenticationResult
}

func (r *request) getTokensFromRefreshToken(in *refreshInput) (*refreshOutput, error) {
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*refreshOutput, error) {
		if err := r.behaviour.Token.Refresh.CheckSecret(client, in.ClientSecret); err != nil {
			return nil, err
		}
		redeemed, err := r.redeem(p, client, in.RefreshToken, in.DeviceKey)
		if err != nil {
			return nil, err
		}
		var next string
		if r.behaviour.Token.Refresh.Rotates(client) {
			if redeemed.rotated.IsZero() {
				redeemed.rotated = r.now(p)
			}
			if next, err = r.newRefreshToken(p, redeemed.grant); err != nil {
				return nil, err
			}
		}
		result, err := r.tokens(p, redeemed.grant)
		if err != nil {
			return nil, err
		}
		result.RefreshToken = next
		return &refreshOutput{result}, nil
	})
}

// refresh answers REFRESH_TOKEN_AUTH. Clients that rotate have to use
// GetTokensFromRefreshToken, for this flow returns no refresh token.
func (a *authRequest) refresh() (*authOutput, error) {
	if a.behaviour.Token.Refresh.Rotates(a.client) {
		return nil, refuse("UnsupportedOperationException",
			"%s is not available to a client with refresh token rotation.", a.name)
	}
	deviceKey := a.behaviour.Device.Sent(a.name, a.given)
	redeemed, err := a.redeem(a.pool, a.client, a.given["REFRESH_TOKEN"], deviceKey)
	if err != nil {
		return nil, err
	}
	// The request has no USERNAME: the hash is over the pool's own, not an alias.
	if err := a.checkSecretHash(redeemed.grant.User.Username); err != nil {
		return nil, err
	}
	result, err := a.tokens(a.pool, redeemed.grant)
	if err != nil {
		return nil, err
	}
	return &authOutput{ChallengeParameters: map[string]string{}, AuthenticationResult: result}, nil
}

// redeem finds the refresh token and checks whether the client may use it. The
// lock is held.
func (r *request) redeem(p *Pool, client *Client, token, deviceKey string) (*refreshToken, error) {
	refresh, now := &r.behaviour.Token.Refresh, r.now(p)
	found, known := p.auth.refresh.Get(sha256.Sum256([]byte(token)), now)
	if !known {
		return nil, invalidRefreshToken()
	}
	g := found.grant
	device := r.knownDevice(p, g.User, g.DeviceKey)
	switch {
	case !refresh.OfClient(g, client),
		!p.has(g.User),
		refresh.Expired(g, now),
		refresh.Revoked(g):
		return nil, invalidRefreshToken()
	case refresh.Reused(client.Rotation, found.rotated, now):
		return nil, refuse("RefreshTokenReuseException", "The refresh token was already used.")
	case !refresh.DeviceFits(p, g, device, deviceKey):
		return nil, invalidRefreshToken()
	}
	g.Client = client // its settings may have changed
	return found, nil
}

func invalidRefreshToken() error { return notAuthorized("Invalid Refresh Token.") }

type revokeInput struct {
	Token        string
	ClientId     string
	ClientSecret string
}

// revokeToken revokes a refresh token and all that was made from it. A token
// that is not known is as good as revoked (RFC 7009 §2.2).
func (r *request) revokeToken(in *revokeInput) (*struct{}, error) {
	if r.server.owner(in.ClientId) == nil {
		return nil, refuse("UnauthorizedException", "Invalid client.")
	}
	return withClient(r, in.ClientId, func(p *Pool, client *Client) (*struct{}, error) {
		switch {
		case r.behaviour.Token.Refresh.CheckSecret(client, in.ClientSecret) != nil:
			return nil, refuse("UnauthorizedException", "Invalid client secret.")
		case !client.EnableTokenRevocation:
			return nil, refuse("UnsupportedOperationException", "Token revocation is not enabled for the client.")
		case isJWT(in.Token):
			return nil, refuse("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.")
		}
		found, known := p.auth.refresh.Get(sha256.Sum256([]byte(in.Token)), r.now(p))
		if !known {
			return &struct{}{}, nil
		}
		if !r.behaviour.Token.Refresh.OfClient(found.grant, client) {
			return nil, refuse("UnauthorizedException", "The token was issued to another client.")
		}
		r.behaviour.Token.Revoke.Token(found.grant)
		return &struct{}{}, nil
	})
}

func isJWT(token string) bool {
	_, err := UnverifiedClaims(token)
	return err == nil && strings.Count(token, ".") == 2
}

type accessInput struct{ AccessToken string }

func (r *request) globalSignOut(in *accessInput) (*struct{}, error) {
	return authorize(r, in.AccessToken, func(_ *Pool, u *User, _ *Grant) (*struct{}, error) {
		r.behaviour.Token.Revoke.Everywhere(u)
		return &struct{}{}, nil
	})
}

func (r *request) adminUserGlobalSignOut(in *adminUserInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(_ *Pool, u *User) (*struct{}, error) {
		r.behaviour.Token.Revoke.Everywhere(u)
		return &struct{}{}, nil
	})
}
