package target

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// JWKS reads the keys that the pool's tokens are signed with, as the JSON of
// RFC 7517: <endpoint>/<pool id>/.well-known/jwks.json.
func (p *Pool) JWKS(ctx context.Context) ([]byte, error) {
	return p.keySet(ctx, p.Target().Config.Endpoint+"/"+p.ID)
}

// ErrElsewhere says that an issuer is on another host than the target, where nothing is
// called.
var ErrElsewhere = errors.New("another host than the endpoint, which is not called")

// JWKSOf reads the keys of an issuer, as tokens name it; errors.Is(err, ErrElsewhere)
// where that is on another host than the target.
func (p *Pool) JWKSOf(ctx context.Context, issuer string) ([]byte, error) {
	address, err := url.Parse(issuer)
	if err != nil {
		return nil, fmt.Errorf("issuer of %s: %w", p.ID, err)
	}
	if endpoint, err := url.Parse(p.Target().Config.Endpoint); err != nil || endpoint.Host != address.Host {
		return nil, fmt.Errorf("the issuer %s is on %w", issuer, ErrElsewhere)
	}
	return p.keySet(ctx, issuer)
}

func (p *Pool) keySet(ctx context.Context, issuer string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, issuer+"/.well-known/jwks.json", http.NoBody)
	if err != nil {
		return nil, err
	}
	keys, err := p.Target().fetch(request)
	if err != nil {
		return nil, fmt.Errorf("key set of %s: %w", p.ID, err)
	}
	return keys, nil
}
