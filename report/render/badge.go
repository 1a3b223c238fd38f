package render

import (
	"fmt"
	"html"

	"github.com/cogbench/cogbench/report"
)

// The look of the badge: the width of a character is an estimate that the text
// is stretched to, so that it fits whatever font there is.
const (
	badgeHeight  = 20
	badgeLetter  = 6.6
	badgePadding = 12
)

// Badge returns a badge as SVG: the verdict in a few characters.
func Badge(c *report.Conformance, v report.Verdict) []byte {
	label, text := "cogbench", fmt.Sprintf("%d/%d %s", c.Summary.Pass, c.Summary.Total, c.Profile)
	colour := "#1a7f37"
	switch {
	case c.Interrupted:
		text, colour = "interrupted", "#6e7781"
	case len(v.Failed) > 0:
		text, colour = fmt.Sprintf("%s at %s", against(v)[0], c.Gate), "#cf222e"
	case len(v.Unjudged) > 0:
		text, colour = "inconclusive", "#9a6700"
	}
	return badge(label, text, colour)
}

// badge draws label and text beside each other.
func badge(label, text, colour string) []byte {
	left := badgeLetter*float64(len(label)) + badgePadding
	right := badgeLetter*float64(len(text)) + badgePadding
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]g" height="%[2]d" role="img" aria-label="%[3]s: %[4]s">
<clipPath id="corners"><rect width="%[1]g" height="%[2]d" rx="3"/></clipPath>
<g clip-path="url(#corners)"><rect width="%[5]g" height="%[2]d" fill="#444c56"/><rect x="%[5]g" width="%[6]g" height="%[2]d" fill="%[7]s"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="6" y="14" textLength="%[8]g" lengthAdjust="spacingAndGlyphs">%[3]s</text><text x="%[9]g" y="14" textLength="%[10]g" lengthAdjust="spacingAndGlyphs">%[4]s</text>
</g></svg>
`, left+right, badgeHeight, html.EscapeString(label), html.EscapeString(text), left, right, colour,
		left-badgePadding, left+6, right-badgePadding)
}
