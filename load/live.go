package load

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cogbench/cogbench/report"
)

// plainEvery is how often a view that is not on a terminal prints a line.
const plainEvery = 5 * time.Second

// View shows a run while it lasts: a block that is drawn over and over on a
// terminal, a line every few seconds elsewhere.
type View struct {
	out      io.Writer
	terminal bool
	lines    int           // of the block on the screen
	next     time.Duration // when the next plain line is due
}

// NewView shows a run on out.
func NewView(out io.Writer, terminal bool) *View {
	return &View{out: out, terminal: terminal, next: plainEvery}
}

// Show takes the figures of a second.
func (v *View) Show(p Progress) {
	if v.terminal {
		v.redraw(p)
		return
	}
	switch {
	case p.Warming:
		fmt.Fprintf(v.out, "warming up for %v\n", p.Left)
	case p.Elapsed >= v.next:
		fmt.Fprintln(v.out, headline(p))
		for v.next <= p.Elapsed {
			v.next += plainEvery
		}
	}
}

// Close wipes the block: the summary takes its place.
func (v *View) Close() {
	if v.terminal {
		v.wipe()
	}
}

// The codes that keep a long line from taking two rows of the screen.
const (
	wrapOff = "\x1b[?7l"
	wrapOn  = "\x1b[?7h"
)

// blockRows keeps the block within a small terminal.
const blockRows = 16

func (v *View) redraw(p Progress) {
	v.wipe()
	lines := []string{fmt.Sprintf("warming up for %v", p.Left)}
	if !p.Warming {
		lines = block(p)
	}
	fmt.Fprint(v.out, wrapOff, strings.Join(lines, "\n"), wrapOn, "\n")
	v.lines = len(lines)
}

// block is the run so far: the books, and a line for each series that a user
// would ask for.
func block(p Progress) []string {
	lines := append(strings.SplitAfter(headline(p), "abandoned, "),
		fmt.Sprintf("%-34s %9s %10s %10s %7s", "series", "count", "p50", "p99", "failed"))
	for _, s := range p.Load.Series {
		if s.Count > 0 && len(lines) < blockRows && (s.Kind != "journey" || strings.HasPrefix(s.Name, report.SeriesResponse)) {
			lines = append(lines, fmt.Sprintf("%-34s %9d %10s %10s %7d", s.Name, s.Count,
				report.FormatLatency(float64(s.P50)), report.FormatLatency(float64(s.P99)), s.Failed))
		}
	}
	for _, e := range p.Load.Errors[:min(len(p.Load.Errors), 3)] {
		lines = append(lines, fmt.Sprintf("failed at %s: %s, %d times", e.Step, e.Type, e.Count))
	}
	return lines
}

// wipe goes back to the block's first line and clears from there.
func (v *View) wipe() {
	if v.lines > 0 {
		fmt.Fprintf(v.out, "\x1b[%dA\x1b[J", v.lines)
		v.lines = 0
	}
}

// headline is the run in one line.
func headline(p Progress) string {
	j, s := p.Load.Journeys, p.Second
	line := fmt.Sprintf("%s of %s: %.1f/s started, %d in flight, %d succeeded, %d failed, %d abandoned",
		p.Elapsed.Round(time.Second), (p.Elapsed + p.Left).Round(time.Second), rateOf(s), j.InFlight, j.Succeeded, j.Failed, j.NotStarted+j.CutOff)
	if response := p.Load.FindSeries(report.SeriesResponse); response != nil && response.Count > 0 {
		line += fmt.Sprintf(", response p50 %s p99 %s", report.FormatLatency(float64(response.P50)), report.FormatLatency(float64(response.P99)))
	}
	if p.Left > 0 {
		line += fmt.Sprintf(", %s left", p.Left.Round(time.Second))
	}
	return line
}

func rateOf(s report.Second) float64 {
	if s.Length <= 0 {
		return 0
	}
	return float64(s.Started-s.NotStarted) / s.Length
}
