package target

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// JWKS reads the keys that the pool's tokens are signed with, as the JSON of
// RFC 7517: <endpoint>/<pool id>/.well-known/jwks.json.
func (p *Pool) JWKS(ctx context.Context) ([]byte, error) {
	return p.keySet(ctx, p.Target().Config.Endpoint+"/"+p.ID)
}

// JWKSOf reads the keys of an issuer, as tokens name it. The error is also that it is on
// another host than the target: nothing else is called.
func (p *Pool) JWKSOf(ctx context.Context, issuer string) ([]byte, error) {
	address, err := url.Parse(issuer)
	if err != nil {
		return nil, fmt.Errorf("issuer of %s: %w", p.ID, err)
	}
	if endpoint, err := url.Parse(p.Target().Config.Endpoint); err != nil || endpoint.Host != address.Host {
		return nil, fmt.Errorf("issuer of %s: %s is not the target", p.ID, issuer)
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
