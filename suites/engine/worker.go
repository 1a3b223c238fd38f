package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// closing is how long removing what a worker made may take.
const closing = 2 * time.Minute

// worker runs the rules that it is granted, as specs of Ginkgo, and sends what
// came of each.
type worker struct {
	suite   *Suite
	session *Session
	stop    context.Context // ends when the run wants no more

	mu     sync.Mutex // events are whole lines
	events io.Writer
	grants *json.Decoder
}

// ErrNoAssignment is the error of a worker that no run started.
var ErrNoAssignment = errors.New("no assignment to read")

// Serve is the life of a worker: the run that started it writes to in, and reads
// from events, which is the process's standard output. What else the process
// prints goes to standard error from then on. The suite is made of the run's catalogue,
// whose rules come without their grounds. The error says why there are no
// results. A process can serve once, because Ginkgo runs one tree per process.
func Serve(suite func(*spec.Catalogue) (*Suite, error), in io.Reader, events io.Writer) error {
	os.Stdout, formatter.ColorableStdOut = os.Stderr, os.Stderr
	lines, stop := untilClosed(in)
	decoder := json.NewDecoder(lines)
	var task assignment
	if err := decoder.Decode(&task); err != nil {
		return fmt.Errorf("%w: %w", ErrNoAssignment, err)
	}
	if task.Catalogue == nil {
		return fmt.Errorf("%w: it has no rules", ErrNoAssignment)
	}
	made, err := suite(task.Catalogue)
	if err != nil {
		return err
	}
	w := &worker{suite: made, stop: stop, events: events, grants: decoder}
	return w.send(event{Done: w.work(task)})
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

// work does an assignment from beginning to end.
func (w *worker) work(task assignment) *done {
	for _, id := range task.Rules {
		if !w.suite.Has(id) {
			return &done{Defect: "no check for " + id}
		}
	}
	on, err := newTarget(w.stop, task, w.trace, w.removing)
	if err != nil {
		return &done{Defect: err.Error()}
	}
	w.session = w.suite.NewSession(w.stop, on, SessionOptions{
		Run: task.Run, Lacks: task.Lacks, Dialect: task.Dialect, Cases: task.Cases, KeepTranscripts: task.Keep, Limit: task.Limit,
	})
	w.runSpecs(task.Rules)
	if err := w.session.Close(); err != nil {
		return &done{Leftovers: err.Error()}
	}
	return &done{}
}

// newTarget is the target of an assignment, nil if it has none.
func newTarget(ctx context.Context, task assignment, trace func(target.Exchange), removing func(int, string)) (*target.Target, error) {
	if task.Target == nil {
		return nil, nil
	}
	options := target.Options{
		Timeout: task.Timeout, CAFile: task.CAFile, AllowAWS: task.AllowAWS, Explored: task.Explored, Removing: removing,
	}
	if task.Trace {
		options.Trace = trace
	}
	return target.New(ctx, *task.Target, options)
}

// runSpecs has Ginkgo run the tree, and sends what it reports of each spec.
func (w *worker) runSpecs(rules []string) {
	Tree{
		Suite: w.suite, Rules: rules, Admit: w.admit, Stop: w.stop, Limit: w.session.timeLimit,
		Session: func() *Session { return w.session },
	}.Describe("rules")
	ginkgo.ReportAfterEach(w.report)
	suiteConfig, reporterConfig := ginkgo.GinkgoConfiguration()
	suiteConfig.FailOnEmpty = true
	suiteConfig.Timeout = 24 * time.Hour // every check has its own
	suiteConfig.GracePeriod = grace
	reporterConfig.Succinct, reporterConfig.NoColor = true, true
	ginkgo.RunSpecs(ignoreFailure{}, "cogbench", suiteConfig, reporterConfig)
}

// ignoreFailure receives Ginkgo's "the suite failed": the run counts outcomes.
type ignoreFailure struct{}

func (ignoreFailure) Fail() {}

// admit asks the run for a rule. From then on the rule's time is the worker's.
func (w *worker) admit(id string) (reason string) {
	const elsewhere = "not for this worker"
	if w.stop.Err() != nil || w.send(event{Claim: id}) != nil {
		return elsewhere
	}
	var reply answer
	if w.grants.Decode(&reply) != nil || !reply.Run {
		return elsewhere
	}
	return ""
}

// report sends what came of a spec.
func (w *worker) report(of ginkgo.SpecReport) {
	checked, ok := w.suite.CheckedBy(of)
	if !ok {
		return
	}
	if (checked.Rule.Outcome == report.Skip || checked.Rule.Partly()) && w.stop.Err() != nil {
		checked.Interrupted = true
	}
	_ = w.send(event{Result: &checked}) // the run sees the end of the pipe
}

// trace sends an exchange on its way to the terminal.
func (w *worker) trace(e target.Exchange) {
	wire := report.Exchange(e)
	_ = w.send(event{Wire: &wire}) // the run sees the end of the pipe
}

// removing says how far the removal of what the worker made is.
func (w *worker) removing(left int, what string) {
	_ = w.send(event{Removing: &removing{left, what}}) // the run sees the end of the pipe
}

// send writes one event.
func (w *worker) send(e event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, err := w.events.Write(encode(e))
	return err
}
