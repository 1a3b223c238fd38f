package suites

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

const (
	// grace is how long a check that was cut short may take to end.
	grace = time.Second
	// closing is how long removing what a process made may take.
	closing = 2 * time.Minute
	// silenceLimit is how many checks in a row may end without an answer of the
	// target before the others are not tried.
	silenceLimit = 3
)

// process is the inside of one process of the suite: it runs the rules of its
// job that it is granted, as specs of Ginkgo, and sends a verdict on each.
type process struct {
	suite   *Suite
	subject subject
	stop    context.Context // ends when the runner wants no more

	mu     sync.Mutex // events are whole lines
	events io.Writer
	grants *json.Decoder

	lacks   []spec.Feature
	current *Check // the check that runs, nil between checks
	keep    bool   // transcripts of passed rules too
	silent  int    // checks in a row without an answer
}

// Serve is the life of one process of the suite: the runner has started it with
// a job on in, and reads its verdicts from events. The error says why there are
// no verdicts. A process can serve once: Ginkgo runs one suite a process.
func Serve(suite *Suite, in io.Reader, events io.Writer) error {
	lines, stop := untilClosed(in)
	decoder := json.NewDecoder(lines)
	var task job
	if err := decoder.Decode(&task); err != nil {
		return fmt.Errorf("read the job: %w", err)
	}
	p := &process{suite: suite, stop: stop, events: events, grants: decoder, lacks: task.Lacks, keep: task.Keep}
	var end done
	var err error
	if p.subject, err = open(stop, task, p.trace); err != nil {
		end.Defect = err.Error()
	} else {
		end.Defect = p.run(task)
		if err := p.subject.close(); err != nil {
			end.Leftovers = err.Error()
		}
	}
	return p.send(event{Done: &end})
}

// untilClosed passes in on, and ends the context when in does.
func untilClosed(in io.Reader) (io.Reader, context.Context) {
	ctx, cancel := context.WithCancel(context.Background())
	out, pipe := io.Pipe()
	go func() {
		_, err := io.Copy(pipe, in)
		cancel()
		pipe.CloseWithError(errors.Join(err, io.EOF))
	}()
	return bufio.NewReader(out), ctx
}

// run runs the job's rules and returns what was wrong with the run as a whole.
func (p *process) run(task job) (defect string) {
	for _, id := range task.Rules {
		if !p.suite.Has(id) {
			return "no check of " + id
		}
	}
	// One container around all: Ginkgo shuffles what stands at the top.
	ginkgo.Describe("rules", func() {
		for _, id := range task.Rules {
			c := p.suite.checks[id]
			if task.Limit > 0 {
				c.limit = task.Limit
			}
			p.register(c)
		}
	})
	ginkgo.ReportAfterEach(func(spec ginkgo.SpecReport) { p.judge(spec) })
	suiteConfig, reporterConfig := ginkgo.GinkgoConfiguration()
	suiteConfig.FailOnEmpty = true
	suiteConfig.Timeout = 24 * time.Hour // every check has its own
	suiteConfig.GracePeriod = grace
	reporterConfig.Succinct, reporterConfig.NoColor = true, true
	ginkgo.RunSpecs(ignoreFailure{}, "cogbench", suiteConfig, reporterConfig)
	return ""
}

// ignoreFailure receives Ginkgo's "the suite failed": the runner counts verdicts.
type ignoreFailure struct{}

func (ignoreFailure) Fail() {}

// register makes a check a spec of Ginkgo.
func (p *process) register(c check) {
	waiting := c.waits
	if p.subject.instant() {
		waiting = 0
	}
	ginkgo.It(c.rule.Statement, func(ctx ginkgo.SpecContext) {
		if !p.granted(c.rule.ID) {
			ginkgo.Skip("not for this process")
		}
		ended, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(p.stop, cancel)()
		p.current = newCheck(ended, c.rule, p.subject)
		p.current.lacks = p.lacks
		p.attempt(p.current, c.body)
		switch r := p.current.outcome(); r.Outcome {
		case report.Fail:
			ginkgo.Fail(r.Message)
		case report.Skip, report.Unsupported:
			ginkgo.Skip(r.Message)
		}
	}, ginkgo.Label(c.rule.ID), ginkgo.NodeTimeout(c.timeLimit(waiting)))
}

// attempt runs the body of a check, unless it is known to be of no use.
func (p *process) attempt(c *Check, body func(*Check)) {
	if p.silent >= silenceLimit {
		body = func(*Check) { panic(unreachable()) }
	}
	for _, feature := range c.rule.Features {
		if !c.Has(feature) {
			body = func(c *Check) { c.Unsupported("the target lacks the feature " + string(feature)) }
		}
	}
	c.run(body)
}

// unreachable is the verdict on a rule that is not tried any more.
func unreachable() *verdict {
	const because = "the target stopped answering"
	return &verdict{outcome: report.Skip, message: because, because: []string{because}, unanswered: true}
}

// granted asks the runner for a rule.
func (p *process) granted(id string) bool {
	if p.stop.Err() != nil || p.send(event{Claim: id}) != nil {
		return false
	}
	var reply answer
	return p.grants.Decode(&reply) == nil && reply.Run
}

// judge sends the verdict on the check that a spec ran. Only here is it known
// how the spec ended: a check that hangs or panics gives no verdict of its own.
func (p *process) judge(spec ginkgo.SpecReport) {
	c := p.current
	p.current = nil
	if c == nil {
		return
	}
	out := result{Rule: c.outcome()}
	out.Rule.DurationSeconds = spec.RunTime.Seconds()
	switch {
	case spec.State.Is(types.SpecStatePanicked):
		out.Defect = spec.Failure.ForwardedPanic + "\n" + spec.Failure.Location.FullStackTrace
		unjudged(&out.Rule, "the check has a defect: "+spec.Failure.ForwardedPanic)
	case spec.State.Is(types.SpecStateTimedout):
		unjudged(&out.Rule, fmt.Sprintf("not finished after %.0f s", spec.RunTime.Seconds()))
	case out.Rule.Outcome == report.Skip && p.stop.Err() != nil, spec.State.Is(types.SpecStateInterrupted):
		out.Stopped = true
	}
	c.close(&out.Rule, p.keep)
	p.silent++
	if !c.silence() {
		p.silent = 0
	}
	_ = p.send(event{Result: &out}) // the runner sees the end of the pipe
}

// unjudged makes r a skip that because explains.
func unjudged(r *report.Rule, because string) {
	r.Outcome, r.Message, r.Because = report.Skip, because, []string{because}
}

// trace sends an exchange on its way to the terminal.
func (p *process) trace(e target.Exchange) {
	wire := report.Exchange(e)
	_ = p.send(event{Wire: &wire}) // the runner sees the end of the pipe
}

// send writes one event.
func (p *process) send(e event) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err := p.events.Write(encode(e))
	return err
}
