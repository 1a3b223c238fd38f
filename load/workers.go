package load

import "sync"

// workers runs functions on goroutines that it keeps: the stack of a fresh one would
// be grown, and copied, several times on the way down to the network.
type workers struct {
	mu     sync.Mutex
	idle   []chan func() // of the goroutines without work; most recently used last
	closed bool
}

// do has the work done by a goroutine that is idle, or else by a new one.
func (w *workers) do(work func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.idle)
	if n == 0 {
		mine := make(chan func(), 1)
		mine <- work
		go w.serve(mine)
		return
	}
	w.idle[n-1] <- work // has room: an idle goroutine has taken all
	w.idle = w.idle[:n-1]
}

func (w *workers) serve(mine chan func()) {
	for work := range mine {
		work()
		if !w.rest(mine) {
			return
		}
	}
}

// rest offers a goroutine for more work, unless there will be none.
func (w *workers) rest(mine chan func()) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.idle = append(w.idle, mine)
	}
	return !w.closed
}

// close ends the goroutines, those at work when they are done.
func (w *workers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for _, mine := range w.idle {
		close(mine)
	}
	w.idle = nil
}
