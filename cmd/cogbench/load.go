package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// loadCommand drives journeys at an offered rate.
type loadCommand struct {
	targetFlags     `embed:""`
	outputFlags     `embed:""`
	arithmeticFlags `embed:""`
	Scenario        string        `default:"remembered-signin" placeholder:"NAME|FILE" help:"A journey, a mix that comes with cogbench, or the file of a mix."`
	Arrivals        load.Arrivals `enum:"constant,poisson,ramp,steps" default:"constant" help:"When journeys start: constant, poisson, ramp or steps."`
	Rate            float64       `default:"10" placeholder:"N" help:"Journeys a second, whatever the target does; a ramp ends with it."`
	From            float64       `placeholder:"N" help:"The rate that a ramp begins with."`
	Steps           []float64     `placeholder:"N,N" help:"The rates of steps, each for an equal part of the duration."`
	Cap             float64       `placeholder:"N" help:"Start no more than N a second, whatever arrivals are drawn."`
	Duration        time.Duration `default:"30s" placeholder:"D" help:"How long journeys are started."`
	Warmup          time.Duration `default:"2s" placeholder:"D" help:"Drive before that for D, without measuring."`
	Drain           time.Duration `default:"30s" placeholder:"D" help:"How long journeys may go on after the last start."`
	Users           int           `default:"100" placeholder:"N" help:"Users to make; each makes one journey at a time."`
	Population      string        `placeholder:"FILE" help:"Keep the users in FILE, secrets included, and use them again."`
	MaxInFlight     int           `name:"max-in-flight" default:"1000" placeholder:"N" help:"Journeys under way at once; an arrival beyond that is abandoned."`
	Seed            uint64        `default:"1" placeholder:"N" help:"What random arrivals and visits are drawn from."`
	Retry           int           `placeholder:"N" help:"Repeat a throttled or failed call up to N times."`
	Threshold       []string      `sep:"none" placeholder:"EXPR" help:"A condition to meet, such as 'p99(journey.response) < 1s' (repeatable)."`
	AbortOn         []string      `name:"abort-on" sep:"none" placeholder:"EXPR" help:"A condition that ends the run, such as 'rate(failed) > 50%%' (repeatable)."`
	AllowAbandoned  bool          `name:"allow-abandoned" help:"Abandoned journeys do not fail the run."`
	FindMax         bool          `name:"find-max" help:"Search the highest rate that meets the thresholds first, beginning with --rate."`
	MaxRate         float64       `name:"max-rate" default:"1000" placeholder:"N" help:"The highest rate that --find-max tries."`
	Probe           time.Duration `default:"10s" placeholder:"D" help:"How long --find-max drives each rate."`
	Metrics         string        `placeholder:"HOST:PORT" help:"Offer the figures to Prometheus on a loopback address while it runs."`
	ReportDir       string        `name:"report-dir" placeholder:"DIR" help:"Write load.json, report.html, summary.md, junit.xml, intervals.hlog and a .hgrm a series."`
}

// Help implements kong's HelpProvider.
func (loadCommand) Help() string {
	return `Without --endpoint or --target, a reference pool is started in a process of
its own. Response times run from the planned start of a journey: what a target
makes users wait cannot hide.

Examples:

    cogbench load --rate 20 --duration 30s --threshold 'p99(journey.response) < 1s'
    cogbench load --scenario remembered-vs-mfa --users 400 --report-dir out
    cogbench load --find-max --threshold 'p99(journey.response) < 250ms'`
}

// Run runs the command.
func (c loadCommand) Run(ctx context.Context, console streams) error {
	job, err := c.job()
	if err != nil {
		return err
	}
	if c.ReportDir != "" {
		if err := os.MkdirAll(c.ReportDir, 0o755); err != nil {
			return usage(fmt.Errorf("report directory: %w", err), "")
		}
	}
	subject, stop, err := c.subject(ctx, console, job)
	defer stop()
	if err != nil {
		return err
	}
	closeView, err := c.watch(console, job)
	if err != nil {
		return err
	}
	result, err := job.Run(ctx, subject)
	closeView()
	if result != nil {
		if failed := c.print(console, &result.Load); failed != nil {
			return failed
		}
	}
	return c.conclude(ctx, result, err)
}

// job reads the flags. Nothing has been sent yet: a mistake is one of usage.
func (c loadCommand) job() (*load.Job, error) {
	mix, err := scenarios.FindMix(c.Scenario)
	if err != nil {
		return nil, usage(err, "")
	}
	job := &load.Job{
		Mix: mix, Users: c.Users, Population: c.Population,
		Options: load.Options{
			Plan: load.Plan{
				Arrivals: c.Arrivals, Rate: c.Rate, From: c.From, Steps: c.Steps, Cap: c.Cap,
				Duration: c.Duration, Seed: c.Seed,
			},
			Warmup: c.Warmup, Drain: c.Drain, MaxInFlight: c.MaxInFlight, Retries: c.Retry,
			AllowAbandoned: c.AllowAbandoned, Directory: c.ReportDir,
			Heading: loadreport.Report{Tool: report.Tool{Name: "cogbench", Version: thisBuild().Version}},
		},
	}
	if job.Options.Thresholds, err = parseThresholds(c.Threshold); err == nil {
		job.Options.AbortOn, err = parseThresholds(c.AbortOn)
	}
	c.equip(job)
	if c.FindMax {
		job.Search = &load.Search{Probe: c.Probe, Max: c.MaxRate}
	}
	if err == nil {
		err = job.Check()
	}
	if err != nil {
		return nil, usage(err, "see cogbench load --help")
	}
	return job, nil
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

// subject is what the job is driven against; nil for one that stays at home.
func (c loadCommand) subject(ctx context.Context, console streams, job *load.Job) (*target.Target, func(), error) {
	if job.Local() {
		job.Options.Heading.Target = loadreport.Target{Name: "no target", Endpoint: "none"}
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
	job.Options.Heading.Target = loadreport.Target{Name: subject.Config.Name, Endpoint: subject.Config.Endpoint}
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

// watch has the run shown and offered while it lasts.
func (c loadCommand) watch(console streams, job *load.Job) (stop func(), err error) {
	var shows []func(load.Progress)
	stop = func() {}
	if !c.Quiet {
		view := load.NewView(c.block(console))
		shows = append(shows, view.Show)
		job.Progress = populationProgress(console)
		stop = view.Close
	}
	if c.Metrics != "" {
		metrics := load.NewMetrics()
		url, closeMetrics, err := metrics.Listen(c.Metrics)
		if err != nil {
			return nil, usage(err, "")
		}
		if !c.Quiet {
			fmt.Fprintf(console.stderr, "metrics at %s\n", url)
		}
		shows = append(shows, metrics.Show)
		view := stop
		stop = func() { view(); closeMetrics() }
	}
	job.Options.Live = func(p load.Progress) {
		for _, show := range shows {
			show(p)
		}
	}
	if job.Search != nil && !c.Quiet {
		job.Search.Told = func(p loadreport.Probe) {
			fmt.Fprintf(console.stderr, "tried %.4g a second: p99 %s, %v\n", p.Rate, loadreport.FormatLatency(float64(p.ResponseP99Ns)), map[bool]string{true: "met", false: "missed"}[p.OK])
		}
	}
	return stop, nil
}

// populationProgress prints how many users are ready, each tenth of them.
func populationProgress(console streams) func(ready, of int) {
	var mu sync.Mutex
	told := 0
	return func(ready, of int) {
		mu.Lock()
		defer mu.Unlock()
		if tenth := ready * 10 / of; tenth > told {
			told = tenth
			fmt.Fprintf(console.stderr, "%d of %d users ready\n", ready, of)
		}
	}
}

// print writes the result for a person or a program.
func (c loadCommand) print(console streams, l *loadreport.Report) error {
	if c.JSON {
		data, err := l.JSON()
		if err == nil {
			_, err = console.stdout.Write(data)
		}
		return err
	}
	out := bufio.NewWriter(console.stdout) // which keeps an error
	style := term.StyleOf(console.stdout, console.getenv)
	terminal := render.Terminal{Out: out, Colour: style.Colour, Width: style.Width}
	if c.Quiet {
		terminal.Line(l)
	} else {
		terminal.Summary(l)
	}
	return out.Flush()
}

// conclude maps what came of the run to an exit code.
func (c loadCommand) conclude(ctx context.Context, result *load.Result, err error) error {
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
		return &failure{code: exitInconclusive, err: errors.New("not one journey succeeded")}
	case len(result.Load.Missed()) > 0:
		return ended(exitFailed)
	}
	return nil
}
