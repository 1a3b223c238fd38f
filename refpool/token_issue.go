package refpool

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// grant makes what the tokens of a completed sign-in stand for. The lock is held.
func (r *request) grant(p *Pool, s *SignIn) (*Grant, error) {
	id, err := drawUUID(r.server.random())
	if err != nil {
		return nil, err
	}
	scope, err := r.behaviour.Token.Scope(p)
	if err != nil {
		return nil, err
	}
	now := r.now(p)
	g := &Grant{
		ID: id, Client: s.Client, User: s.User, DeviceKey: s.DeviceKey, Scope: scope,
		AuthTime: now, Expires: now.Add(s.Client.RefreshTokenValidity), SignOuts: s.User.SignOuts,
	}
	p.auth.grants.Put(id, g, g.Expires, now)
	return g, nil
}

// newRefreshToken makes a refresh token of g, which ends with g. The lock is held.
func (r *request) newRefreshToken(p *Pool, g *Grant) (string, error) {
	token, err := r.behaviour.Token.NewRefreshToken(r.server.random())
	if err != nil {
		return "", err
	}
	p.auth.refresh.Put(r.behaviour.Token.Refresh.Digest(token), &refreshToken{grant: g}, g.Expires.Add(remembrance), r.now(p))
	return token, nil
}

// tokens signs an access and an id token of g, whose lives are counted from since: the
// end of a sign-in, or a refresh (docs/protocol.md §2.7). The lock is held, but not while
// it signs.
func (r *request) tokens(p *Pool, g *Grant, since time.Time) (*authenticationResult, error) {
	tokens, now := &r.behaviour.Token, r.now(p)
	life := tokens.ExpiresIn(g.Client)
	event := uuid.NewString()
	access := tokens.AccessClaims(p, g, TokenTimes{now, since.Add(time.Duration(life) * time.Second), event})
	id := tokens.IDClaims(p, g, TokenTimes{now, since.Add(g.Client.IDTokenValidity), event})
	result := &authenticationResult{ExpiresIn: life, TokenType: tokens.Type()}
	var err error
	p.unlocked(func() {
		var keys SigningKeys
		if keys, err = r.server.keysOf(p.ID); err != nil {
			return
		}
		if result.AccessToken, err = tokens.Sign(keys, access); err != nil {
			return
		}
		result.IdToken, err = tokens.Sign(keys, id)
	})
	if err != nil {
		return nil, err
	}
	return result, nil
}

// jwks is the pool's key set, as JSON.
func (s *Server) jwks(p *Pool) ([]byte, error) {
	keys, err := s.keysOf(p.ID)
	if err != nil {
		return nil, err
	}
	set := struct {
		Keys []any `json:"keys"`
	}{s.behaviour.Token.PublishedKeys(keys)}
	document, err := json.Marshal(set)
	if err != nil {
		return nil, fmt.Errorf("write the key set of %s: %w", p.ID, err)
	}
	return document, nil
}
