package live

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/referee/record"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/target"
)

// Options say what the client meets. The zero value is a pool that tracks no devices and
// asks for no second factor, with a public client.
type Options struct {
	// Tracking says which devices the pool remembers. A remembered one replaces the
	// second factor.
	Tracking target.Tracking
	// Factor is the second factor that the pool asks for; "" for none.
	Factor target.Factor
	// Alias has the user sign in with an e-mail address, while the user name is a UUID.
	Alias bool
	// ClientSecret gives the app client a secret.
	ClientSecret bool
	// Awkward are the ways in which the pool is awkward.
	Awkward []awkward.Way
	// Install makes the server otherwise; it may be nil.
	Install func(*refpool.Options)
	// Unrecorded keeps nothing of what the client does, and has no limit.
	Unrecorded bool
	// Listen is where, a HOST:PORT; a free loopback port if empty.
	Listen string
	// Record bounds what is recorded. Its Witness is the pool's own.
	Record record.Options
}

// Pool is a running server with a user pool, an app client and a user.
type Pool struct {
	embeddedpool.Access
	// Recorder has what the client did since the start; nil if nothing is recorded.
	*record.Recorder
	// UserPoolID and ClientID are the pool and its client, which allows every flow;
	// ClientSecret is "" for a public one.
	UserPoolID, ClientID, ClientSecret string
	// Username is the name that the user signs in with.
	Username, Password string
	// TOTP is the user's software token; nil if it has none.
	TOTP *target.Authenticator
	// Clock moves the pool's time.
	Clock *target.Clock

	server    *embeddedpool.Server
	furnished atomic.Bool
}

// Start makes the pool. The error is that of listening, or of what could not be made.
func Start(ctx context.Context, options Options) (*Pool, error) {
	p := &Pool{}
	server, err := p.behave(options)
	if err != nil {
		return nil, err
	}
	if p.server, err = embeddedpool.Start(server, options.Listen); err != nil {
		return nil, err
	}
	p.Access = p.server.Access
	if err := p.furnish(ctx, options); err != nil {
		return nil, errors.Join(err, p.server.Close())
	}
	p.furnished.Store(true)
	return p, nil
}

// behave makes the options of the server.
func (p *Pool) behave(options Options) (refpool.Options, error) {
	behaviour := refpool.Correct()
	server := refpool.Options{Behaviour: &behaviour}
	if options.Install != nil {
		options.Install(&server)
	}
	p.spareCodes(server.Behaviour)
	knowledge := knowledgeOf(server.Behaviour)
	for _, way := range options.Awkward {
		if err := way.Install(&server, p.furnished.Load); err != nil {
			return refpool.Options{}, err
		}
	}
	if options.Unrecorded {
		return server, nil
	}
	server.Around = func(next http.Handler) http.Handler {
		recording := options.Record
		recording.Witness = knowledge.witness
		p.Recorder = record.New(next, recording)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if p.furnished.Load() {
				p.ServeHTTP(w, r)
			} else {
				next.ServeHTTP(w, r)
			}
		})
	}
	return server, nil
}

// Close ends the server, at once if calls are still under way when ctx ends.
func (p *Pool) Close(ctx context.Context) error {
	return p.server.ShutdownOrClose(ctx)
}

// About is what a program that starts the client elsewhere has to know, as JSON.
func (p *Pool) About() any {
	about := struct {
		embeddedpool.Access
		UserPoolID   string `json:"userPoolId"`
		ClientID     string `json:"clientId"`
		ClientSecret string `json:"clientSecret,omitempty"`
		Username     string `json:"username"`
		Password     string `json:"password"`
		TOTPSecret   string `json:"totpSecret,omitempty"`
	}{Access: p.Access, UserPoolID: p.UserPoolID, ClientID: p.ClientID, ClientSecret: p.ClientSecret, Username: p.Username, Password: p.Password}
	if p.TOTP != nil {
		about.TOTPSecret = p.TOTP.Secret()
	}
	return about
}

// Environment has a program find the pool: NAME=VALUE.
func (p *Pool) Environment() []string {
	environment := []string{
		"COGBENCH_ENDPOINT=" + p.Endpoint,
		"COGBENCH_REGION=" + p.Region,
		"COGBENCH_USER_POOL_ID=" + p.UserPoolID,
		"COGBENCH_CLIENT_ID=" + p.ClientID,
		"COGBENCH_USERNAME=" + p.Username,
		"COGBENCH_PASSWORD=" + p.Password,
		"COGBENCH_ACCESS_KEY_ID=" + p.AccessKeyID,
		"COGBENCH_SECRET_ACCESS_KEY=" + p.SecretAccessKey,
	}
	if p.ClientSecret != "" {
		environment = append(environment, "COGBENCH_CLIENT_SECRET="+p.ClientSecret)
	}
	if p.TOTP != nil {
		environment = append(environment, "COGBENCH_TOTP_SECRET="+p.TOTP.Secret())
	}
	return environment
}
