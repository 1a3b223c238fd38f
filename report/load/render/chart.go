package render

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"image/color"
	"math"
	"regexp"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// figure is a chart with what a page says about it.
type figure struct {
	Title, Caption string
	// Pictures are the same chart for narrow and for wide screens.
	Narrow, Wide template.HTML
	Legend       []legendEntry
}

type legendEntry struct {
	Label  string
	Colour int // of the palette
	Dashed bool
}

// The sizes of a picture in CSS pixels, so that its text has its true size on a
// telephone and on a desk.
const (
	narrowWidth, narrowHeight = 330, 300
	wideWidth, wideHeight     = 900, 380
	textSize                  = 12
)

// paletteSize is the number of colours that load.css defines for lines.
const paletteSize = 8

// Colours are drawn as marks that the style sheet's variables replace, so that
// a picture follows the reader's light or dark scheme.
var (
	inkMark  = color.RGBA{R: 0xfe, G: 0x01, B: 0x00, A: 0xff}
	lineMark = color.RGBA{R: 0xfe, G: 0x02, B: 0x00, A: 0xff}
)

func paletteMark(n int) color.RGBA {
	return color.RGBA{R: 0xfe, G: 0x03, B: uint8(n % paletteSize), A: 0xff}
}

// newPlot is an empty plot in the page's style, x what its axis counts.
func newPlot(x string, wide bool) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.Transparent
	p.X.Label.Text = x
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color = lineMark, lineMark
		for _, style := range []*draw.TextStyle{&axis.Label.TextStyle, &axis.Tick.Label} {
			style.Color = inkMark
			style.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: textSize}
		}
		axis.Padding = 2
	}
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = lineMark, lineMark
	grid.Horizontal.Width, grid.Vertical.Width = 0.5, 0.5
	if !wide {
		grid.Vertical.Width = 0
	}
	p.Add(grid)
	return p
}

// addLine draws a line; points that are no numbers interrupt it.
func addLine(p *plot.Plot, points plotter.XYs, colour int, dashed bool) {
	for len(points) > 0 {
		n := 0
		for n < len(points) && !math.IsNaN(points[n].Y) {
			n++
		}
		if n > 0 {
			line := &plotter.Line{XYs: points[:n], LineStyle: draw.LineStyle{Color: paletteMark(colour), Width: 1.75}}
			if dashed {
				line.Dashes = []vg.Length{5, 3}
			}
			p.Add(line)
		}
		points = points[min(n+1, len(points)):]
	}
}

// draws makes the chart's two pictures. A drawing that has nothing to show
// returns nil.
func draws(title string, drawing func(wide bool) *plot.Plot) (narrow, wide template.HTML, err error) {
	for _, picture := range []struct {
		out           *template.HTML
		wide          bool
		width, height float64
	}{{&narrow, false, narrowWidth, narrowHeight}, {&wide, true, wideWidth, wideHeight}} {
		p := drawing(picture.wide)
		if p == nil {
			return "", "", nil
		}
		*picture.out, err = svg(p, title, picture.width, picture.height)
		if err != nil {
			return "", "", err
		}
	}
	return narrow, wide, nil
}

var (
	// svgHead is what the canvas puts before its content, with a size in print
	// units that would fix it.
	svgHead = regexp.MustCompile(`(?s)^.*?<svg[^>]*>`)
	// fontStyle fixes a typeface that readers need not have.
	fontStyle = regexp.MustCompile(`font-family:[^;"]*;font-variant:[^;"]*;font-weight:[^;"]*;font-style:[^;"]*;`)
	fillMark  = regexp.MustCompile(`#FE0([123])0([0-9A-F])`)
)

// svg renders a plot as an element for a page.
func svg(p *plot.Plot, title string, width, height float64) (template.HTML, error) {
	canvas := vgsvg.New(vg.Length(width), vg.Length(height))
	p.Draw(draw.New(canvas))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return "", fmt.Errorf("draw %s: %w", title, err)
	}
	head := fmt.Sprintf(`<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, width, height, html.EscapeString(title))
	text := svgHead.ReplaceAllLiteralString(out.String(), head)
	text = fontStyle.ReplaceAllLiteralString(text, "")
	text = fillMark.ReplaceAllStringFunc(text, func(mark string) string {
		switch mark[4] {
		case '1':
			return "var(--soft)"
		case '2':
			return "var(--line)"
		}
		return "var(--c" + strings.ToLower(mark[6:]) + ")"
	})
	return template.HTML(text), nil //nolint:gosec // drawn here; the one text from outside is escaped
}

// latencyTicks label a logarithmic axis of nanoseconds at 1, 2 and 5 times the
// powers of ten, or at the powers alone where those would crowd.
type latencyTicks struct{}

// Ticks implements plot.Ticker.
func (latencyTicks) Ticks(low, high float64) []plot.Tick {
	multiples := []float64{1, 2, 5}
	if high/low > 1e3 {
		multiples = []float64{1}
	}
	var ticks []plot.Tick
	for power := math.Pow(10, math.Floor(math.Log10(low))); power <= high; power *= 10 {
		for _, m := range multiples {
			if v := m * power; v >= low*0.999 && v <= high*1.001 {
				ticks = append(ticks, plot.Tick{Value: v, Label: tickLabel(v)})
			}
		}
	}
	return ticks
}

// tickLabel writes a round number of nanoseconds: 20 µs, 5 ms, 1 s.
func tickLabel(ns float64) string {
	switch {
	case ns < 1e3:
		return fmt.Sprintf("%g ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%g µs", math.Round(ns)/1e3)
	case ns < 1e9:
		return fmt.Sprintf("%g ms", math.Round(ns/1e3)/1e3)
	}
	return fmt.Sprintf("%g s", math.Round(ns/1e6)/1e3)
}

// logarithmic sets up the axis of latencies for values between two bounds.
func logarithmic(axis *plot.Axis, low, high float64) {
	low = math.Max(low, float64(loadreport.HistogramLowest))
	high = math.Max(high, low*2)
	axis.Scale, axis.Tick.Marker = plot.LogScale{}, latencyTicks{}
	axis.Min = roundDown(low)
	axis.Max = high * 1.1
}

// roundDown is the 1, 2 or 5 times a power of ten that is not above x.
func roundDown(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{5, 2} {
		if m*power <= x {
			return m * power
		}
	}
	return power
}
