package suites

import (
	"context"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// subject is what a process needs of the thing under test.
type subject interface {
	// record returns a context whose calls are recorded, and the record.
	record(ctx context.Context) (context.Context, transcript)
	// instant reports whether waiting costs no real time.
	instant() bool
	// close removes what was made.
	close() error
}

// nothing is the subject of checks that need no target.
type nothing struct{}

func (nothing) record(ctx context.Context) (context.Context, transcript) { return ctx, silentRecord{} }
func (nothing) instant() bool                                            { return true }
func (nothing) close() error                                             { return nil }

// silentRecord is the record of no calls.
type silentRecord struct{}

func (silentRecord) Exchanges() []report.Exchange  { return nil }
func (silentRecord) Scrubber() func(string) string { return func(text string) string { return text } }

// targetRecord is the record of calls to a target.
type targetRecord struct{ *target.Transcript }

// Exchanges implements transcript.
func (r targetRecord) Exchanges() []report.Exchange {
	recorded := r.Transcript.Exchanges()
	exchanges := make([]report.Exchange, len(recorded))
	for i, e := range recorded {
		exchanges[i] = report.Exchange(e)
	}
	return exchanges
}

// open makes the subject of a job: the target that its profile describes.
func open(ctx context.Context, task job, trace func(target.Exchange)) (subject, error) {
	if task.Profile == nil {
		return nothing{}, nil
	}
	options := target.Options{
		Timeout: task.Options.Timeout, CAFile: task.Options.CAFile, AllowAWS: task.Options.AllowAWS,
	}
	if task.Options.Trace {
		options.Trace = trace
	}
	t, err := target.New(ctx, *task.Profile, options)
	if err != nil {
		return nil, err
	}
	clock, cancel := context.WithTimeout(ctx, closing)
	defer cancel()
	return &bench{fixtures: t.NewFixtures(task.Run), movable: t.Clock().Offered(clock)}, nil
}

// bench is a target with the fixtures made on it.
type bench struct {
	fixtures *target.Fixtures
	movable  bool // the target's clock can be moved
}

func (b *bench) record(ctx context.Context) (context.Context, transcript) {
	t := b.fixtures.Target().NewTranscript()
	return target.WithTranscript(ctx, t), targetRecord{t}
}

func (b *bench) instant() bool { return b.movable }

func (b *bench) close() error {
	defer b.fixtures.Target().CloseIdle()
	return b.fixtures.Close()
}
