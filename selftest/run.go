package selftest

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// runName marks what the suite makes on the pools.
const runName = "selftest"

// Options are what a self-test needs apart from the suite.
type Options struct {
	// Command starts a worker process of the suite; see [engine.Workers].
	Command func() *exec.Cmd
	// Tool names the program in the results.
	Tool report.Tool
	// Faults are tried; nil means all, or all that name one of Rules.
	Faults []faults.Fault
	// Full checks every rule on every fault instead of only those that the fault
	// names and their neighbours.
	Full bool
	// Rules are checked instead of those planned, if it is not nil.
	Rules []string
	// Parallel is how many faults are tried at a time, at least 1.
	Parallel int
	// Timeout bounds each call; 0 is the suite's own.
	Timeout time.Duration
	// Control is called with each outcome on the pool without faults; nil drops them.
	Control func(report.Rule)
	// Done is called with each fault that was tried, one at a time, and the number of
	// faults to try; nil drops them.
	Done func(row Row, total int)
}

// Run checks the pool without faults, then with each of them. When ctx ends, it
// returns what was found until then.
func Run(ctx context.Context, suite *engine.Suite, options Options) *Matrix {
	r := &run{suite: suite, options: options, rows: map[string]Row{}}
	m := &Matrix{Tool: options.Tool, StartedAt: time.Now().UTC(), Full: options.Full, Faults: []Row{}}
	tried := options.Faults
	if tried == nil {
		tried = slices.DeleteFunc(faults.All(), func(f faults.Fault) bool {
			return options.Rules != nil && !slices.ContainsFunc(f.Breaks, func(id string) bool { return slices.Contains(options.Rules, id) })
		})
	}
	m.Control = r.control(ctx, tried)
	var group errgroup.Group
	group.SetLimit(max(options.Parallel, 1))
	for _, fault := range tried {
		group.Go(func() error {
			r.fault(ctx, fault, len(tried))
			return nil
		})
	}
	_ = group.Wait() // no goroutine returns an error
	for _, fault := range tried {
		if row, done := r.rows[fault.Name]; done {
			m.Faults = append(m.Faults, row)
		}
	}
	if options.Faults == nil && options.Rules == nil && ctx.Err() == nil {
		m.Sets = compare(suite, m.Faults)
	}
	m.Interrupted, m.Defects = ctx.Err() != nil, r.defects
	m.DurationSeconds = time.Since(m.StartedAt).Seconds()
	m.summarize()
	return m
}

// run is a self-test in progress.
type run struct {
	suite   *engine.Suite
	options Options

	mu      sync.Mutex
	rows    map[string]Row // by the name of the fault
	defects []string
}

// control checks, without a fault, every rule that will be checked with one.
func (r *run) control(ctx context.Context, tried []faults.Fault) Control {
	wanted := map[string]bool{}
	for _, fault := range tried {
		for _, id := range r.rules(fault) {
			wanted[id] = true
		}
	}
	var ids []string
	for id := range wanted {
		ids = append(ids, id)
	}
	var c Control
	results, _, err := r.check(ctx, "no fault", refpool.Options{}, ids, r.options.Parallel, r.options.Control)
	if err != nil {
		r.defect(err.Error())
	}
	for _, rule := range results {
		if rule.Outcome == report.Pass {
			c.Passed++
		} else if wanted[rule.ID] {
			c.Others = append(c.Others, Cell{Rule: rule.ID, Outcome: rule.Outcome, Because: rule.Because, Message: rule.Message})
		}
	}
	return c
}

// rules are the ids of those to check on a pool with the fault.
func (r *run) rules(fault faults.Fault) []string {
	if r.options.Rules != nil {
		return r.options.Rules
	}
	return planned(r.suite, fault, r.options.Full)
}

// fault tries one fault out of total. What was cut short is not kept: it shows
// nothing.
func (r *run) fault(ctx context.Context, fault faults.Fault, total int) {
	if ctx.Err() != nil {
		return
	}
	begun := time.Now()
	behaviour := refpool.Correct()
	lever := fault.Install(&behaviour)
	ids := r.rules(fault)
	results, panics, err := r.check(ctx, fault.Name, refpool.Options{Behaviour: &behaviour}, ids, 1, nil)
	if err != nil {
		r.defect(fmt.Sprintf("fault %s: %s", fault.Name, err))
	}
	if ctx.Err() != nil || err != nil {
		return
	}
	row := Row{
		Name: fault.Name, Summary: fault.Summary, Seen: fault.Seen, Toy: fault.Toy, Chance: fault.Chance,
		Fired: lever.Fired(), Panics: panics, DurationSeconds: time.Since(begun).Seconds(),
	}
	for _, rule := range results {
		if slices.Contains(ids, rule.ID) {
			part := role(fault, rule.ID)
			row.Cells = append(row.Cells, Cell{
				Rule: rule.ID, Role: part, Outcome: rule.Outcome, Finding: finding(part, rule.Outcome, fault.Chance),
				Because: rule.Because, Message: rule.Message, DurationSeconds: rule.DurationSeconds,
			})
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows[fault.Name] = row
	if r.options.Done != nil {
		r.options.Done(row, total)
	}
}

// check runs the rules with the ids against a pool of the options, or all rules if
// there are no ids. It returns the outcome of each rule of the catalogue and how many
// operations of the pool panicked.
func (r *run) check(
	ctx context.Context, name string, on refpool.Options, ids []string, workers int, checked func(report.Rule),
) ([]report.Rule, int64, error) {
	p, err := start(name, on)
	if err != nil {
		return nil, 0, err
	}
	defer p.stop()
	plan, err := r.suite.Plan(engine.Selection{Profile: spec.Full, Only: ids, Instant: true})
	if err != nil {
		return nil, 0, err
	}
	results := r.suite.Run(ctx, plan, engine.Options{
		Workers: engine.Workers{Command: r.options.Command, Count: workers}, Target: &p.config, Run: runName,
		Timeout: r.options.Timeout, Checked: checked,
	})
	for _, defect := range results.Defects {
		r.defect(name + ": " + defect)
	}
	return results.Rules, p.errors.count.Load(), nil
}

func (r *run) defect(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.defects = append(r.defects, text)
}
