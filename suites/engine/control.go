package engine

import "sync"

// SkipBecause ends the case: it cannot be judged because the target does not keep the
// rule of the id, as text says.
func (c *Check) SkipBecause(id, text string) {
	panic(skipped("not judged: "+text, id, false))
}

// Once returns a function that runs body the first time that it is called, with the
// value that it is then given. What that ended with, it ends with every time: so cases
// share a step, and each says why it could not be judged.
func Once[T any](c *Check, body func(T)) func(T) {
	var once sync.Once
	var ended *ending
	return func(first T) {
		once.Do(func() { ended = c.attempt(func() { body(first) }) })
		if ended != nil {
			panic(ended)
		}
	}
}
