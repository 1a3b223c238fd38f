package engine

import (
	"errors"
	"fmt"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// A number that begins with a zero byte comes in one exchange of a hundred. What a target
// makes of it is a matter of the rule about that number, and would by chance be taken for
// one of whatever rule is checked just then: so a check that met one begins again, and
// what was seen counts where it belongs.

// shortTries is how often an exchange is begun anew in which a number was short: that two
// follow each other is one case in ten thousand.
const shortTries = 2

// ShortNumbers registers which rule, and which cell of it, speaks of a short number.
func (s *Suite) ShortNumbers(of func(*scenarios.ShortNumberError) (rule, cell string)) { s.short = of }

// Anew walks, and begins anew while a right proof is refused in an exchange with a short
// number. The error is that of the last walk.
func (c *Check) Anew(walk func() error) error {
	met, err := anew(walk)
	if err == nil {
		c.noteShort(met)
	}
	return err
}

// anew walks as [Check.Anew] does, and returns the short numbers that it met.
func anew(walk func() error) (met []*scenarios.ShortNumberError, err error) {
	for {
		err = walk()
		short := shortIn(err)
		if short == nil || len(met) == shortTries {
			return met, err
		}
		met = append(met, short)
	}
}

// attemptAnew is [Check.attempt], and begins anew as [Check.Anew] does. Each time it has
// users of its own.
func (c *Check) attemptAnew(body func()) (e *ending) {
	held := c.held()
	_ = c.Anew(func() error {
		c.release(held)
		if e = c.attempt(body); e == nil {
			return nil
		}
		return e
	})
	return e
}

// shortIn is the short number of an error, nil for none.
func shortIn(err error) *scenarios.ShortNumberError {
	short, _ := errors.AsType[*scenarios.ShortNumberError](err)
	return short
}

// noteShort keeps what the target was seen to make of short numbers.
func (c *Check) noteShort(met []*scenarios.ShortNumberError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.session.suite.short == nil {
		return
	}
	for _, short := range met {
		rule, cell := c.session.suite.short(short)
		c.witnessed = append(c.witnessed, Witnessed{
			Rule: rule, Cell: cell, Case: fmt.Sprintf("%s, %s with a leading zero byte", cell, short.Number), Chance: true,
			Expected: "the right proof to succeed", Actual: Answer(target.AsError(short)), Detail: short.Number + " began with a zero byte",
		})
	}
}
