package load

import "sync"

// crew runs functions on goroutines that it keeps: the stack of a fresh one would
// be grown, and copied, several times on the way down to the network.
type crew struct {
	mu     sync.Mutex
	idle   []chan func() // of the goroutines without work; the last worked last
	closed bool
}

// do has the work done by a goroutine that is idle, or else by a new one.
func (c *crew) do(work func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := len(c.idle)
	if n == 0 {
		mine := make(chan func(), 1)
		mine <- work
		go c.serve(mine)
		return
	}
	c.idle[n-1] <- work // has room: who is idle has taken all
	c.idle = c.idle[:n-1]
}

func (c *crew) serve(mine chan func()) {
	for work := range mine {
		work()
		if !c.rest(mine) {
			return
		}
	}
}

// rest offers a goroutine for more work, unless there will be none.
func (c *crew) rest(mine chan func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.idle = append(c.idle, mine)
	}
	return !c.closed
}

// close ends the goroutines, those at work when they are done.
func (c *crew) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for _, w := range c.idle {
		close(w)
	}
	c.idle = nil
}
