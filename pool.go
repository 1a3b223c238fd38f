package cogbench

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// ReferencePool is a server that follows every rule, with a user pool, a public
// client and a user in it. The pool tracks devices always and asks for a second
// factor, which a remembered device replaces.
type ReferencePool struct {
	// Endpoint is the server's base URL, Region that of the pool's id.
	Endpoint, Region string
	// AccessKeyID and SecretAccessKey sign the administrator's operations, by which
	// more pools, clients and users can be made.
	AccessKeyID, SecretAccessKey string
	// UserPoolID and ClientID are the pool and its client, which allows every flow.
	UserPoolID, ClientID string
	// Username and Password are the user's; TOTPSecret is the base32 text of the
	// user's software token.
	Username, Password, TOTPSecret string

	token *target.Authenticator
	clock *target.Clock
}

// Pool starts a reference pool on a loopback port for a client's test, and ends it
// with the test.
func Pool(t testing.TB) *ReferencePool {
	t.Helper()
	var furnished atomic.Bool
	behaviour := refpool.Correct()
	check := behaviour.MFA.CheckTOTP
	behaviour.MFA.CheckTOTP = func(token *refpool.TOTP, code string, now time.Time) error {
		err := check(token, code, now)
		if !furnished.Load() {
			token.LastStep = 0 // the code of this moment is the test's to use
		}
		return err
	}
	server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() }) // its port and memory are all that it holds
	pool, err := furnish(t.Context(), server.Access)
	if err != nil {
		t.Fatal(err)
	}
	furnished.Store(true)
	return pool
}

// furnish makes the pool, client and user.
func furnish(ctx context.Context, access embeddedpool.Access) (*ReferencePool, error) {
	on, err := target.New(ctx, access.Config(embeddedpool.Name), target.Options{})
	if err != nil {
		return nil, err
	}
	pool, err := on.NewFixtures("").Pool(ctx, target.PoolSpec{
		Tracking: target.Always, ChallengeRequired: true, MFA: target.MFAOn,
	})
	if err != nil {
		return nil, err
	}
	client, err := pool.Client(ctx, target.ClientSpec{})
	if err != nil {
		return nil, err
	}
	user, err := pool.User(ctx, target.UserSpec{Factors: []target.Factor{target.TOTP}})
	if err != nil {
		return nil, err
	}
	return &ReferencePool{
		Endpoint: access.Endpoint, Region: access.Region,
		AccessKeyID: access.AccessKeyID, SecretAccessKey: access.SecretAccessKey,
		UserPoolID: pool.ID, ClientID: client.ID,
		Username: user.Username, Password: user.Password, TOTPSecret: user.TOTP.Secret(),
		token: on.NewAuthenticator(pool.ID, user.TOTP.Secret()), clock: on.Clock(),
	}, nil
}

// Code returns a code of the user's software token that the pool takes. It takes each
// code once: if the next one is not due yet, the pool's time is moved, and codes that
// were made of TOTPSecret by another clock may be too old afterwards.
func (p *ReferencePool) Code(ctx context.Context) (string, error) { return p.token.Code(ctx) }

// Advance lets time pass for the pool at once.
func (p *ReferencePool) Advance(ctx context.Context, d time.Duration) error {
	return p.clock.Advance(ctx, p.UserPoolID, d)
}
