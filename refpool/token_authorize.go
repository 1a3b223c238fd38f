package refpool

import (
	"strings"
	"time"
)

// authorize runs act for the user of an access token. The lock of the user's
// pool is held from the check of the token until act returns, so that the user
// is still there. Refused are tokens that are not the pool's, not access tokens,
// expired, revoked, or without the scope for self-service.
func authorize[Out any](
	r *request, accessToken string, act func(*Pool, *User, *Grant) (Out, error),
) (out Out, err error) {
	p, claims, err := r.verify(accessToken)
	if err != nil {
		return out, err
	}
	p.Lock()
	defer p.Unlock()
	g, err := r.grantOf(p, claims)
	if err != nil {
		return out, err
	}
	r.witness.client(p, g.Client)
	r.witness.user(g.User)
	return act(p, g.User, g)
}

// verify finds the pool that a token names as its issuer, and checks that a key
// of the pool signed it. No lock is held: it takes an exponentiation.
func (r *request) verify(token string) (*Pool, TokenClaims, error) {
	claimed, err := UnverifiedClaims(token)
	if err != nil {
		return nil, TokenClaims{}, invalidAccessToken()
	}
	p, err := r.server.pool(poolOfIssuer(claimed.Issuer))
	if err != nil {
		return nil, TokenClaims{}, invalidAccessToken()
	}
	keys, err := r.server.keysOf(p.ID)
	if err != nil {
		return nil, TokenClaims{}, err
	}
	claims, err := r.behaviour.Token.Use.Verify(keys, token)
	if err != nil {
		return nil, TokenClaims{}, invalidAccessToken()
	}
	return p, claims, nil
}

// grantOf is the sign-in whose access token has these claims, if the token is
// good at p for an operation. The lock is held.
func (r *request) grantOf(p *Pool, claims TokenClaims) (*Grant, error) {
	use, now := &r.behaviour.Token.Use, r.now(p)
	g, _ := p.auth.grants.Get(claims.GrantID, now)
	switch {
	case !use.Issued(p, r.behaviour.Token.Issuer(p), claims.Issuer), !use.IsAccess(claims.Use):
		return nil, invalidAccessToken()
	case use.Expired(time.Unix(claims.Expires, 0), now):
		return nil, notAuthorized("Access Token has expired")
	case use.Revoked(g):
		return nil, notAuthorized("Access Token has been revoked")
	case !use.InScope(claims.Scope):
		return nil, notAuthorized("Access Token does not have required scopes")
	case g == nil:
		return nil, invalidAccessToken()
	case !p.has(g.User):
		return nil, userNotFound()
	}
	return g, nil
}

// poolOfIssuer is the pool's id in an iss claim: what follows the last slash.
func poolOfIssuer(issuer string) string { return issuer[strings.LastIndex(issuer, "/")+1:] }

func invalidAccessToken() error { return notAuthorized("Invalid Access Token") }
