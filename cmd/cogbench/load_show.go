package main

import (
	"bufio"
	"fmt"
	"strings"
	"sync"

	"github.com/cogbench/cogbench/internal/parcel"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/load/prom"
	"github.com/cogbench/cogbench/load/view"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
	"github.com/cogbench/cogbench/scenarios/workload"
)

// attachViews has the run shown and offered while it lasts.
func (c loadCommand) attachViews(console streams, run *workload.Run) (stop func(), err error) {
	var shows []func(load.Progress)
	stop = func() {}
	if !c.Quiet {
		block, style := c.block(console), term.StyleOf(console.stderr, console.getenv)
		shown := view.New(block, style)
		shows = append(shows, shown.Show)
		run.Progress = populationProgress(block, style)
		stop = shown.Close
	}
	if c.Metrics != "" {
		metrics := prom.New()
		url, closeMetrics, err := metrics.Listen(c.Metrics)
		if err != nil {
			return nil, usage(err, "")
		}
		if !c.Quiet {
			fmt.Fprintf(console.stderr, "metrics at %s\n", url)
		}
		shows = append(shows, metrics.Show)
		closeView := stop
		stop = func() { closeView(); closeMetrics() }
	}
	run.Options.Live = func(p load.Progress) {
		for _, show := range shows {
			show(p)
		}
	}
	if run.Search != nil && !c.Quiet {
		run.Search.Probed = func(p loadreport.Probe) { fmt.Fprintln(console.stderr, probeLine(p)) }
	}
	return stop, nil
}

// probeLine is what came of one rate of a search.
func probeLine(p loadreport.Probe) string {
	came := "passed"
	if !p.OK {
		came = "failed: " + strings.Join(p.Missed, "; ")
	}
	return fmt.Sprintf("tried %.4g per second: response p99 %s, %s", p.Rate, loadreport.FormatLatency(float64(p.ResponseP99Ns)), came)
}

// populationProgress shows how many users are ready: elsewhere than on a terminal, at each
// tenth of them.
func populationProgress(block *term.Progress, style term.Style) func(ready, of int) {
	var mu sync.Mutex
	shown := 0
	return func(ready, of int) {
		mu.Lock()
		defer mu.Unlock()
		line := fmt.Sprintf("%d of %s ready", ready, plural.Count(of, "user"))
		switch tenth := ready * 10 / of; {
		case block.Live():
			block.Show(style.Bar(ready, of) + " " + line)
		case tenth > shown:
			shown = tenth
			block.Print(line)
		}
	}
}

// tell writes the result, and its files if they are to be printed.
func (c loadCommand) tell(console streams, l *loadreport.Report, directory string) error {
	if err := c.showLoad(console, l); err != nil || !c.Archive {
		return err
	}
	return parcel.Pack(console.stdout, directory, loadreport.ReportFile, loadreport.IntervalLogFile)
}

// showLoad writes the result for a person or a program.
func (f outputFlags) showLoad(console streams, l *loadreport.Report) error {
	if f.JSON {
		data, err := l.JSON()
		if err == nil {
			_, err = console.stdout.Write(data)
		}
		return err
	}
	out := bufio.NewWriter(console.stdout) // which keeps an error
	style := term.StyleOf(console.stdout, console.getenv)
	terminal := render.Terminal{Out: out, Colour: style.Colour, Width: style.Width}
	if f.Quiet {
		terminal.Line(l)
	} else {
		terminal.Summary(l)
	}
	return out.Flush()
}
