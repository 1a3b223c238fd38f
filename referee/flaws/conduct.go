package flaws

import (
	"time"

	"github.com/cogbench/cogbench/srp"
)

// Conduct holds the decisions of the client that can be got wrong, each a function. A flaw
// replaces one, or changes calls on their way out.
type Conduct struct {
	// edit may change a call before it is sent; nil changes none.
	edit func(c *Client, k *call)
	// read is what the client makes of the text of an answer; nil takes it as it is.
	read func(text []byte) []byte
	// ephemeral draws a, with A.
	ephemeral func(c *Client) (*srp.Client, error)
	// prove makes the proof of a leg.
	prove func(w *attempt, id srp.Identity, ch srp.Challenge, timestamp string) (string, error)
	// timestamp writes TIMESTAMP.
	timestamp func(at time.Time) string
	// hash makes SECRET_HASH; step is a ChallengeName, an AuthFlow or "refresh".
	hash func(c *Client, step, username string) string
	// register makes the salt and verifier of a device.
	register func(c *Client, id srp.Identity) (srp.DeviceVerifier, error)
	// file is the name under which the device is kept of who entered a name.
	file func(c *Client, entered string) string
	// find is the device that is kept for who entered a name; nil without.
	find func(c *Client, entered string) *Device
	// drop forgets a person's device here.
	drop func(c *Client, p Person)
	// confirms decides whether a device that was issued in a sign-in is registered.
	confirms func(w *attempt, t *Tokens) bool
	// asks decides whether the person is asked to have the device remembered.
	asks func(necessary bool) bool
	// refresh makes the call that renews tokens.
	refresh func(c *Client, t *Tokens) *call
	// renews decides whether a new refresh token is kept.
	renews func() bool
	// forgets decides whether the tokens are dropped at a sign-out.
	forgets func() bool
	// tries is how often a refresh is tried that the service refuses.
	tries func() int
	// stops ends a sign-in at an answer, by an error.
	stops func(w *attempt, a *answer) error
	// missing decides whether a refusal means that the service does not know the device;
	// lost whether one means that the device's secret is not the registered one.
	missing, lost func(err error) bool
}

// right is the conduct of a client that keeps every rule.
func right() Conduct {
	return Conduct{
		ephemeral: func(*Client) (*srp.Client, error) { return srp.NewClient() },
		prove: func(w *attempt, id srp.Identity, ch srp.Challenge, timestamp string) (string, error) {
			return w.leg.Proof(id, ch, timestamp)
		},
		timestamp: srp.Timestamp,
		hash: func(c *Client, _, username string) string {
			return srp.SecretHash(username, c.Pool.ClientID, c.Pool.ClientSecret)
		},
		register: func(_ *Client, id srp.Identity) (srp.DeviceVerifier, error) { return srp.NewDeviceVerifier(id) },
		file:     (*Client).user,
		find:     func(c *Client, entered string) *Device { return c.devices[c.conduct.file(c, entered)] },
		drop:     func(c *Client, p Person) { delete(c.devices, c.conduct.file(c, p.Name)) },
		confirms: func(*attempt, *Tokens) bool { return true },
		asks:     func(necessary bool) bool { return necessary },
		refresh: func(c *Client, t *Tokens) *call {
			if c.Pool.Rotates {
				return c.refreshByToken(t)
			}
			return c.refreshByFlow(t)
		},
		renews:  func() bool { return true },
		forgets: func() bool { return true },
		tries:   func() int { return 1 },
		stops:   func(*attempt, *answer) error { return nil },
		missing: deviceIsMissing,
		lost:    secretIsLost,
	}
}
