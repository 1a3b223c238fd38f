// Package stopwatch times what may take microseconds. Go's own clock will do everywhere
// but on Windows, where it moves in steps of half a millisecond or more, so that an
// operation of 60 µs takes no time at all; package testing has a clock of its own there
// for the same reason.
package stopwatch

import "time"

// Watch is a moment to count from; Start gives one.
type Watch struct {
	started moment
}

// Start starts a watch.
func Start() Watch { return Watch{now()} }

// Elapsed is the time since the start.
func (w Watch) Elapsed() time.Duration { return w.started.elapsed() }
