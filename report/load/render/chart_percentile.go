package render

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// percentileFigure shows each series' latency by percentile, on an axis that
// gives every further nine the same room.
func percentileFigure(title, caption string, total *loadreport.Total, names []string) (figure, error) {
	f := figure{Title: title, Caption: caption}
	var lines []plotter.XYs
	low, high, most := math.Inf(1), 0.0, 10.0
	for _, name := range names {
		points := percentilePoints(total, name)
		if len(points) == 0 {
			continue
		}
		n := len(lines)
		f.Legend = append(f.Legend, legendEntry{Label: name, Colour: n % paletteSize, Dashed: n >= paletteSize})
		lines = append(lines, points)
		low, high = math.Min(low, points[0].Y), math.Max(high, points[len(points)-1].Y)
		most = math.Max(most, points[len(points)-1].X)
	}
	if len(lines) == 0 {
		return f, nil
	}
	var err error
	f.Narrow, f.Wide, err = draws(title, func(wide bool) *plot.Plot {
		p := newPlot("percentile", wide)
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, nines{}
		p.X.Min, p.X.Max = 1, most
		logarithmic(&p.Y, low, high)
		for i, points := range lines {
			addLine(p, points, i, f.Legend[i].Dashed)
		}
		return p
	})
	return f, err
}

// percentilePoints are (1/(1−q), value) of a series. The last is where the
// number of values ends the resolution.
func percentilePoints(total *loadreport.Total, name string) plotter.XYs {
	h := total.Distribution(name)
	if h == nil {
		return nil
	}
	end := float64(h.TotalCount())
	var points plotter.XYs
	for _, b := range h.CumulativeDistributionWithTicks(20) {
		x := 1 / (1 - b.Quantile/100)
		if b.Quantile >= 100 || x > end {
			x = math.Max(end, 1)
		}
		points = append(points, plotter.XY{X: x, Y: math.Max(float64(b.ValueAt), float64(loadreport.HistogramLowest))})
	}
	return points
}

// nines label the percentile axis: 0, 50, 90, 99, 99.9 and on.
type nines struct{}

// Ticks implements plot.Ticker.
func (nines) Ticks(_, high float64) []plot.Tick {
	ticks := []plot.Tick{{Value: 1, Label: "0 %"}, {Value: 2, Label: "50"}}
	for x, decimals := 10.0, -1; x <= high*1.001; x, decimals = x*10, decimals+1 {
		ticks = append(ticks, plot.Tick{Value: x, Label: strconv.FormatFloat(100-100/x, 'f', max(0, decimals), 64)})
	}
	return ticks
}
