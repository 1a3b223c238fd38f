package refpool

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
		now := r.now(p)
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
				redeemed.rotated = now
			}
			redeemed.grant.Expires = r.behaviour.Token.Refresh.NewExpiry(redeemed.grant, now)
			if next, err = r.newRefreshToken(p, redeemed.grant); err != nil {
				return nil, err
			}
		}
		result, err := r.tokens(p, redeemed.grant, now)
		if err != nil {
			return nil, err
		}
		result.RefreshToken = next
		return &refreshOutput{result}, nil
	})
}

// refresh answers REFRESH_TOKEN_AUTH.
func (a *authRequest) refresh() (*authOutput, error) {
	if err := a.behaviour.Token.Refresh.CheckFlow(a.client, a.name); err != nil {
		return nil, err
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
	result, err := a.tokens(a.pool, redeemed.grant, a.now(a.pool))
	if err != nil {
		return nil, err
	}
	return &authOutput{ChallengeParameters: map[string]string{}, AuthenticationResult: result}, nil
}

// redeem finds the refresh token and checks whether the client may use it. The
// lock is held.
func (r *request) redeem(p *Pool, client *Client, token, deviceKey string) (*refreshToken, error) {
	refresh, now := &r.behaviour.Token.Refresh, r.now(p)
	found, known := p.auth.refresh.Get(refresh.Digest(token), now)
	if !known {
		return nil, invalidRefreshToken()
	}
	g := found.grant
	r.witness.user(g.User)
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
		revoke := &r.behaviour.Token.Revoke
		if revoke.CheckSecret(client, in.ClientSecret) != nil {
			return nil, refuse("UnauthorizedException", "Invalid client secret.")
		}
		if err := revoke.CheckClient(client); err != nil {
			return nil, err
		}
		if err := revoke.CheckToken(in.Token); err != nil {
			return nil, err
		}
		found, known := p.auth.refresh.Get(r.behaviour.Token.Refresh.Digest(in.Token), r.now(p))
		if !known {
			return &struct{}{}, nil
		}
		if !revoke.OfClient(found.grant, client) {
			return nil, refuse("UnauthorizedException", "The token was issued to another client.")
		}
		revoke.Token(found.grant)
		return &struct{}{}, nil
	})
}

type accessInput struct{ AccessToken string }

func (r *request) globalSignOut(in *accessInput) (*struct{}, error) {
	return authorize(r, in.AccessToken, func(_ *Pool, u *User, _ *Grant) (*struct{}, error) {
		r.behaviour.Token.Revoke.Everywhere(r.operation, u)
		return &struct{}{}, nil
	})
}

func (r *request) adminUserGlobalSignOut(in *adminUserInput) (*struct{}, error) {
	return withUser(r, in.UserPoolId, in.Username, func(_ *Pool, u *User) (*struct{}, error) {
		r.behaviour.Token.Revoke.Everywhere(r.operation, u)
		return &struct{}{}, nil
	})
}
