package render

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/cogbench/cogbench/internal/page"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

var (
	//go:embed page/page.html
	pageTemplate string
	//go:embed page/page.css
	pageStyle string
)

// pageView is what the template shows.
type pageView struct {
	*loadreport.Report
	Style    template.CSS
	State    report.Outcome
	Verdict  string
	Offer    string
	Reasons  []string
	Ran      []loadreport.Series // series that have a value
	Figures  []figure
	Visits   []loadreport.Series
	Contrast string
	Remarks  []string
}

// HTML returns the content of report.html.
func HTML(l *loadreport.Report, total *loadreport.Total, moments []loadreport.Moment) ([]byte, error) {
	figures, err := figures(l, total, moments)
	if err != nil {
		return nil, err
	}
	view := pageView{
		Report: l, Style: page.ChartStyle(pageStyle),
		Offer: offer(l), Reasons: l.Missed(), Figures: figures, Visits: visits(l), Contrast: contrast(l), Remarks: remarks(l),
	}
	view.State, view.Verdict = verdict(l)
	for _, s := range l.Series {
		if s.Count > 0 {
			view.Ran = append(view.Ran, s)
		}
	}
	return page.Render("load", pageTemplate, template.FuncMap{"latency": latencyOf, "rate": trimmed, "seconds": secondsOf, "offset": offsetOf}, view)
}

// latencyOf takes the numbers of either kind that series have.
func latencyOf(ns any) string {
	switch v := ns.(type) {
	case int64:
		return loadreport.FormatLatency(float64(v))
	case float64:
		return loadreport.FormatLatency(v)
	}
	return ""
}

func secondsOf(seconds float64) string { return loadreport.FormatLatency(seconds * 1e9) }

// offsetOf is how a clock was, for a table.
func offsetOf(c *loadreport.Clock) string {
	if c == nil || c.Error != "" {
		return "unknown"
	}
	return secondsOf(c.OffsetSeconds) + " ± " + secondsOf(c.UncertaintySeconds)
}

// verdict sums the run up.
func verdict(l *loadreport.Report) (report.Outcome, string) {
	outcome, text := judge(l)
	if missing := lacking(l); missing != "" {
		return outcome, text + "; " + missing
	}
	return outcome, text
}

func judge(l *loadreport.Report) (report.Outcome, string) {
	switch end := earlyEnd(l); {
	case end != "" && l.Aborted == "":
		return report.Skip, "The run is incomplete: " + end
	case len(l.Missed()) > 0:
		return report.Fail, "The run does not pass"
	case l.Part():
		return report.Pass, fmt.Sprintf("Shard %d of %d came to its end; report merge judges the whole", l.Shard.Index, l.Shard.Of)
	case len(l.Thresholds) == 0:
		return report.Pass, "The run is complete; no threshold was set"
	}
	return report.Pass, "Every threshold was met"
}

// figures are all charts that have something to show, in the order of the page.
func figures(l *loadreport.Report, total *loadreport.Total, moments []loadreport.Moment) ([]figure, error) {
	var whole, rtt, srp []string
	for _, name := range total.Names() {
		switch loadreport.KindOf(name) {
		case "journey":
			if strings.HasPrefix(name, loadreport.SeriesResponse) || strings.HasPrefix(name, loadreport.SeriesService) {
				whole = append(whole, name)
			}
		case "srp":
			srp = append(srp, name)
		case "rtt":
			rtt = append(rtt, name)
		}
	}
	all, err := timeFigures(moments)
	for _, draw := range []func() (figure, error){
		func() (figure, error) {
			return percentileFigure("Journeys by percentile", "Response times run from the planned start, service times from the real one.", total, whole)
		},
		func() (figure, error) {
			return percentileFigure("Round trips by percentile", "From sending the request to the last byte of the response.", total, rtt)
		},
		func() (figure, error) {
			return percentileFigure("SRP computation by percentile", "The client's arithmetic before each step that needs it.", total, srp)
		},
		func() (figure, error) { return journeyFigure(l) },
		func() (figure, error) { return stepFigure(l) },
		func() (figure, error) { return searchFigure(l.Search) },
	} {
		if err != nil {
			return nil, err
		}
		var f figure
		if f, err = draw(); f.Wide != "" {
			all = append(all, f)
		}
	}
	return all, err
}
