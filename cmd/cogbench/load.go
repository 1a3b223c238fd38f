package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/nearest"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// loadCommand drives journeys at an offered rate.
type loadCommand struct {
	targetFlags     `embed:""`
	outputFlags     `embed:""`
	arithmeticFlags `embed:""`
	Scenario        string         `default:"remembered-signin" help:"A journey, a mix that comes with cogbench, or a mix file."`
	Arrivals        string         `enum:"constant,poisson,ramp,steps" default:"constant" help:"How starts are spaced: constant, poisson, ramp or steps."`
	Rate            float64        `default:"10" help:"Journeys per second, however slow the target is; the final rate of a ramp."`
	From            float64        `placeholder:"N" help:"The initial rate of a ramp."`
	Steps           []float64      `placeholder:"N,N" help:"The rates of steps; each gets an equal share of the duration."`
	Cap             float64        `placeholder:"N" help:"Start at most N per second, whatever arrivals are drawn."`
	Duration        time.Duration  `default:"30s" help:"How long to keep starting journeys."`
	Warmup          time.Duration  `default:"2s" help:"How long to drive first, without measuring."`
	Drain           time.Duration  `default:"30s" help:"How long to wait for in-flight journeys after the last start."`
	Users           int            `default:"100" help:"Users to create; each makes one journey at a time."`
	Population      string         `type:"given" placeholder:"FILE" help:"Keep the users in FILE, secrets included, and reuse them."`
	MaxInFlight     int            `name:"max-in-flight" default:"1000" help:"Limit on journeys in flight; arrivals beyond it are abandoned."`
	Seed            uint64         `default:"1" help:"Seed for random arrivals and visits."`
	Retry           int            `placeholder:"N" help:"Retry a throttled or failed call up to N times."`
	Threshold       []string       `sep:"none" placeholder:"EXPR" help:"A condition the run must meet, such as 'p99(journey.response) < 1s' (repeatable)."`
	AbortOn         []string       `name:"abort-on" sep:"none" placeholder:"EXPR" help:"A condition that ends the run early, such as 'rate(failed) > 50%' (repeatable)."`
	AllowAbandoned  bool           `name:"allow-abandoned" help:"Do not fail the run because of abandoned journeys."`
	FindMax         bool           `name:"find-max" help:"First search for the highest rate that meets the thresholds, starting at --rate."`
	MaxRate         *float64       `name:"max-rate" placeholder:"1000" help:"The highest rate --find-max tries."`
	Probe           *time.Duration `placeholder:"10s" help:"How long --find-max tries each rate."`
	shardFlags      `embed:""`
	Metrics         string `placeholder:"HOST:PORT" help:"Serve live figures to Prometheus on a loopback address."`
	ReportDir       string `type:"given" name:"report-dir" placeholder:"DIR" help:"Write load.json, report.html, summary.md, junit.xml, intervals.hlog and a .hgrm per series."`
}

// Help implements kong's HelpProvider.
func (loadCommand) Help() string {
	return `Without --endpoint or --target, the load runs against a reference pool in a
process of its own. Response times are measured from a journey's planned start,
so a stalled target cannot hide its queue.

Examples:

    cogbench load --rate 20 --duration 30s --threshold 'p99(journey.response) < 1s'
    cogbench load --scenario remembered-vs-mfa --users 400 --report-dir out
    cogbench load --find-max --threshold 'p99(journey.response) < 250ms'
    cogbench load --shard 2/4 --start-at 2030-01-01T12:00:00Z --report-dir shard2`
}

// Run runs the command.
func (c loadCommand) Run(ctx context.Context, console streams) error {
	run, err := c.plan(console)
	if err != nil {
		return err
	}
	removeReports, err := c.makeReportDir(run)
	if err != nil {
		return err
	}
	defer removeReports()
	subject, stop, err := c.subject(ctx, console, run)
	defer stop()
	if err != nil {
		return err
	}
	closeViews, err := c.attachViews(console, run)
	if err != nil {
		return err
	}
	result, err := run.Drive(ctx, subject)
	closeViews()
	if result != nil {
		if failed := c.tell(console, &result.Load, run.Options.Directory); failed != nil {
			return failed
		}
	}
	return concludeLoad(ctx, result, err)
}

// makeReportDir makes the directory of the reports: one for a while, if they are only
// to be printed. remove is never nil.
func (c loadCommand) makeReportDir(run *workload.Run) (remove func(), err error) {
	if c.Archive && c.ReportDir == "" {
		if run.Options.Directory, err = os.MkdirTemp("", "cogbench-load-"); err != nil {
			return nil, usage(fmt.Errorf("report directory: %w", err), "give --report-dir")
		}
		return func() { _ = os.RemoveAll(run.Options.Directory) }, nil
	}
	return func() {}, errors.Join(reportDirectory("--report-dir", c.ReportDir), reportFile("--population", c.Population))
}

// plan reads the flags. Nothing has been sent yet: a mistake is one of usage.
func (c loadCommand) plan(console streams) (*workload.Run, error) {
	mix, err := workload.FindMix(c.Scenario)
	if err != nil {
		return nil, usage(err, scenarioHint(c.Scenario))
	}
	run := &workload.Run{
		Mix: mix, Users: c.Users, Population: c.Population,
		Options: load.Options{
			Plan:   load.Plan{Arrivals: c.arrivals(), Cap: c.Cap, Duration: c.Duration, Seed: c.Seed},
			Warmup: c.Warmup, Drain: c.Drain, MaxInFlight: c.MaxInFlight, Retries: c.Retry,
			AllowAbandoned: c.AllowAbandoned, Directory: c.ReportDir, Render: render.WriteFiles, TuneRuntime: true,
			Heading: load.Heading{Tool: thisTool()},
		},
	}
	if run.Options.Thresholds, err = parseThresholds(c.Threshold); err == nil {
		run.Options.AbortOn, err = parseThresholds(c.AbortOn)
	}
	if err == nil {
		err = c.idle()
	}
	if err == nil {
		err = c.divide(run, console)
	}
	c.equip(run)
	run.Search = c.search()
	if err == nil {
		err = run.Prepare()
	}
	if err != nil {
		return nil, usage(err, "see cogbench load --help")
	}
	return run, nil
}

// search is the search for the highest rate; nil if none was asked for.
func (c loadCommand) search() *load.Search {
	if !c.FindMax {
		return nil
	}
	search := &load.Search{Probe: 10 * time.Second, Max: 1000} // as the help says
	if c.Probe != nil {
		search.Probe = *c.Probe
	}
	if c.MaxRate != nil {
		search.Max = *c.MaxRate
	}
	return search
}

// idle refuses flags that the other flags leave without effect.
func (c loadCommand) idle() error {
	switch {
	case !c.FindMax && (c.MaxRate != nil || c.Probe != nil):
		return errors.New("--max-rate and --probe are for --find-max")
	case c.From != 0 && c.Arrivals != "ramp":
		return errors.New("--from is for --arrivals ramp")
	case len(c.Steps) > 0 && c.Arrivals != "steps":
		return errors.New("--steps is for --arrivals steps")
	}
	return nil
}

// scenarioHint is the hint at a scenario that cannot be had.
func scenarioHint(name string) string {
	if strings.ContainsAny(name, `./\`) {
		return "a name with a dot or a slash is the file of a mix; docs/load.md shows one"
	}
	mixes, err := workload.Mixes()
	if err != nil {
		return ""
	}
	var names []string
	for _, journey := range workload.Journeys() {
		names = append(names, journey.Name)
	}
	for _, mix := range mixes {
		names = append(names, mix.Name)
	}
	if near := nearest.Of(name, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return ""
}

// arrivals are those that the flags name.
func (c loadCommand) arrivals() load.Arrivals {
	switch c.Arrivals {
	case "poisson":
		return load.Poisson(c.Rate)
	case "ramp":
		return load.Ramp{From: c.From, To: c.Rate}
	case "steps":
		return load.Steps(c.Steps)
	default:
		return load.Constant(c.Rate)
	}
}

func parseThresholds(texts []string) ([]load.Threshold, error) {
	var list []load.Threshold
	for _, text := range texts {
		t, err := load.ParseThreshold(text)
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// subject is what the run is driven against; nil if it calls no target.
func (c loadCommand) subject(ctx context.Context, console streams, run *workload.Run) (*target.Target, func(), error) {
	if run.Local() {
		run.Options.Heading.Target = loadreport.Target{Name: "no target", Endpoint: "none"}
		c.compareClock(run, nil)
		return nil, func() {}, nil
	}
	profile, stop, err := c.loadProfile()
	if err != nil {
		return nil, stop, err
	}
	subject, _, err := c.preflight(ctx, profile, c.trace(console))
	if err != nil {
		return nil, stop, err
	}
	run.Options.Heading.Target = loadreport.Target{Name: subject.Config.Name, Endpoint: subject.Config.Endpoint}
	c.compareClock(run, subject)
	return subject, stop, nil
}

// trace prints the wire with --verbose.
func (c loadCommand) trace(console streams) func(target.Exchange) {
	if !c.Verbose {
		return nil
	}
	printed := c.progress(console, 0)
	return func(e target.Exchange) { printed.wire(report.Exchange(e)) }
}

// loadProfile is the chosen target. The reference pool runs in a process of its
// own, so that its cost is not taken for the driver's.
func (c loadCommand) loadProfile() (target.Config, func(), error) {
	if c.embedded() && c.Timeout > 0 {
		return startPoolProcess()
	}
	return c.started()
}

// concludeLoad maps what came of a run to an exit code.
func concludeLoad(ctx context.Context, result *load.Result, err error) error {
	switch {
	case result == nil && ctx.Err() != nil:
		return &failure{code: exitInterrupted, err: errors.New("interrupted before the first journey")}
	case result != nil && result.Load.Interrupted:
		return &failure{code: exitInterrupted, err: err}
	case err != nil && errors.Is(err, load.ErrNoRate):
		return &failure{code: exitFailed, err: err}
	case err != nil:
		return &failure{code: exitInconclusive, err: err}
	case result.Load.Journeys.Succeeded == 0:
		return &failure{code: exitInconclusive, err: errors.New("no journey succeeded: see the errors above")}
	case len(result.Load.Missed()) > 0:
		return ended(exitFailed)
	}
	return nil
}
