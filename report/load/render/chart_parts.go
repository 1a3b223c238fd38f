package render

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// The parts of a bar.
const (
	partSRP = iota
	partRTT
	partRest
)

var partLegend = []legendEntry{
	{Label: "SRP computation", Colour: 1}, {Label: "round trips", Colour: 0}, {Label: "the rest of the client", Colour: 2},
}

// bar is a stacked bar: mean nanoseconds by part.
type bar struct {
	label string
	parts [3]float64
}

func (b bar) sum() float64 { return b.parts[partSRP] + b.parts[partRTT] + b.parts[partRest] }

// stepFigure shows what each step adds to a journey: computation and round
// trip, stacked.
func stepFigure(l *loadreport.Report) (figure, error) {
	var bars []bar
	journeys := float64(l.Journeys.Succeeded + l.Journeys.Failed)
	for _, s := range l.Series {
		step, part, isStep := partOf(s.Name)
		if !isStep || s.Count == 0 || journeys == 0 {
			continue
		}
		i := slices.IndexFunc(bars, func(b bar) bool { return b.label == step })
		if i < 0 {
			i = len(bars)
			bars = append(bars, bar{label: step})
		}
		bars[i].parts[part] += s.Mean * float64(s.Count) / journeys
	}
	slices.SortFunc(bars, func(a, b bar) int { return cmp.Compare(a.sum(), b.sum()) })
	return barFigure(figure{
		Title:   "A journey by its steps",
		Caption: "What each step adds to the mean journey: SRP computation of the client, and the round trip.",
		Legend:  partLegend[:partRest],
	}, bars)
}

func partOf(series string) (step string, part int, ok bool) {
	if loadreport.KindOf(series) == "journey" {
		return "", 0, false
	}
	if step, ok = strings.CutSuffix(series, ".srp"); ok {
		return step, partSRP, true
	}
	step, ok = strings.CutSuffix(series, ".rtt")
	return step, partRTT, ok
}

// journeyFigure shows whole journeys side by side: one bar for each visit of a
// mix, or the one that there is.
func journeyFigure(l *loadreport.Report) (figure, error) {
	var bars []bar
	for _, s := range l.Series {
		visit, found := strings.CutPrefix(s.Name, loadreport.SeriesService)
		if !found || s.Count == 0 || visit == "" && len(l.Visits) > 1 {
			continue
		}
		b := bar{label: cmp.Or(strings.TrimPrefix(visit, "@"), l.Scenario)}
		if srp := l.FindSeries(loadreport.SeriesSRP + visit); srp != nil {
			b.parts[partSRP] = srp.Mean
		}
		if rtt := l.FindSeries(loadreport.SeriesRTT + visit); rtt != nil {
			b.parts[partRTT] = rtt.Mean
		}
		b.parts[partRest] = math.Max(0, s.Mean-b.parts[partSRP]-b.parts[partRTT])
		bars = append(bars, b)
	}
	slices.Reverse(bars) // the first on top
	return barFigure(figure{
		Title:   "SRP against round trips",
		Caption: "The mean journey from its real start to its end, in parts. Think times are left out.",
		Legend:  partLegend,
	}, bars)
}

// barFigure draws horizontal stacked bars.
func barFigure(f figure, bars []bar) (figure, error) {
	if len(bars) == 0 {
		return f, nil
	}
	var err error
	f.Narrow, f.Wide, err = draws(f.Title, func(wide bool) *plot.Plot {
		p := newPlot("milliseconds, mean", wide)
		names := make([]string, len(bars))
		var below *plotter.BarChart
		for part := range f.Legend {
			values := make(plotter.Values, len(bars))
			for i, b := range bars {
				names[i] = b.label
				values[i] = b.parts[part] / 1e6
			}
			below = addBars(p, values, below, f.Legend[part].Colour, thickness(len(bars), wide))
		}
		p.X.Min = 0
		p.NominalY(shortened(names, wide)...)
		p.Y.Min, p.Y.Max = -0.6, float64(len(bars))-0.4
		return p
	})
	return f, err
}

// addBars draws one part of all bars on top of the part before.
func addBars(p *plot.Plot, values plotter.Values, below *plotter.BarChart, colour int, width vg.Length) *plotter.BarChart {
	chart, err := plotter.NewBarChart(values, width)
	if err != nil {
		return below // values are finite and there are some: cannot happen
	}
	chart.Horizontal, chart.Color = true, paletteMark(colour)
	chart.LineStyle.Width = 0
	if below != nil {
		chart.StackOn(below)
	}
	p.Add(chart)
	return chart
}

func thickness(bars int, wide bool) vg.Length {
	room := vg.Length(narrowHeight - 60)
	if wide {
		room = wideHeight - 60
	}
	return min(28, room/vg.Length(bars)*0.6)
}

// shortened leaves a narrow screen room for the bars. The blank at the end is
// for readers whose typeface is wider than the one that was measured.
func shortened(names []string, wide bool) []string {
	short := strings.NewReplacer("device_password_verifier", "device proof", "password_verifier", "user proof",
		"software_token_mfa", "MFA code", "_", " ")
	list := make([]string, len(names))
	for i, name := range names {
		if !wide {
			name = short.Replace(name)
		}
		list[i] = name + strings.Repeat(" ", 1+len(name)/6)
	}
	return list
}
