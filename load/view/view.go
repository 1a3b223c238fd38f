// Package view shows a load run while it lasts.
package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// plainEvery is how often a view that is not on a terminal prints a line.
const plainEvery = 5 * time.Second

// View shows a run while it lasts: a block that is drawn over and over on a
// terminal, a line every few seconds elsewhere.
type View struct {
	on    *term.Progress
	style term.Style
	next  time.Duration // when the next plain line is due
}

// New shows a run on a block in a style.
func New(on *term.Progress, style term.Style) *View {
	return &View{on: on, style: style, next: plainEvery}
}

// Show takes the figures of a second.
func (v *View) Show(p load.Progress) {
	switch ahead := preparing(p); {
	case v.on.Live() && ahead != "":
		v.on.Show(ahead)
	case v.on.Live():
		v.on.Show(v.block(p)...)
	case ahead != "":
		v.on.Print(ahead)
	case p.Elapsed >= v.next:
		v.on.Print(headline(p))
		for v.next <= p.Elapsed {
			v.next += plainEvery
		}
	}
}

// preparing says what a run does before its plan; "" once that has begun.
func preparing(p load.Progress) string {
	switch {
	case p.Waiting:
		return fmt.Sprintf("beginning in %v", p.Left.Round(time.Second))
	case p.Warming:
		return fmt.Sprintf("warming up for %v", p.Left)
	}
	return ""
}

// Close wipes the block: the summary takes its place.
func (v *View) Close() { v.on.Close() }

// blockRows keeps the block within a small terminal.
const blockRows = 16

// block is the run so far: the books, and a line for each series that a user
// would ask for. Figures come first, since a narrow terminal cuts lines off.
func (v *View) block(p load.Progress) []string {
	lines := account(p)
	lines[0] = v.style.Bar(int(p.Elapsed), int(p.Elapsed+p.Left)) + " " + lines[0]
	lines = append(lines, fmt.Sprintf("%8s %8s %7s  %s", "p50", "p99", "count", "series"))
	for _, s := range p.Load.Series {
		if s.Count > 0 && len(lines) < blockRows && (s.Kind != "journey" || strings.HasPrefix(s.Name, loadreport.SeriesResponse)) {
			line := fmt.Sprintf("%8s %8s %7d  %s", loadreport.FormatLatency(float64(s.P50)), loadreport.FormatLatency(float64(s.P99)), s.Count, s.Name)
			if s.Failed > 0 {
				line += fmt.Sprintf(", %d failed", s.Failed)
			}
			lines = append(lines, line)
		}
	}
	for _, e := range p.Load.Errors[:min(len(p.Load.Errors), 3)] {
		lines = append(lines, fmt.Sprintf("failed at %s: %s, %s", e.Step, e.Type, plural.Count(e.Count, "time")))
	}
	return lines
}

// headline is the run in one line.
func headline(p load.Progress) string { return strings.Join(account(p), ", ") }

// account is the run's time, rate, journeys and response times, apart.
func account(p load.Progress) []string {
	j := p.Load.Journeys
	course := fmt.Sprintf("%s of %s: %.1f/s started, %d in flight",
		p.Elapsed.Round(time.Second), (p.Elapsed + p.Left).Round(time.Second), rateOf(p.Second), j.InFlight)
	if p.Left > 0 {
		course += fmt.Sprintf(", %s left", p.Left.Round(time.Second))
	}
	parts := []string{course, fmt.Sprintf("%d succeeded, %d failed, %d abandoned", j.Succeeded, j.Failed, j.NotStarted+j.CutOff)}
	if response := p.Load.FindSeries(loadreport.SeriesResponse); response != nil && response.Count > 0 {
		parts = append(parts, fmt.Sprintf("response p50 %s p99 %s", loadreport.FormatLatency(float64(response.P50)), loadreport.FormatLatency(float64(response.P99))))
	}
	return parts
}

func rateOf(s loadreport.Second) float64 {
	if s.Length <= 0 {
		return 0
	}
	return float64(s.Started-s.NotStarted) / s.Length
}
