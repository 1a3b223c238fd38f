package render

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// The measures of the sequence picture, in pixels at its natural width, which is
// that of a small phone.
const (
	sequenceWidth  = 340
	sequenceRow    = 44
	sequenceTop    = 34
	sequenceBottom = 12
	sequenceLeft   = 40
	sequenceRight  = 300
)

// sequence draws the steps of the protocol with the state of each, as SVG. Each
// is a link to the rules of its step.
func sequence(steps []spec.Arrow, areas []areaResults) []byte {
	summaries := map[string]report.Summary{}
	for _, area := range areas {
		summaries[area.ID] = area.Summary
	}
	height := sequenceTop + sequenceRow*len(steps) + sequenceBottom
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg class="sequence" viewBox="0 0 %d %d" role="img" aria-label="The steps of the protocol, with the state of each">`, sequenceWidth, height)
	for _, side := range []struct {
		x    int
		name string
	}{{sequenceLeft, "app"}, {sequenceRight, "service"}} {
		fmt.Fprintf(&out, `<text class="who" x="%d" y="16">%s</text><line class="life" x1="%d" y1="24" x2="%d" y2="%d"/>`,
			side.x, side.name, side.x, side.x, height)
	}
	for i, step := range steps {
		drawArrow(&out, step, summaries[step.Area], sequenceTop+sequenceRow*i)
	}
	out.WriteString(`</svg>`)
	return out.Bytes()
}

// drawArrow draws one step below y.
func drawArrow(out *bytes.Buffer, step spec.Arrow, s report.Summary, y int) {
	state := state(s)
	line := y + 28
	from, to, head := sequenceLeft, sequenceRight, -8
	if step.Reply {
		from, to, head = sequenceRight, sequenceLeft, 8
	}
	fmt.Fprintf(out, `<a href="#area-%s" class="%s"><title>%s: %s</title>`, step.Area, state, html.EscapeString(step.Text), strings.Join(tally(s), ", "))
	fmt.Fprintf(out, `<rect class="hit" x="0" y="%d" width="%d" height="%d"/>`, y, sequenceWidth, sequenceRow)
	fmt.Fprintf(out, `<text class="what" x="%d" y="%d">%s %s</text>`, (sequenceLeft+sequenceRight)/2, line-8, sign(s), html.EscapeString(step.Text))
	fmt.Fprintf(out, `<line class="call" x1="%d" y1="%d" x2="%d" y2="%d"/>`, from, line, to, line)
	fmt.Fprintf(out, `<path class="head" d="M%d %dl%d -4v8z"/>`, to, line, head)
	fmt.Fprintf(out, `<text class="count" x="%d" y="%d">%d/%d</text></a>`, (sequenceLeft+sequenceRight)/2, line+12, s.Pass, s.Permitted())
}

// state is the class of a step, for its colour.
func state(s report.Summary) report.Outcome {
	switch {
	case s.Fail > 0:
		return report.Fail
	case s.Unsupported > 0:
		return report.Unsupported
	case s.Skip > 0:
		return report.Skip
	case s.Pass > 0:
		return report.Pass
	default:
		return report.NotRun
	}
}
