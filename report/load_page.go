package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

var (
	//go:embed page/load.html
	loadTemplate string
	//go:embed page/load.css
	loadStyle string
)

// loadView is what the template shows.
type loadView struct {
	*Load
	Style   template.CSS
	State   Outcome
	Verdict string
	Offer   string
	Reasons []string
	Ran     []Series // series that have a value
	Figures []figure
	Saving  *saving
	Remarks []string
}

// page returns the content of report.html.
func (l *Load) page(total *LoadTotal, moments []moment) ([]byte, error) {
	page, err := template.New("load").Funcs(template.FuncMap{"latency": latencyOf, "rate": trimmed}).Parse(loadTemplate)
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	figures, err := l.figures(total, moments)
	if err != nil {
		return nil, err
	}
	view := loadView{
		Load: l, Style: template.CSS(pageStyle + loadStyle), //nolint:gosec // the package's own
		Offer: l.offer(), Reasons: l.Missed(), Figures: figures, Saving: l.saving(), Remarks: l.Remarks(),
	}
	view.State, view.Verdict = l.verdict()
	for _, s := range l.Series {
		if s.Count > 0 {
			view.Ran = append(view.Ran, s)
		}
	}
	var out bytes.Buffer
	if err := page.Execute(&out, view); err != nil {
		return nil, fmt.Errorf("render the page: %w", err)
	}
	return out.Bytes(), nil
}

// latencyOf takes the numbers of either kind that series have.
func latencyOf(ns any) string {
	switch v := ns.(type) {
	case int64:
		return FormatLatency(float64(v))
	case float64:
		return FormatLatency(v)
	}
	return ""
}

// verdict sums the run up.
func (l *Load) verdict() (Outcome, string) {
	switch end := l.earlyEnd(); {
	case end != "" && l.Aborted == "":
		return Skip, "The run is not whole: " + end
	case len(l.Missed()) > 0:
		return Fail, "The run does not pass"
	case len(l.Thresholds) == 0:
		return Pass, "The run is whole; it was held to no threshold"
	}
	return Pass, "Every threshold was met"
}

// figures are all charts that have something to show, in the order of the page.
func (l *Load) figures(total *LoadTotal, moments []moment) ([]figure, error) {
	var whole, rtt, srp []string
	for _, name := range total.Names() {
		switch KindOf(name) {
		case "journey":
			if strings.HasPrefix(name, SeriesResponse) || strings.HasPrefix(name, SeriesService) {
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
			return percentileFigure("Round trips by percentile", "From the request's sending to the last byte of the answer.", total, rtt)
		},
		func() (figure, error) {
			return percentileFigure("SRP computation by percentile", "The client's arithmetic before each step that needs some.", total, srp)
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
