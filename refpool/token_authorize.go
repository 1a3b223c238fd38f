package refpool

import (
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool/internal/jwt"
)

// authorize returns whom an access token speaks for, with the pool unlocked. It
// refuses tokens that are not the pool's, not access tokens, expired, revoked,
// or without the scope for self-service.
func (c *call) authorize(accessToken string) (*Pool, *User, *Grant, error) {
	claimed, err := jwt.Peek(accessToken)
	if err != nil {
		return nil, nil, nil, invalidAccessToken()
	}
	p, claims, err := c.verify(claimed.Issuer, accessToken)
	if err != nil {
		return nil, nil, nil, err
	}
	p.Lock()
	defer p.Unlock()
	use := &c.server.behaviour.Token.Use
	g, _ := p.auth.grants.Get(claims.GrantID, c.now(p))
	switch {
	case use.Expired(time.Unix(claims.Expires, 0), c.now(p)):
		return nil, nil, nil, notAuthorized("Access Token has expired")
	case use.Revoked(g):
		return nil, nil, nil, notAuthorized("Access Token has been revoked")
	case !use.InScope(claims.Scope):
		return nil, nil, nil, notAuthorized("Access Token does not have required scopes")
	case g == nil:
		return nil, nil, nil, invalidAccessToken()
	case p.Users[p.fold(g.User.Username)] != g.User:
		return nil, nil, nil, userNotFound()
	}
	seen := *g // the grant itself is read under the lock alone
	return p, g.User, &seen, nil
}

// verify finds the pool that a token names as its issuer, and checks signature,
// issuer and use.
func (c *call) verify(issuer, token string) (*Pool, jwt.Claims, error) {
	use := &c.server.behaviour.Token.Use
	p, err := c.server.pool(poolOfIssuer(issuer))
	if err != nil {
		return nil, jwt.Claims{}, invalidAccessToken()
	}
	key, err := c.server.keys.For(p.ID)
	if err != nil {
		return nil, jwt.Claims{}, err
	}
	claims, err := use.Verify(key, token)
	if err != nil || !use.Issued(p, c.server.behaviour.Token.Issuer(p), claims.Issuer) || !use.IsAccess(claims.Use) {
		return nil, jwt.Claims{}, invalidAccessToken()
	}
	return p, claims, nil
}

// poolOfIssuer is the pool's id in an iss claim: what follows the last slash.
func poolOfIssuer(issuer string) string { return issuer[strings.LastIndex(issuer, "/")+1:] }

func invalidAccessToken() error { return notAuthorized("Invalid Access Token") }
