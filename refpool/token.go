package refpool

import (
	"crypto/sha256"
	"strings"

	"github.com/cogbench/cogbench/refpool/internal/jwt"
)

// tokenOperations lists the operations on tokens.
func tokenOperations() map[string]handler {
	return map[string]handler{
		"GetTokensFromRefreshToken": operation((*call).getTokensFromRefreshToken),
		"RevokeToken":               operation((*call).revokeToken),
		"GlobalSignOut":             operation((*call).globalSignOut),
		"AdminUserGlobalSignOut":    operation((*call).adminUserGlobalSignOut),
	}
}

type refreshInput struct {
	RefreshToken string
	ClientId     string
	ClientSecret string
	DeviceKey    string
}

type refreshOutput struct {
	AuthenticationResult *authenticationResult
}

func (c *call) getTokensFromRefreshToken(in *refreshInput) (*refreshOutput, error) {
	p, client, err := c.server.client(in.ClientId)
	if err != nil {
		return nil, err
	}
	if err := c.server.behaviour.Token.Refresh.CheckSecret(client, in.ClientSecret); err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	redeemed, err := c.redeem(p, client, in.RefreshToken, in.DeviceKey)
	if err != nil {
		return nil, err
	}
	var next string
	if c.server.behaviour.Token.Refresh.Rotates(client) {
		if redeemed.rotated.IsZero() {
			redeemed.rotated = c.now(p)
		}
		if next, err = c.newRefreshToken(p, redeemed.grant); err != nil {
			return nil, err
		}
	}
	result, err := c.tokens(p, redeemed.grant)
	if err != nil {
		return nil, err
	}
	result.RefreshToken = next
	return &refreshOutput{result}, nil
}

// refresh answers REFRESH_TOKEN_AUTH. Clients that rotate have to use
// GetTokensFromRefreshToken, for this flow returns no refresh token.
func (t *turn) refresh() (*authOutput, error) {
	t.pool.Lock()
	defer t.pool.Unlock()
	if t.server.behaviour.Token.Refresh.Rotates(t.client) {
		return nil, refuse("UnsupportedOperationException",
			"%s is not available to a client with refresh token rotation.", t.name)
	}
	deviceKey := t.server.behaviour.Device.Sent(t.name, t.given)
	redeemed, err := t.redeem(t.pool, t.client, t.given["REFRESH_TOKEN"], deviceKey)
	if err != nil {
		return nil, err
	}
	if err := t.checkRefreshHash(redeemed.grant.User); err != nil {
		return nil, err
	}
	result, err := t.tokens(t.pool, redeemed.grant)
	if err != nil {
		return nil, err
	}
	return &authOutput{ChallengeParameters: map[string]string{}, AuthenticationResult: result}, nil
}

// checkRefreshHash takes a SECRET_HASH over any name of the token's user: the
// request has no USERNAME.
func (t *turn) checkRefreshHash(u *User) error {
	err := t.checkSecretHash(u.Username)
	for _, name := range append(t.pool.aliases(u), u.Sub) {
		if err == nil {
			return nil
		}
		if t.checkSecretHash(name) == nil {
			return nil
		}
	}
	return err
}

// redeem finds the refresh token and judges whether the client may use it. The
// lock is held.
func (c *call) redeem(p *Pool, client *Client, token, deviceKey string) (*refreshToken, error) {
	refresh, now := &c.server.behaviour.Token.Refresh, c.now(p)
	found, known := p.auth.refresh.Get(sha256.Sum256([]byte(token)), now)
	if !known {
		return nil, invalidRefreshToken()
	}
	g := found.grant
	device := c.knownDevice(p, g.User, g.DeviceKey)
	switch {
	case !refresh.OfClient(g, client),
		p.Users[p.fold(g.User.Username)] != g.User,
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
func (c *call) revokeToken(in *revokeInput) (*struct{}, error) {
	p, client, err := c.server.client(in.ClientId)
	if err != nil {
		return nil, refuse("UnauthorizedException", "Invalid client.")
	}
	switch {
	case c.server.behaviour.Token.Refresh.CheckSecret(client, in.ClientSecret) != nil:
		return nil, refuse("UnauthorizedException", "Invalid client secret.")
	case !client.EnableTokenRevocation:
		return nil, refuse("UnsupportedOperationException", "Token revocation is not enabled for the client.")
	case isJWT(in.Token):
		return nil, refuse("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.")
	}
	p.Lock()
	defer p.Unlock()
	found, known := p.auth.refresh.Get(sha256.Sum256([]byte(in.Token)), c.now(p))
	if !known {
		return &struct{}{}, nil
	}
	if !c.server.behaviour.Token.Refresh.OfClient(found.grant, client) {
		return nil, refuse("UnauthorizedException", "The token was issued to another client.")
	}
	c.server.behaviour.Token.Revoke.Token(found.grant)
	return &struct{}{}, nil
}

func isJWT(token string) bool {
	_, err := jwt.Peek(token)
	return err == nil && strings.Count(token, ".") == 2
}

type accessInput struct{ AccessToken string }

func (c *call) globalSignOut(in *accessInput) (*struct{}, error) {
	p, u, _, err := c.authorize(in.AccessToken)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	c.server.behaviour.Token.Revoke.Everywhere(u)
	return &struct{}{}, nil
}

func (c *call) adminUserGlobalSignOut(in *adminUserInput) (*struct{}, error) {
	p, err := c.server.pool(in.UserPoolId)
	if err != nil {
		return nil, err
	}
	p.Lock()
	defer p.Unlock()
	u, err := c.adminUser(p, in.Username)
	if err != nil {
		return nil, err
	}
	c.server.behaviour.Token.Revoke.Everywhere(u)
	return &struct{}{}, nil
}
