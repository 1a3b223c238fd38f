package render

import (
	"fmt"
	"html"
	"math"
	"strings"

	benchreport "github.com/cogbench/cogbench/report/bench"
)

// layout is how bars are set out in a picture, in CSS pixels: text keeps its true size on
// a telephone and on a desk.
type layout struct {
	width float64
	// names is the width of the column of names; 0 puts them above the bars.
	names float64
	// values is the width of the column of times, at the right.
	values float64
	// row is the height of a bar with its space, bar that of the bar.
	row, bar float64
}

const (
	textSize = 12
	// letter is the width of a letter in a text of textSize, on average and with room.
	letter = 6.8
	// shortestBar is drawn for what is at the left end of the axis.
	shortestBar = 2
)

func narrow() layout { return layout{width: 340, row: 34, bar: 10} }
func wide() layout   { return layout{width: 900, names: 230, values: 140, row: 24, bar: 14} }

// drawing is a picture while it is drawn, from the top down.
type drawing struct {
	layout
	axis
	out strings.Builder
	y   float64
}

// bars draws rankings, one below the other on the same axis, and returns the content of
// an SVG element and its height.
func bars(rankings []benchreport.Ranking, in layout) (content string, height float64) {
	d := &drawing{layout: in, axis: axisOf(rankings)}
	for _, ranking := range rankings {
		d.ranking(ranking)
	}
	return d.out.String(), d.y
}

// ranking draws the bars of one operation or journey below a title.
func (d *drawing) ranking(r benchreport.Ranking) {
	d.y += 26
	fmt.Fprintf(&d.out, `<text class="title" x="0" y="%g">%s</text>`+"\n", d.y, html.EscapeString(r.Name))
	if len(r.Sum) > 0 {
		d.y += 16
		fmt.Fprintf(&d.out, `<text class="tick" x="0" y="%g">%s</text>`+"\n", d.y, html.EscapeString(strings.Join(r.Sum, " + ")))
	}
	d.y += 10
	top := d.y
	var rows strings.Builder
	for _, rank := range r.Ranks {
		d.rank(&rows, rank)
	}
	d.grid(top)
	d.out.WriteString(rows.String())
	d.y += 18
}

// rank draws one bar with its name and its time.
func (d *drawing) rank(out *strings.Builder, r benchreport.Rank) {
	value := starred(r.MinNs, r.SelfReported) + " · " + ratio(r.Ratio)
	class := "bar"
	if r.Library == benchreport.Own {
		class = "bar own"
	}
	room := d.names
	if d.names == 0 {
		room = d.width - letter*float64(len([]rune(value))+2)
	}
	bar := d.y + (d.row-d.bar)/2
	text := bar + d.bar/2 + textSize*0.35
	if d.names == 0 {
		text = d.y + textSize
		bar = d.y + textSize + 5
	}
	fmt.Fprintf(out, `<text x="0" y="%.1f">%s</text>`, text, html.EscapeString(cut(r.Library, int(room/letter))))
	fmt.Fprintf(out, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%g" rx="2"/>`, class, d.names, bar, max(shortestBar, d.at(r.MinNs)-d.names), d.bar)
	fmt.Fprintf(out, `<text class="value" x="%g" y="%.1f">%s</text>`+"\n", d.width, text, html.EscapeString(value))
	d.y += d.row
}

// grid draws the axis' lines from top to here, and what they stand for.
func (d *drawing) grid(top float64) {
	for power := d.low; power <= d.high; power++ {
		ns := int64(math.Pow10(power))
		x := d.at(ns)
		anchor := "middle"
		switch power {
		case d.low:
			anchor = "start"
		case d.high:
			anchor = "end"
		}
		fmt.Fprintf(&d.out, `<path class="grid" d="M%.1f %gV%g"/><text class="tick" x="%.1f" y="%g" text-anchor="%s">%s</text>`+"\n",
			x, top, d.y+2, x, d.y+textSize+2, anchor, tick(power))
	}
}

// at is where a time lies from the left.
func (d *drawing) at(ns int64) float64 {
	share := (math.Log10(float64(max(1, ns))) - float64(d.low)) / float64(d.high-d.low)
	return d.names + share*(d.width-d.values-d.names)
}

// axis is a logarithmic one of times: from 10^low to 10^high ns.
type axis struct{ low, high int }

// axisOf has room for all times of rankings, the shortest with a bar of its own.
func axisOf(rankings []benchreport.Ranking) axis {
	least, most := math.Inf(1), 1.0
	for _, ranking := range rankings {
		for _, rank := range ranking.Ranks {
			least, most = min(least, float64(max(1, rank.MinNs))), max(most, float64(rank.MinNs))
		}
	}
	if math.IsInf(least, 1) {
		return axis{low: 5, high: 6}
	}
	a := axis{low: int(math.Floor(math.Log10(least * 0.8))), high: int(math.Ceil(math.Log10(most)))}
	a.low = max(0, a.low)
	a.high = max(a.high, a.low+1)
	return a
}

// tick writes a power of ten of nanoseconds.
func tick(power int) string {
	unit := []string{"ns", "µs", "ms", "s"}[min(power/3, 3)]
	return fmt.Sprintf("%g %s", math.Pow10(power-3*min(power/3, 3)), unit)
}

// cut shortens a text to so many letters.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:max(1, most-1)]) + "…"
}
