package main

import (
	"fmt"
	"io"
	"time"
)

// trialsEvery is how often the progress of a self-test is told where the output
// is no terminal.
const trialsEvery = 10 * time.Second

// trials tells on standard error how far a self-test is. Its calls come one at a
// time.
type trials struct {
	out   io.Writer
	live  bool   // a terminal: one line is written over and over
	quiet bool   // nothing is told
	what  string // that is tried, in the plural

	begun, told  time.Time
	done, failed int
}

// trials starts telling of what is tried.
func (f outputFlags) trials(console streams, what string) *trials {
	now := time.Now()
	return &trials{out: console.stderr, live: isTerminal(console.stderr), quiet: f.Quiet, what: what, begun: now, told: now}
}

// one takes in that one more was tried of so many; detail writes what came of
// it, nil where that is as expected and not asked for.
func (t *trials) one(of int, expected bool, detail func()) {
	t.done++
	if !expected {
		t.failed++
	}
	if t.quiet {
		return
	}
	if detail != nil {
		t.wipe()
		detail()
	}
	if !t.live && time.Since(t.told) < trialsEvery {
		return
	}
	t.told = time.Now()
	t.wipe()
	left := time.Since(t.begun) / time.Duration(t.done) * time.Duration(of-t.done)
	fmt.Fprintf(t.out, "%d of %d %s tried, %d not as expected, about %v left", t.done, of, t.what, t.failed, left.Round(time.Second))
	if !t.live {
		fmt.Fprintln(t.out)
	}
}

// wipe clears the line that is written over.
func (t *trials) wipe() {
	if t.live && !t.quiet {
		fmt.Fprintf(t.out, "\r%80s\r", "")
	}
}
