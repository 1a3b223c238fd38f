package target

import (
	"context"
	"net/http"
	"time"
)

// NewGovernor lets tests see the limits without a network.
func NewGovernor(granted map[string]float64) func(ctx context.Context, operation string) error {
	return newGovernor(granted, false).wait
}

// CategoryOf is the quota that an operation counts against.
func CategoryOf(operation string) string { return categories[operation] }

// ReadError is what is made of an answer that refuses.
func ReadError(header http.Header, body []byte) (name, message, reason string) {
	return readError(header, body)
}

// ReadMessages is how an answer of /_cogbench/messages is read: the number of
// codes in it.
func ReadMessages(body []byte) (int, error) {
	messages, err := readMessages(body)
	return len(messages), err
}

// HungUp tells whether the connection that would serve the next call is none any
// more: the server has ended it. It looks at those that stay on their caller's
// goroutine, and has no answer but yes where there are none.
func (t *Target) HungUp() bool {
	c := t.wire.caller
	if c == nil {
		return true
	}
	lease, err := c.client.AcquireConn(0, true)
	if err != nil {
		return true
	}
	conn, _ := lease.Conn().(*callerConn)
	if conn.Conn == nil {
		c.client.CloseConn(lease)
		return true
	}
	defer c.client.ReleaseConn(lease)
	return !isQuiet(conn.Conn)
}

// ExploreWithin is Explore with another bound.
func (t *Target) ExploreWithin(ctx context.Context, limit time.Duration) (*Exploration, error) {
	return t.exploreWithin(ctx, "", limit)
}

// FirstRest is how long a user rests at first.
const FirstRest = firstRest

// NewResting lets tests see how users rest.
func NewResting() (strain func(string), end func(string) time.Time) {
	r := &resting{}
	return r.strain, r.end
}

// Phone is the telephone number of the user with that number.
func (f *Fixtures) Phone(number int) string { return f.phone(number) }

// NewBrake lets tests see how calls are slowed down without a network.
func NewBrake() (wait func(context.Context) error, press func(string, time.Time), ease func()) {
	b := &brake{}
	return b.wait, b.press, b.ease
}
