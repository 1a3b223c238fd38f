package diagnose

import "sync"

// tally counts what was asked of a leg. Sign-ins that go on at the same time share it.
type tally struct {
	mu sync.Mutex
	// sent is how many proofs were answered for what they are.
	sent int
	// refusal is how the server refuses a proof, as refusalOf has it.
	refusal string
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

// refused counts a proof if the error is the server's refusal of it: the one that the
// first proof met, which was random.
func (c *tally) refused(err error) bool {
	refusal := refusalOf(err)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refusal == "" {
		c.refusal = refusal
	}
	if refusal == "" || refusal != c.refusal {
		return false
	}
	c.sent++
	return true
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
