package engine

import "sync"

// SkipBecause ends the case: it cannot be judged because the target does not keep the
// rule of the id, as text says.
func (c *Check) SkipBecause(id, text string) {
	panic(skipped(text, id, false))
}

// Once returns a function that runs body the first time that it is called, with the
// value that it is then given. What that ended with, it ends with every time: so cases
// share a step, and each says why it could not be judged. What ended by chance runs again
// ([Check.Anew]).
func Once[T any](c *Check, body func(T)) func(T) {
	var mu sync.Mutex
	var ended *ending
	ran := false
	return func(first T) {
		mu.Lock()
		defer mu.Unlock()
		if !ran {
			ended = c.attempt(func() { body(first) })
			ran = ended == nil || shortIn(ended) == nil
		}
		if ended != nil {
			panic(ended)
		}
	}
}

// Learn keeps what the check found out about the target, for the checks of the session
// that come after it.
func (c *Check) Learn(key string, value any) { c.session.learned.Store(key, value) }

// Learned is what an earlier check of the session kept under the key, nil for nothing.
func (c *Check) Learned(key string) any {
	value, _ := c.session.learned.Load(key)
	return value
}
