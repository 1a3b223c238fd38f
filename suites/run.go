package suites

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// Options are what a run needs beside its plan.
type Options struct {
	// Command makes a command that calls [Serve] with the same suite, its
	// standard input and file descriptor 3: the program itself, in another role.
	Command func() *exec.Cmd
	// Processes is how many run at a time; at least one does.
	Processes int
	// Profile is the target's; nil where the checks need none.
	Profile *target.Config
	// Name marks what the run makes on the target; see [target.Fixtures.Run].
	Name string
	// Timeout, CAFile and AllowAWS are as in [target.Options].
	Timeout  time.Duration
	CAFile   string
	AllowAWS bool
	// Lacks are the features that the preflight did not find: rules that need
	// one are unsupported and not tried.
	Lacks []spec.Feature
	// StopAfter ends the run after a verdict that it is true for; nil for none.
	StopAfter func(report.Rule) bool
	// Verdict is told of each verdict as it falls, one at a time; nil for nobody.
	Verdict func(report.Rule)
	// Wire is told of each exchange as it happens, one at a time; nil for nobody.
	Wire func(report.Exchange)
	// KeepTranscripts keeps them for rules that passed too.
	KeepTranscripts bool
	// Limit replaces the time that each check may take, waiting apart; 0 does not.
	Limit time.Duration
}

// Results are what a run found.
type Results struct {
	// Rules holds the verdicts on all rules of the catalogue, in its order.
	Rules []report.Rule
	// Interrupted is true where the context ended before the plan was done.
	Interrupted bool
	// Defects are failures of the suite itself, with what is known of each.
	Defects []string
	// Leftovers tell what could not be removed from the target.
	Leftovers []string
}

// Run checks the rules of the plan in processes of their own and returns when
// all have ended. When ctx ends they are stopped, remove what they made, and the
// results so far are returned.
func (s *Suite) Run(ctx context.Context, plan *Plan, options Options) Results {
	r := &run{suite: s, plan: plan, options: options, taken: map[string]bool{}, verdicts: map[string]report.Rule{}}
	var group sync.WaitGroup
	for range min(max(options.Processes, 1), len(plan.Run)) {
		group.Go(func() {
			if err := r.process(ctx); err != nil {
				r.defect(err.Error())
			}
		})
	}
	group.Wait()
	return Results{
		Rules:       s.complete(plan, r.verdicts, r.reasonUnreached(ctx)),
		Interrupted: ctx.Err() != nil && len(r.verdicts) < len(plan.Run),
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
	taken     map[string]bool // rules that a process has claimed
	verdicts  map[string]report.Rule
	ended     bool // StopAfter was met
	defects   []string
	leftovers []string
}

// job is what every process is told; they share its rules by claiming them.
func (r *run) job() job {
	return job{
		Rules: r.plan.Run, Profile: r.options.Profile, Run: r.options.Name, Lacks: r.options.Lacks,
		Keep: r.options.KeepTranscripts, Limit: r.options.Limit,
		Options: targetOptions{
			Timeout: r.options.Timeout, CAFile: r.options.CAFile,
			AllowAWS: r.options.AllowAWS, Trace: r.options.Wire != nil,
		},
	}
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

// take takes a verdict in.
func (r *run) take(out result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if out.Defect != "" {
		r.defects = append(r.defects, fmt.Sprintf("the check of %s panicked: %s", out.Rule.ID, out.Defect))
	}
	if out.Stopped {
		return
	}
	r.verdicts[out.Rule.ID] = out.Rule
	if r.options.Verdict != nil {
		r.options.Verdict(out.Rule)
	}
	if r.options.StopAfter != nil && r.options.StopAfter(out.Rule) {
		r.ended = true
	}
}

func (r *run) wire(e report.Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.options.Wire != nil {
		r.options.Wire(e)
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

// reasonUnreached says why planned rules have no verdict, if any has none.
func (r *run) reasonUnreached(ctx context.Context) string {
	switch {
	case ctx.Err() != nil:
		return "interrupted"
	case r.ended:
		return "stopped after the first failure"
	default:
		return "a process of cogbench ended before it"
	}
}

// complete puts the verdicts into the catalogue's order, gives every other rule
// the reason why it has none, and lets failures lean on those that caused them.
func (s *Suite) complete(plan *Plan, verdicts map[string]report.Rule, unreached string) []report.Rule {
	var rules []report.Rule
	for _, rule := range s.catalogue.Rules {
		verdict, has := verdicts[rule.ID]
		if !has {
			reason, planned := plan.Not[rule.ID]
			if !planned {
				reason = unreached
			}
			verdict = report.Rule{ID: rule.ID, Level: rule.Level, Step: rule.Step, Outcome: report.NotRun, Message: reason}
		}
		rules = append(rules, verdict)
	}
	s.lean(rules)
	return rules
}
