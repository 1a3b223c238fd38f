package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/own"
)

// contender is a library in a comparison.
type contender struct {
	party
	benchreport.Library
	// tell is told at once what the library did wrong.
	tell func(string)
	// absent says that there is no such program.
	absent bool
}

// newContender is a library that has yet to be opened; without a command, our own.
func newContender(a Adapter, tell func(string)) *contender {
	return &contender{tell: tell, Library: benchreport.Library{
		Name: a.Name, Command: a.Command, Restrictions: restrictionsIn(a.Command), Operations: []benchreport.Operation{},
	}}
}

// ours reports whether this is cogbench's own library.
func (c *contender) ours() bool { return c.Command == "" }

// fail names what the library did wrong, drops its figures and ends it.
func (c *contender) fail(op string, err error) {
	c.Failure, c.Operations = failureOf(op, err), []benchreport.Operation{}
	c.absent = errors.Is(err, vectors.ErrNoAdapter)
	c.tell(fmt.Sprintf("%s is not measured: %s", c.Name, c.Failure.Detail))
	if c.party != nil {
		c.end()
	}
}

// has reports whether there is an operation to measure.
func (c *contender) has(op string) bool {
	return c.Failure == nil && !slices.Contains(c.Unsupported, op)
}

// lack takes note that the library does not have an operation.
func (c *contender) lack(op string) { c.Unsupported = append(c.Unsupported, op) }

// open starts the library, and has it answer golden vectors.
func (c *contender) open(ctx context.Context, options ComparisonOptions, sample []vectors.File) {
	c.party = inProcess{}
	if !c.ours() {
		p, startUp, err := start(ctx, c.Command, options.Limit, options.Stderr)
		if err != nil {
			c.party = nil
			c.fail("", err)
			return
		}
		c.party, c.StartUpNs = p, startUp.Nanoseconds()
	}
	for _, file := range sample {
		if err := c.try(file); err != nil {
			c.fail(file.Op, err)
			return
		}
	}
	if len(c.Unsupported) == len(sample) {
		c.fail("", &vectors.AdapterError{Cause: vectors.Unsupported, Detail: "it has none of the operations that are measured"})
	}
}

// try has the library answer the vectors of one operation.
func (c *contender) try(file vectors.File) error {
	operation, _ := vectors.OperationNamed(file.Op)
	agreed := 0
	for test := range file.Tests() {
		got, err := c.ask(file.Op, test.Input)
		if errors.Is(err, errUnsupported) {
			continue
		}
		if err != nil {
			return err
		}
		judged := vectors.Judge(operation, test, vectors.Answer{Output: got.output})
		if judged.Cause != "" {
			return &vectors.AdapterError{Cause: judged.Cause, Detail: judged.ID + ": " + judged.Message}
		}
		agreed++
	}
	if agreed == 0 {
		c.lack(file.Op)
	}
	c.Vectors += agreed
	return nil
}

// samples are the times of one operation by one library.
type samples struct {
	took, reported, pings []time.Duration
	pingOp                string
	spent                 time.Duration
	// unchecked are answers that were not yet compared with our own.
	unchecked []exchange
}

type exchange struct {
	input  map[string]any
	output map[string]string
}

// take asks for an operation with a fresh input, and for nothing.
func (c *contender) take(op string, s *samples) error {
	input := fresh(op)
	got, err := c.ask(op, input)
	if err != nil {
		return err
	}
	s.took = append(s.took, got.took)
	s.spent += got.took
	if got.reported > 0 {
		s.reported = append(s.reported, got.reported)
	}
	if c.ours() {
		return nil
	}
	s.unchecked = append(s.unchecked, exchange{input, got.output})
	took, pingOp, err := c.ping()
	s.pings, s.pingOp = append(s.pings, took), pingOp
	return err
}

// check compares the answers since the last check with our own.
func (c *contender) check(op string, s *samples) error {
	for _, e := range s.unchecked {
		right, err := own.Compute(op, e.input)
		if err != nil {
			return fmt.Errorf("cogbench's own answer: %w", err)
		}
		if wrong := vectors.Difference(right, e.output); wrong != "" {
			return &vectors.AdapterError{Cause: vectors.WrongValue, Detail: "for a fresh input its " + wrong}
		}
		c.Answers++
	}
	s.unchecked = s.unchecked[:0]
	return nil
}
