package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/vectors"
)

const (
	// turns is how many turns each library has at an operation, and how many answers
	// it gives at least.
	turns = 30
	// percentileCount is the least number of times that a 99th percentile is told from.
	percentileCount = 500
	// vectorsEach is how many golden vectors of an operation show that it is right.
	vectorsEach = 6
)

// Adapter is a library behind an adapter of the protocol of vectors.
type Adapter struct {
	Name string
	// Command is a command line for sh.
	Command string
}

// ComparisonOptions say how to compare.
type ComparisonOptions struct {
	Adapters []Adapter
	// Operations are those of [Compared] that are measured; all if there are none.
	Operations []string
	// Duration is how long each library works at each operation, at least.
	Duration time.Duration
	// Limit is how long an adapter may take for an answer.
	Limit time.Duration
	// Stderr receives what adapters write to theirs; nil drops it.
	Stderr io.Writer
	// Progress is told what is being done; nil tells nobody.
	Progress func(what string)
}

// CompareLibraries measures cogbench's own library and others in turns, so that what
// slows the machine for a while slows all alike. A library that does anything wrong is
// named in its result, without figures, and the others are measured. If the context
// ends first, the results cover the operations that were done until then. If none of the
// adapters can be run, nothing is measured, and the error is [vectors.ErrNoAdapter].
func CompareLibraries(ctx context.Context, options ComparisonOptions) ([]benchreport.Library, error) {
	if len(options.Operations) == 0 {
		options.Operations = Compared()
	}
	if options.Progress == nil {
		options.Progress = func(string) {}
	}
	sample, err := sampleOf(options.Operations)
	if err != nil {
		return nil, err
	}
	contenders := []*contender{newContender(Adapter{Name: benchreport.Own}, options.Progress)}
	for _, a := range options.Adapters {
		contenders = append(contenders, newContender(a, options.Progress))
	}
	for _, c := range contenders {
		if ctx.Err() == nil {
			options.Progress("checking " + c.Name)
			c.open(ctx, options, sample)
		}
	}
	if others := contenders[1:]; noneRuns(others) {
		return nil, fmt.Errorf("%s: %w", others[0].Command, vectors.ErrNoAdapter)
	}
	for _, op := range options.Operations {
		measureInTurns(ctx, op, contenders, options)
	}
	return conclude(ctx, contenders), nil
}

// noneRuns reports whether there are adapters, none of which can be run.
func noneRuns(others []*contender) bool {
	return len(others) > 0 && !slices.ContainsFunc(others, func(c *contender) bool { return !c.absent })
}

// conclude ends all libraries and returns what was found. What an interruption did to an
// adapter is not held against it.
func conclude(ctx context.Context, contenders []*contender) []benchreport.Library {
	var libraries []benchreport.Library
	for _, c := range contenders {
		if c.party == nil && c.Failure == nil || ctx.Err() != nil && c.Failure != nil && c.Failure.Cause == string(vectors.Crashed) {
			continue
		}
		if c.Failure == nil {
			if used, known := c.usage(); known {
				c.PeakRSSBytes, c.CPUSeconds = used.PeakRSS, used.CPU.Seconds()
			}
			c.end()
		}
		libraries = append(libraries, c.Library)
	}
	return libraries
}

// sampleOf takes of the golden vectors of each operation a few that differ in what they
// look for. Only valid ones: whether a library refuses what it must is no question of
// its speed.
func sampleOf(operations []string) ([]vectors.File, error) {
	files, err := vectors.Embedded()
	if err != nil {
		return nil, err
	}
	var sample []vectors.File
	for _, op := range operations {
		for _, file := range files {
			if file.Op == op {
				sample = append(sample, shortened(file))
			}
		}
	}
	return sample, nil
}

// shortened keeps the vectors of a file that have a flag which none before had.
func shortened(file vectors.File) vectors.File {
	seen := map[string]bool{}
	var kept []vectors.Vector
	for test := range file.Tests() {
		fresh := false
		for _, flag := range test.Flags {
			fresh = fresh || !seen[flag]
		}
		if !fresh || test.Result != vectors.Valid || len(kept) == vectorsEach {
			continue
		}
		for _, flag := range test.Flags {
			seen[flag] = true
		}
		kept = append(kept, test)
	}
	file.TestGroups = []vectors.Group{{Tests: kept}}
	return file
}

// measureInTurns measures one operation of all libraries that have it.
func measureInTurns(ctx context.Context, op string, contenders []*contender, options ComparisonOptions) {
	var measured []*measurement
	for _, c := range contenders {
		if ctx.Err() != nil || c.party == nil || !c.has(op) {
			continue
		}
		options.Progress(fmt.Sprintf("warming up %s of %s", op, c.Name))
		m := &measurement{contender: c, op: op}
		count, steady, err := c.warmUp(ctx, op, options.Duration)
		if m.went(err) {
			m.result.WarmUp, m.result.Steady = count, steady
			m.before, _ = c.usage()
			measured = append(measured, m)
		}
	}
	options.Progress("measuring " + op)
	for turn := range turns {
		for i := range measured {
			// Whoever is first in one turn is the last in the next.
			if m := measured[(i+turn)%len(measured)]; m.has(op) && ctx.Err() == nil {
				m.went(m.turn(turn+1, options.Duration))
			}
		}
	}
	for _, m := range measured {
		if m.has(op) && ctx.Err() == nil {
			m.finish()
		}
	}
}

// measurement is one operation of one library while it is measured.
type measurement struct {
	*contender
	op string
	samples
	before usage
	result benchreport.Operation
}

// went takes in how something ended, and reports whether to go on.
func (m *measurement) went(err error) bool {
	switch {
	case err == nil:
		return true
	case errors.Is(err, errUnsupported):
		m.lack(m.op)
	default:
		m.fail(m.op, err)
	}
	return false
}

// turn has the library work until it has its share of the answers and of the duration.
func (m *measurement) turn(number int, duration time.Duration) error {
	for len(m.took) < number || m.spent < duration*time.Duration(number)/turns {
		if err := m.take(m.op, &m.samples); err != nil {
			return err
		}
	}
	return m.check(m.op, &m.samples)
}
