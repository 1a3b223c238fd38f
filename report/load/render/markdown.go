package render

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// Markdown returns the content of summary.md.
func Markdown(l *loadreport.Report) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# Load: %s\n\n", tableCell(l.Scenario))
	fmt.Fprintf(&out, "%s at %s, %s.\n\n", tableCell(l.Target.Name), l.StartedAt.UTC().Format(time.RFC3339), tableCell(offer(l)))
	if end := earlyEnd(l); end != "" {
		fmt.Fprintf(&out, "**The plan was not completed: %s.**\n\n", tableCell(end))
	}
	if missing := lacking(l); missing != "" {
		fmt.Fprintf(&out, "**Figures are %s. Nothing stands in for them.**\n\n", tableCell(missing))
	}
	j := l.Journeys
	fmt.Fprintf(&out, "| started | succeeded | failed | abandoned | retries | planned/s | started/s | completed/s |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	fmt.Fprintf(&out, "| %d | %d | %d | %d | %d | %.2f | %.2f | %.2f |\n\n",
		j.Started, j.Succeeded, j.Failed, j.Abandoned, j.Retries, l.Rate.Planned, l.Rate.Started, l.Rate.Completed)
	if len(l.Thresholds) > 0 {
		out.WriteString("| threshold | value | met |\n|---|--:|---|\n")
		for _, t := range l.Thresholds {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", tableCell(t.Expr), tableCell(t.Message), metWord(t.OK))
		}
		out.WriteString("\n")
	}
	out.WriteString("| series | count | failed | p50 | p90 | p99 | p99.9 | max |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, s := range l.Series {
		if s.Count == 0 {
			continue
		}
		fmt.Fprintf(&out, "| %s | %d | %d | %s | %s | %s | %s | %s |\n", tableCell(s.Name), s.Count, s.Failed,
			loadreport.FormatLatency(float64(s.P50)), loadreport.FormatLatency(float64(s.P90)), loadreport.FormatLatency(float64(s.P99)),
			loadreport.FormatLatency(float64(s.P999)), loadreport.FormatLatency(float64(s.Max)))
	}
	if len(l.Errors) > 0 {
		out.WriteString("\n| failed at | with | journeys |\n|---|---|--:|\n")
		for _, e := range l.Errors {
			fmt.Fprintf(&out, "| %s | %s | %d |\n", tableCell(e.Step), tableCell(e.Type), e.Count)
		}
	}
	out.WriteString("\n")
	for _, remark := range remarks(l) {
		fmt.Fprintf(&out, "- %s\n", tableCell(remark))
	}
	return out.Bytes(), nil
}

// offer says what load was put on the target.
func offer(l *loadreport.Report) string {
	p := l.Plan
	at := "at " + trimmed(p.Rate)
	switch {
	case len(p.Ramp) == 2:
		at = "from " + trimmed(p.Ramp[0]) + " to " + trimmed(p.Ramp[1])
	case len(p.Steps) > 0:
		var rates []string
		for _, rate := range p.Steps {
			rates = append(rates, trimmed(rate))
		}
		at = "at " + strings.Join(rates, ", ")
	}
	text := fmt.Sprintf("%s arrivals %s a second for %s", p.Arrivals, at, time.Duration(p.DurationSeconds*float64(time.Second)))
	if p.Cap > 0 {
		text += ", at most " + trimmed(p.Cap) + " a second"
	}
	if p.WarmupSeconds > 0 {
		text += fmt.Sprintf(" after %s of warm-up", time.Duration(p.WarmupSeconds*float64(time.Second)))
	}
	switch {
	case l.Shard != nil:
		text = fmt.Sprintf("shard %d of %d of %s", l.Shard.Index, l.Shard.Of, text)
	case l.Merged != nil:
		text += fmt.Sprintf(", from %s", plural.Count(len(l.Merged.Shards), "shard"))
	}
	return text
}

// remarks are what a reader of the figures has to know: the driver's own cost,
// signs that it was the limit, and notes of the run.
func remarks(l *loadreport.Report) []string {
	d := l.Driver
	remarks := []string{
		fmt.Sprintf("schedule lag: p50 %s, p99 %s, max %s", loadreport.FormatLatency(float64(l.ScheduleLag.P50Ns)),
			loadreport.FormatLatency(float64(l.ScheduleLag.P99Ns)), loadreport.FormatLatency(float64(l.ScheduleLag.MaxNs))),
		fmt.Sprintf("driver: %.2f s of CPU time, %.2f s of it in SRP; %.2f ms per journey outside SRP; %.0f allocations and %.0f KiB per journey; %s, %s paused; at most %.0f MiB",
			d.CPUSeconds, d.CPUSecondsInSRP, d.CPUMsPerJourney, d.AllocationsPerJourney, d.BytesPerJourney/1024,
			plural.Count(d.GCCycles, "garbage collection"), loadreport.FormatLatency(float64(d.GCPauseNs)), float64(d.MaxRSSBytes)/(1<<20)),
		fmt.Sprintf("network: %s, %s, %s", plural.Count(l.Network.Calls, "call"), plural.Count(l.Network.Connections, "new connection"), plural.Count(l.Network.TLSHandshakes, "TLS handshake")),
	}
	for _, sign := range d.Limited {
		remarks = append(remarks, "the load generator was a limit: "+sign)
	}
	if l.LateSeconds > 0 {
		remarks = append(remarks, fmt.Sprintf("the driver came %s after the plan's beginning: what was due by then is abandoned", loadreport.FormatLatency(l.LateSeconds*1e9)))
	}
	if c := l.Clock; c != nil {
		remarks = append(remarks, clockRemark(*c))
	}
	return append(remarks, l.Notes...)
}

// clockRemark says how the driver's clock was.
func clockRemark(c loadreport.Clock) string {
	switch {
	case c.Error != "":
		return fmt.Sprintf("clock: not compared with %s: %s", c.Reference, c.Error)
	case c.OffsetSeconds < 0:
		return fmt.Sprintf("clock: %s ahead of %s, ± %s", loadreport.FormatLatency(-c.OffsetSeconds*1e9), c.Reference, loadreport.FormatLatency(c.UncertaintySeconds*1e9))
	}
	return fmt.Sprintf("clock: %s behind %s, ± %s", loadreport.FormatLatency(c.OffsetSeconds*1e9), c.Reference, loadreport.FormatLatency(c.UncertaintySeconds*1e9))
}

// tableCell makes text safe inside a table: the target chooses some of it.
func tableCell(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;", "`", "'").Replace(text)
}

func metWord(ok bool) string {
	if ok {
		return "yes"
	}
	return "**no**"
}

// trimmed writes a rate without needless digits.
func trimmed(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}
