package render

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// timeFigures show the course of a run: response times, and below them the rate
// with its errors.
func timeFigures(moments []loadreport.Moment) ([]figure, error) {
	latency := figure{
		Title:   "Response time over the run",
		Caption: "Journeys by the second in which they ended, timed from their planned start.",
		Legend:  []legendEntry{{Label: "p50", Colour: 0}, {Label: "p99", Colour: 1}, {Label: "max", Colour: 4}},
	}
	rates := figure{
		Title: "Rate and errors over the run", Caption: "Journeys a second.",
		Legend: []legendEntry{{Label: "started", Colour: 0}, {Label: "ended", Colour: 2, Dashed: true}, {Label: "failed", Colour: 4}},
	}
	low, high := bounds(moments)
	if high == 0 {
		return nil, nil
	}
	var err error
	latency.Narrow, latency.Wide, err = draws(latency.Title, func(wide bool) *plot.Plot {
		p := newPlot("seconds", wide)
		logarithmic(&p.Y, low, high)
		addMoments(p, moments, latency.Legend[2], func(m loadreport.Moment) float64 { return m.Max })
		addMoments(p, moments, latency.Legend[1], func(m loadreport.Moment) float64 { return m.P99 })
		addMoments(p, moments, latency.Legend[0], func(m loadreport.Moment) float64 { return m.P50 })
		return p
	})
	if err != nil {
		return nil, err
	}
	rates.Narrow, rates.Wide, err = draws(rates.Title, func(wide bool) *plot.Plot {
		p := newPlot("seconds", wide)
		addMoments(p, moments, rates.Legend[0], func(m loadreport.Moment) float64 { return m.Started })
		addMoments(p, moments, rates.Legend[1], func(m loadreport.Moment) float64 { return m.Ended })
		addMoments(p, moments, rates.Legend[2], func(m loadreport.Moment) float64 { return m.Failed })
		p.Y.Min, p.Y.Max = 0, p.Y.Max*1.1
		return p
	})
	return []figure{latency, rates}, err
}

// addMoments draws one figure of all moments, each as a step of its length.
func addMoments(p *plot.Plot, moments []loadreport.Moment, as legendEntry, of func(loadreport.Moment) float64) {
	points := make(plotter.XYs, 0, 2*len(moments))
	for _, m := range moments {
		y := of(m)
		points = append(points, plotter.XY{X: m.Offset, Y: y}, plotter.XY{X: m.Offset + m.Length, Y: y})
	}
	addLine(p, points, as.Colour, as.Dashed)
}

// bounds are the lowest median and the highest maximum.
func bounds(moments []loadreport.Moment) (low, high float64) {
	low = math.Inf(1)
	for _, m := range moments {
		if !math.IsNaN(m.Max) {
			low, high = math.Min(low, m.P50), math.Max(high, m.Max)
		}
	}
	return low, high
}
