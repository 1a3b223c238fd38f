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

//go:embed page.css
var style string

// Style returns the style sheet that all pages share, followed by a page's own.
func Style(own string) template.CSS {
	return template.CSS(style + own) //nolint:gosec // embedded files of this project
}

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
