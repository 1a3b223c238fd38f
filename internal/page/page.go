// Package page renders the HTML pages of all reports, which look alike.
//
// It promises that a page is one file that needs no network: the style sheet
// goes into it.
package page

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
)

var (
	//go:embed page.css
	style string
	//go:embed chart.css
	chartStyle string
)

// Style returns the style sheet that all pages share, followed by a page's own.
func Style(own string) template.CSS {
	return template.CSS(style + own) //nolint:gosec // embedded files of this project
}

// ChartStyle is [Style] with what pages of charts and tables share besides: the colours
// --c0 to --c7, and figures of which .wide is shown on a desk and .narrow on a telephone.
func ChartStyle(own string) template.CSS { return Style(chartStyle + own) }

// Render executes the template text, named name in errors, with the functions
// funcs, which may be nil, on what the page shows.
func Render(name, text string, funcs template.FuncMap, shown any) ([]byte, error) {
	page, err := template.New(name).Funcs(funcs).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parse the page: %w", err)
	}
	var out bytes.Buffer
	if err := page.Execute(&out, shown); err != nil {
		return nil, fmt.Errorf("render the page: %w", err)
	}
	return out.Bytes(), nil
}
