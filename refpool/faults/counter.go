package faults

import "sync"

// counter counts by name. It is safe for concurrent use.
type counter struct {
	lock   sync.Mutex
	counts map[string]int
}

func newCounter() *counter { return &counter{counts: map[string]int{}} }

// up counts one more of the name, and returns how many there are.
func (c *counter) up(name string) int {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.counts[name]++
	return c.counts[name]
}
