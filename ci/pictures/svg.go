package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The measures of the drawing, in pixels: a column, a line, and the edge around them.
const (
	columnWidth = 8.4
	lineHeight  = 20
	edge        = 20
)

// style is the picture's own, with a ground of its own, so that it is legible on light
// pages and on dark ones.
const style = `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}` +
	`.b{font-weight:700}.f{fill:#9198a1}.r{fill:#ff7b72}.g{fill:#56d364}.y{fill:#e3b341}`

// drawing is lines of a terminal as SVG. Their texts can be selected.
func drawing(lines []string) string {
	var out strings.Builder
	wide, high := columnWidth*columns+2*edge, lineHeight*len(lines)+2*edge
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" role="img" aria-label="cogbench conform in a terminal">`+"\n", wide, high, wide, high)
	fmt.Fprintf(&out, "<style>%s</style>\n<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#0d1117\"/>\n", style)
	for i, line := range lines {
		drawLine(&out, line, edge+lineHeight*i+14)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// drawLine draws the runs of a line that look alike, each at its column.
func drawLine(out *strings.Builder, line string, y int) {
	parser := ansi.NewParser()
	var state byte
	look, run, column := "", "", 0
	flush := func() {
		if strings.TrimSpace(run) != "" {
			n := ansi.StringWidth(run)
			fmt.Fprintf(out, `<text x="%.1f" y="%d" textLength="%.1f"%s>%s</text>`+"\n",
				edge+columnWidth*float64(column), y, columnWidth*float64(n), classed(look), escaped(run))
		}
		column += ansi.StringWidth(run)
		run = ""
	}
	for line != "" {
		sequence, width, n, next := ansi.DecodeSequence(line, state, parser)
		if state, line = next, line[n:]; width > 0 {
			run += sequence
			continue
		}
		if changed := lookOf(look, sequence); changed != look {
			flush()
			look = changed
		}
	}
	run = strings.TrimRight(run, " ")
	flush()
}

// lookOf is the class of what follows a sequence.
func lookOf(before, sequence string) string {
	parameters, is := strings.CutPrefix(strings.TrimSuffix(sequence, "m"), "\x1b[")
	if !is {
		return before
	}
	look := before
	for _, p := range strings.Split(parameters, ";") {
		switch p {
		case "", "0", "39", "22":
			look = ""
		case "1":
			look = "b"
		case "2":
			look = "f"
		case "31":
			look = "r"
		case "32":
			look = "g"
		case "33":
			look = "y"
		}
	}
	return look
}

// classed is the attribute of a look.
func classed(look string) string {
	if look == "" {
		return ""
	}
	return fmt.Sprintf(" class=%q", look)
}

// escaped is text within an element.
func escaped(text string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(text)) // a builder takes everything
	return out.String()
}
