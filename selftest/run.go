package selftest

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// runName marks what the suite makes on the pools.
const runName = "selftest"

// Options are what a self-test needs beside the suite.
type Options struct {
	// Command makes a process of the suite; see [engine.Workers].
	Command func() *exec.Cmd
	// Tool names the program in the results.
	Tool report.Tool
	// Faults are tried; nil means all, or all that name one of Rules.
	Faults []faults.Fault
	// Full checks every rule on every fault, and not only those that the fault
	// names and their neighbours.
	Full bool
	// Rules are checked in place of those planned, if it is not nil.
	Rules []string
	// Parallel is how many faults are tried at a time; at least one is.
	Parallel int
	// Timeout bounds each call; 0 is the suite's own.
	Timeout time.Duration
	// Control is told of each verdict on the pool without faults, Done of each
	// fault that was tried, one at a time, and how many there are; nil for nobody.
	Control func(report.Rule)
	Done    func(r Row, of int)
}

// Run checks the pool without faults, then with each of them. When ctx ends, what
// was found so far is returned.
func Run(ctx context.Context, suite *engine.Suite, options Options) *Matrix {
	t := &trial{suite: suite, options: options, rows: map[string]Row{}}
	m := &Matrix{Tool: options.Tool, StartedAt: time.Now().UTC(), Full: options.Full, Faults: []Row{}}
	tried := options.Faults
	if tried == nil {
		tried = slices.DeleteFunc(faults.All(), func(f faults.Fault) bool {
			return options.Rules != nil && !slices.ContainsFunc(f.Breaks, func(id string) bool { return slices.Contains(options.Rules, id) })
		})
	}
	m.Control = t.control(ctx, tried)
	each(options.Parallel, tried, func(fault faults.Fault) { t.fault(ctx, fault, len(tried)) })
	for _, fault := range tried {
		if row, done := t.rows[fault.Name]; done {
			m.Faults = append(m.Faults, row)
		}
	}
	if options.Faults == nil && options.Rules == nil {
		m.Sets = compare(suite, m.Faults)
	}
	m.Interrupted, m.Defects = ctx.Err() != nil, t.defects
	m.DurationSeconds = time.Since(m.StartedAt).Seconds()
	m.summarize()
	return m
}

// trial is a self-test while it lasts.
type trial struct {
	suite   *engine.Suite
	options Options

	mu      sync.Mutex
	rows    map[string]Row // by the name of the fault
	defects []string
}

// control checks, without a fault, every rule that will be checked with one.
func (t *trial) control(ctx context.Context, tried []faults.Fault) Control {
	wanted := map[string]bool{}
	for _, fault := range tried {
		for _, id := range t.rules(fault) {
			wanted[id] = true
		}
	}
	var ids []string
	for id := range wanted {
		ids = append(ids, id)
	}
	var c Control
	results, _, err := t.check(ctx, "no fault", refpool.Options{}, ids, t.options.Parallel, t.options.Control)
	if err != nil {
		t.defect(err.Error())
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

// rules are those to check on a pool with the fault.
func (t *trial) rules(fault faults.Fault) []string {
	if t.options.Rules != nil {
		return t.options.Rules
	}
	return planned(t.suite, fault, t.options.Full)
}

// each calls do for every one of a list, several at a time; at least one.
func each[T any](parallel int, list []T, do func(T)) {
	next := make(chan T)
	var group sync.WaitGroup
	for range max(parallel, 1) {
		group.Go(func() {
			for one := range next {
				do(one)
			}
		})
	}
	for _, one := range list {
		next <- one
	}
	close(next)
	group.Wait()
}

// fault tries one fault of so many. What was cut short is not kept: it shows
// nothing.
func (t *trial) fault(ctx context.Context, fault faults.Fault, of int) {
	if ctx.Err() != nil {
		return
	}
	begun := time.Now()
	behaviour := refpool.Correct()
	lever := fault.Install(&behaviour)
	ids := t.rules(fault)
	results, panics, err := t.check(ctx, fault.Name, refpool.Options{Behaviour: &behaviour}, ids, 1, nil)
	if err != nil {
		t.defect(fmt.Sprintf("fault %s: %s", fault.Name, err))
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
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rows[fault.Name] = row
	if t.options.Done != nil {
		t.options.Done(row, of)
	}
}

// check runs the rules against a pool of the options, all rules without ids. It
// returns the verdicts on the catalogue and how many operations of the pool
// panicked.
func (t *trial) check(
	ctx context.Context, name string, on refpool.Options, ids []string, processes int, told func(report.Rule),
) ([]report.Rule, int64, error) {
	subject, err := start(name, on)
	if err != nil {
		return nil, 0, err
	}
	defer subject.stop()
	plan, err := t.suite.Plan(engine.Selection{Profile: spec.Full, Rules: ids, Instant: true})
	if err != nil {
		return nil, 0, err
	}
	results := t.suite.Run(ctx, plan, engine.Options{
		Workers: engine.Workers{Command: t.options.Command, Count: processes}, Target: &subject.profile, Run: runName,
		Timeout: t.options.Timeout, Checked: told,
	})
	for _, defect := range results.Defects {
		t.defect(name + ": " + defect)
	}
	return results.Rules, subject.panics.count.Load(), nil
}

func (t *trial) defect(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.defects = append(t.defects, text)
}
