package target

import (
	"context"
	"fmt"
	"net/http"
)

// JWKS reads the keys that the pool's tokens are signed with, as the JSON of
// RFC 7517: <endpoint>/<pool id>/.well-known/jwks.json.
func (p *Pool) JWKS(ctx context.Context) ([]byte, error) {
	t := p.Target()
	address := t.Config.Endpoint + "/" + p.ID + "/.well-known/jwks.json"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	keys, err := t.fetch(request)
	if err != nil {
		return nil, fmt.Errorf("key set of %s: %w", p.ID, err)
	}
	return keys, nil
}
