package engine

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// Options are what a run needs besides its plan. The zero value runs checks that
// need no target, in this process.
type Options struct {
	// Workers run the checks in processes of their own; none run in this process,
	// one after another.
	Workers Workers
	// Target is what is checked; nil if the checks need none.
	Target *target.Config
	// Timeout, CAFile and AllowAWS are as in [target.Options].
	Timeout  time.Duration
	CAFile   string
	AllowAWS bool
	// Explored is what an exploration found of the target; nil if there was none.
	Explored *target.Exploration
	// Run, Lacks, Dialect, Cases, KeepTranscripts and Limit are as in [SessionOptions].
	Run             string
	Lacks           []spec.Feature
	Dialect         Dialect
	Cases           []string
	KeepTranscripts bool
	Limit           time.Duration
	// MaxTime bounds the run, but for the removal of what it made: rules without an
	// outcome by then are not run. 0 does not bound it.
	MaxTime time.Duration
	// StopAfter ends the run after an outcome that it is true for; nil for none. What
	// [Condemn] makes of the outcomes so far counts as well.
	StopAfter func(report.Rule) bool
	// Checked is called with each outcome as it falls, Condemned at the end with each that
	// [Condemn] fails, Wire with each exchange as it happens, and Removing with how many
	// things that were made are left to be removed and one that is being removed; all one
	// at a time; nil for none.
	Checked   func(report.Rule)
	Condemned func(report.Rule)
	Wire      func(report.Exchange)
	Removing  func(left int, what string)
}

// errMaxTime is why the context of a run ended that took its time.
var errMaxTime = errors.New("the time for the run is over")

// Workers are processes that run checks: a check that crashes takes its worker
// down, and nothing else.
type Workers struct {
	// Count is how many run at a time; at least one does.
	Count int
	// Command makes a command that calls [Serve] with the same suite, its standard
	// input and its standard output: the program itself, in another role. Nil is
	// for no workers.
	Command func() *exec.Cmd
}

// Results are what a run found.
type Results struct {
	// Rules holds the outcomes of all rules of the catalogue, in its order.
	Rules []report.Rule
	// Interrupted is true if the context ended before the plan was done.
	Interrupted bool
	// Defects are failures of the suite itself, with what is known of each.
	Defects []string
	// Leftovers name what could not be removed from the target.
	Leftovers []string
}

// Run checks the rules of the plan and returns when all are done. When ctx ends
// the checks are stopped, what they made is removed, and the results so far are
// returned.
func (s *Suite) Run(ctx context.Context, plan *Plan, options Options) Results {
	r := &run{suite: s, plan: plan, options: options, taken: map[string]bool{}, outcomes: map[string]report.Rule{}, witnessed: map[string][]Witnessed{}}
	interrupted := ctx
	if options.MaxTime > 0 {
		within, cancel := context.WithTimeoutCause(ctx, options.MaxTime, errMaxTime)
		defer cancel()
		ctx = within
	}
	if options.Workers.Command == nil {
		r.inThisProcess(ctx)
	} else {
		r.inWorkers(ctx)
	}
	rules := s.Complete(plan, r.outcomes, r.reasonUnreached(ctx))
	for _, rule := range Condemn(rules, r.witnessed) {
		if options.Condemned != nil {
			options.Condemned(rule)
		}
	}
	return Results{
		Rules:       rules,
		Interrupted: interrupted.Err() != nil && len(r.outcomes) < len(plan.Run),
		Defects:     r.defects,
		Leftovers:   r.leftovers,
	}
}

// run is a run while it lasts.
type run struct {
	suite   *Suite
	plan    *Plan
	options Options

	mu        sync.Mutex
	taken     map[string]bool // rules that a worker has claimed
	outcomes  map[string]report.Rule
	witnessed map[string][]Witnessed // by the rule in whose check it was seen
	ended     bool                   // StopAfter was met
	defects   []string
	leftovers []string
	left      int // things that are still to be removed
}

// inThisProcess checks one rule after another.
func (r *run) inThisProcess(ctx context.Context) {
	on, err := r.target(ctx)
	if err != nil {
		r.defect(err.Error())
		return
	}
	session := r.suite.NewSession(ctx, on, SessionOptions{
		Run: r.options.Run, Lacks: r.options.Lacks, Dialect: r.options.Dialect, Cases: r.options.Cases, KeepTranscripts: r.options.KeepTranscripts, Limit: r.options.Limit,
	})
	for _, id := range r.plan.Run {
		if ctx.Err() != nil || !r.claim(id) {
			break
		}
		r.take(session.Alone(ctx, id))
	}
	if err := session.Close(); err != nil {
		r.leftover(err.Error())
	}
}

// target is what is checked, nil if nothing is.
func (r *run) target(ctx context.Context) (*target.Target, error) {
	if r.options.Target == nil {
		return nil, nil
	}
	left := 0
	return newTarget(ctx, r.assignment(), func(e target.Exchange) { r.wire(report.Exchange(e)) }, func(now int, what string) { r.removing(&left, now, what) })
}

// inWorkers has workers check the rules until all have ended.
func (r *run) inWorkers(ctx context.Context) {
	var group sync.WaitGroup
	for range min(max(r.options.Workers.Count, 1), len(r.plan.Run)) {
		group.Go(func() {
			if err := r.work(ctx); err != nil {
				r.defect(err.Error())
			}
		})
	}
	group.Wait()
}

// claim gives a rule to the first that asks for it.
func (r *run) claim(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.taken[id] || r.ended {
		return false
	}
	r.taken[id] = true
	return true
}

// take records what came of a check.
func (r *run) take(out Checked) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if out.Defect != "" {
		r.defects = append(r.defects, fmt.Sprintf("the check of %s panicked: %s", out.Rule.ID, out.Defect))
	}
	if out.Interrupted {
		return
	}
	r.outcomes[out.Rule.ID], r.witnessed[out.Rule.ID] = out.Rule, out.Witnessed
	if r.options.Checked != nil {
		r.options.Checked(out.Rule)
	}
	if r.options.StopAfter != nil {
		r.ended = r.ended || Stops(r.options.StopAfter, out.Rule, r.outcomes, r.witnessed)
	}
}

func (r *run) wire(e report.Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.options.Wire != nil {
		r.options.Wire(e)
	}
}

// removing takes in how many things are left to be removed in one process, which had
// some left before.
func (r *run) removing(before *int, left int, what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if *before == left && what == "" {
		return
	}
	r.left += left - *before
	*before = left
	if r.options.Removing != nil {
		r.options.Removing(r.left, what)
	}
}

func (r *run) defect(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.defects = append(r.defects, text)
}

func (r *run) leftover(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leftovers = append(r.leftovers, text)
}

// reasonUnreached says why planned rules have no outcome, if any has none.
func (r *run) reasonUnreached(ctx context.Context) string {
	switch {
	case errors.Is(context.Cause(ctx), errMaxTime):
		return fmt.Sprintf("not reached within %s", r.options.MaxTime)
	case ctx.Err() != nil:
		return "interrupted"
	case r.ended:
		return "stopped after the first failure"
	default:
		return "a worker process ended before it ran"
	}
}

// Complete puts the outcomes into the catalogue's order, gives every other rule
// the reason why it has none (unreached, if it was planned), blames failures on
// the rules that caused them, and judges what shows in any traffic.
func (s *Suite) Complete(plan *Plan, outcomes map[string]report.Rule, unreached string) []report.Rule {
	var rules []report.Rule
	for _, rule := range s.catalogue.Rules {
		outcome, has := outcomes[rule.ID]
		if !has {
			reason, left := plan.Not[rule.ID]
			if !left {
				reason = unreached
			}
			outcome = NotRun(rule, reason)
			outcome.Unreached = !left
		}
		rules = append(rules, outcome)
	}
	s.Blame(rules)
	s.watch(rules)
	return rules
}

// NotRun is the outcome of a rule that is not checked.
func NotRun(rule spec.Rule, reason string) report.Rule {
	return report.Rule{ID: rule.ID, Level: rule.Level, Step: rule.Step, Outcome: report.NotRun, Message: reason}
}
