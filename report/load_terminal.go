package report

import "fmt"

// Load writes what a load run found, for a person.
func (t Terminal) Load(l *Load) {
	fmt.Fprintf(t.Out, "%s · %s · %s\n", t.bold(printable(l.Scenario)), printable(l.Target.Name), l.offer())
	j := l.Journeys
	fmt.Fprintf(t.Out, "%d started, %d succeeded, %d failed, %d abandoned, %d retries; %s/s planned, %s/s started, %s/s completed\n\n",
		j.Started, j.Succeeded, j.Failed, j.Abandoned, j.Retries, trimmed(l.Rate.Planned), trimmed(l.Rate.Started), trimmed(l.Rate.Completed))
	fmt.Fprintf(t.Out, "%-34s %8s %7s %9s %9s %9s %9s\n", "series", "count", "failed", "p50", "p90", "p99", "max")
	for _, s := range l.Series {
		if s.Count > 0 {
			fmt.Fprintf(t.Out, "%-34s %8d %7d %9s %9s %9s %9s\n", printable(s.Name), s.Count, s.Failed,
				FormatLatency(float64(s.P50)), FormatLatency(float64(s.P90)), FormatLatency(float64(s.P99)), FormatLatency(float64(s.Max)))
		}
	}
	for _, e := range l.Errors {
		fmt.Fprintf(t.Out, "%s at %s: %s, %d journeys\n", t.red("failed"), printable(e.Step), printable(e.Type), e.Count)
	}
	fmt.Fprintln(t.Out)
	for _, remark := range l.Remarks() {
		t.wrapped("", remark, "  ")
	}
	if s := l.saving(); s != nil {
		t.wrapped("", s.Statement, "  ")
	}
	for _, p := range l.Search {
		fmt.Fprintf(t.Out, "search: %8s/s  p50 %9s  p99 %9s  %s\n", trimmed(p.Rate),
			FormatLatency(float64(p.ResponseP50Ns)), FormatLatency(float64(p.ResponseP99Ns)), t.met(p.OK))
	}
	for _, threshold := range l.Thresholds {
		fmt.Fprintf(t.Out, "%s  %s: %s\n", t.met(threshold.OK), threshold.Expr, threshold.Message)
	}
	t.LoadLine(l)
}

// LoadLine writes what the run means, in one line.
func (t Terminal) LoadLine(l *Load) {
	state, verdict := l.verdict()
	colour := t.green
	switch state {
	case Fail:
		colour = t.red
	case Skip:
		colour = t.yellow
	}
	fmt.Fprintln(t.Out, colour(verdict))
	for _, reason := range l.Missed() {
		t.wrapped("", reason, "  ")
	}
}

func (t Terminal) met(ok bool) string {
	if ok {
		return t.green("met   ")
	}
	return t.red("missed")
}
