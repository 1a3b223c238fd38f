package render

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// searchFigure shows what each rate of a search did to response times.
func searchFigure(probes []loadreport.Probe) (figure, error) {
	f := figure{
		Title: "Response time by rate", Caption: "One point for each rate that the search tried.",
		Legend: []legendEntry{{Label: "p50", Colour: 0}, {Label: "p99", Colour: 1}},
	}
	sorted := slices.SortedFunc(slices.Values(probes), func(a, b loadreport.Probe) int { return cmp.Compare(a.Rate, b.Rate) })
	var p50, p99 plotter.XYs
	low, high := math.Inf(1), 0.0
	for _, p := range sorted {
		if p.ResponseP99Ns > 0 {
			p50 = append(p50, plotter.XY{X: p.Rate, Y: float64(p.ResponseP50Ns)})
			p99 = append(p99, plotter.XY{X: p.Rate, Y: float64(p.ResponseP99Ns)})
			low, high = math.Min(low, float64(p.ResponseP50Ns)), math.Max(high, float64(p.ResponseP99Ns))
		}
	}
	if len(p50) == 0 {
		return f, nil
	}
	var err error
	f.Narrow, f.Wide, err = draws(f.Title, func(wide bool) *plot.Plot {
		p := newPlot("journeys a second", wide)
		logarithmic(&p.Y, low, high)
		addLine(p, p50, 0, false)
		addLine(p, p99, 1, false)
		return p
	})
	return f, err
}
