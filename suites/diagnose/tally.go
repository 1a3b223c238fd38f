package diagnose

import "sync"

// tally counts what was asked of a leg. Sign-ins that go on at the same time share it.
type tally struct {
	mu sync.Mutex
	// sent is how many proofs were answered for what they are.
	sent int
	// refusal is how the server refuses a proof.
	refusal refusal
	// known is how many ways to compute the search was to try, tried how many of them
	// it has ruled out.
	known, tried int
	// stopped says why it ended before that, "" if it did not.
	stopped string
}

// accepted counts an accepted proof.
func (c *tally) accepted() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent++
}

// judgement is what an answer says of a proof.
type judgement uint8

const (
	// unjudged: the server did not look at it, or it was not sent.
	unjudged judgement = iota
	// wrong: it was refused as the first one was, which was random.
	wrong
	// setAside: it was refused in other words, as of a user who is locked out.
	setAside
)

// refused counts a proof that was answered by an error, if that is the server's refusal
// of it.
func (c *tally) refused(err error) judgement {
	given := refusalOf(err)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refusal == (refusal{}) {
		c.refusal = given
	}
	switch {
	case given == (refusal{}) || given.name != c.refusal.name:
		return unjudged
	case given != c.refusal:
		return setAside
	}
	c.sent++
	return wrong
}

// searched notes how far a search got, if no other got farther.
func (c *tally) searched(known, tried int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known > 0 && tried < c.tried {
		return
	}
	c.known, c.tried, c.stopped = known, tried, ""
	if err != nil {
		c.stopped = err.Error()
	}
}

// probes is how many proofs were answered.
func (c *tally) probes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

// add adds what was sent to another leg for the sake of this one.
func (c *tally) add(other *tally) {
	sent := other.probes()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent += sent
}
