package cogbench

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/target"
)

// ReferencePool is a server that follows every rule, with a user pool, an app client and
// a user in it. The pool of [Pool] has a public client, tracks devices always and asks
// for a second factor, which a remembered device replaces.
type ReferencePool struct {
	// Endpoint is the server's base URL, Region that of the pool's id.
	Endpoint, Region string
	// AccessKeyID and SecretAccessKey sign the administrator's operations, by which
	// more pools, clients and users can be made.
	AccessKeyID, SecretAccessKey string
	// UserPoolID and ClientID are the pool and its client, which allows every flow;
	// ClientSecret is "" for a public one.
	UserPoolID, ClientID, ClientSecret string
	// Username and Password are the user's; TOTPSecret is the base32 text of the
	// user's software token, "" without.
	Username, Password, TOTPSecret string

	token *target.Authenticator
	clock *target.Clock
}

// Pool starts a reference pool on a loopback port for a client's test, and ends it
// with the test. [Client] judges the client as well.
func Pool(t testing.TB) *ReferencePool {
	t.Helper()
	pool, err := live.Start(t.Context(), live.Options{Tracking: target.Always, Factor: target.TOTP, Unrecorded: true})
	if err != nil {
		t.Fatal(err)
	}
	// Its port and memory are all that it holds.
	t.Cleanup(func() { _ = pool.Close(context.Background()) })
	return referencePool(pool)
}

// referencePool is a pool as a test is told of it.
func referencePool(pool *live.Pool) *ReferencePool {
	p := &ReferencePool{
		Endpoint: pool.Endpoint, Region: pool.Region,
		AccessKeyID: pool.AccessKeyID, SecretAccessKey: pool.SecretAccessKey,
		UserPoolID: pool.UserPoolID, ClientID: pool.ClientID, ClientSecret: pool.ClientSecret,
		Username: pool.Username, Password: pool.Password, token: pool.TOTP, clock: pool.Clock,
	}
	if pool.TOTP != nil {
		p.TOTPSecret = pool.TOTP.Secret()
	}
	return p
}

// Code returns a code of the user's software token that the pool takes. It takes each
// code once: if the next one is not due yet, the pool's time is moved, and codes that
// were made of TOTPSecret by another clock may be too old afterwards. The user of a pool
// that asks for no such code has none: the error says so.
func (p *ReferencePool) Code(ctx context.Context) (string, error) {
	if p.token == nil {
		return "", errors.New("the user has no software token")
	}
	return p.token.Code(ctx)
}

// Advance lets time pass for the pool at once.
func (p *ReferencePool) Advance(ctx context.Context, d time.Duration) error {
	return p.clock.Advance(ctx, p.UserPoolID, d)
}
