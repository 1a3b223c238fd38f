package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cogbench/cogbench/internal/proctree"
	"github.com/cogbench/cogbench/internal/stopwatch"
	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/own"
)

// errUnsupported says that a library lacks an operation.
var errUnsupported = errors.New("unsupported")

// reply is an output with its times.
type reply struct {
	output map[string]string
	// took is the time that was seen from here, reported the library's own, 0 if it
	// reports none.
	took, reported time.Duration
}

// party computes operations: a library in this process, or one behind an adapter.
type party interface {
	// ask computes an operation. The error is errUnsupported, or a [*vectors.AdapterError].
	ask(op string, input map[string]any) (reply, error)
	// ping tells how long it takes to ask for nothing, and by which operation; "" if
	// nothing lies between.
	ping() (took time.Duration, op string, err error)
	// usage is what its processes cost so far, if that is known.
	usage() (proctree.Usage, bool)
	end()
}

// inProcess is package srp.
type inProcess struct{}

func (inProcess) ask(op string, input map[string]any) (reply, error) {
	watch := stopwatch.Start()
	output, err := own.Compute(op, input)
	took := watch.Elapsed()
	if err != nil {
		return reply{}, &vectors.AdapterError{Cause: vectors.Refused, Detail: err.Error()}
	}
	return reply{output: output, took: took}, nil
}

func (inProcess) ping() (time.Duration, string, error)  { return 0, "", nil }
func (inProcess) usage() (u proctree.Usage, known bool) { return u, false }
func (inProcess) end()                                  {}

// piped is a library behind an adapter.
type piped struct {
	dialogue *vectors.Dialogue
	limit    time.Duration
}

func (p *piped) ask(op string, input map[string]any) (reply, error) {
	answer, took, err := p.dialogue.Ask(op, input, p.limit)
	switch {
	case err != nil:
		return reply{}, err
	case answer.Error == vectors.Unsupported:
		return reply{}, errUnsupported
	case answer.Error != "":
		return reply{}, &vectors.AdapterError{Cause: vectors.Refused, Detail: "it refused a valid input: " + answer.Reason}
	}
	return reply{output: answer.Output, took: took, reported: time.Duration(answer.NS)}, nil
}

// ping takes any answer: an adapter without the operation answers as fast that it has
// none.
func (p *piped) ping() (time.Duration, string, error) {
	answer, took, err := p.dialogue.Ask(vectors.Ping, map[string]any{}, p.limit)
	op := vectors.Ping
	if answer.Error != "" {
		op = answer.Error
	}
	return took, op, err
}

func (p *piped) usage() (proctree.Usage, bool) { return proctree.Read(p.dialogue.PID()) }
func (p *piped) end()                          { _ = p.dialogue.End() } // however it ends, it is over

const (
	// starts is how many times an adapter is started to time that.
	starts = 3
	// patience is how many limits the first answer may take: a virtual machine starts.
	patience = 3
)

// start starts an adapter several times, and keeps the last. It returns the least time
// from the start of the process to its first answer.
func start(ctx context.Context, command string, limit time.Duration, stderr io.Writer) (*piped, time.Duration, error) {
	var least time.Duration
	for remaining := starts; ; remaining-- {
		began := time.Now()
		dialogue, err := vectors.Begin(ctx, command, stderr)
		if err != nil {
			return nil, 0, &vectors.AdapterError{Cause: vectors.Crashed, Detail: err.Error()}
		}
		p := &piped{dialogue: dialogue, limit: patience * limit}
		if _, _, err := p.ping(); err != nil {
			return nil, 0, err
		}
		if took := time.Since(began); least == 0 || took < least {
			least = took
		}
		p.limit = limit
		if remaining == 1 {
			return p, least, nil
		}
		p.end()
	}
}

// failureOf says what a library did wrong at an operation.
func failureOf(op string, err error) *benchreport.Failure {
	if lapse, ok := errors.AsType[*vectors.AdapterError](err); ok {
		return &benchreport.Failure{Cause: string(lapse.Cause), Operation: op, Detail: lapse.Detail}
	}
	return &benchreport.Failure{Cause: string(vectors.Crashed), Operation: op, Detail: fmt.Sprint(err)}
}
