package render

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/report"
)

// WriteFiles writes the results in every form into a directory, which is made
// if it is not there, with what they mean at the gate. Each file is complete or
// absent.
func WriteFiles(directory string, c *report.Conformance, v report.Verdict) error {
	return writeForms(directory, []form{
		{report.ConformanceFile, c.JSON},
		{report.JUnitFile, func() ([]byte, error) { return JUnit(c) }},
		{report.HTMLFile, func() ([]byte, error) { return HTML(c, v) }},
		{report.MarkdownFile, func() ([]byte, error) { return Markdown(c, v), nil }},
		{report.BadgeFile, func() ([]byte, error) { return Badge(c, v), nil }},
	})
}

// form is a file of a report directory, and what makes its content.
type form struct {
	name   string
	render func() ([]byte, error)
}

// writeForms writes files into a directory, which is made if it is not there.
func writeForms(directory string, forms []form) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("report directory: %w", err)
	}
	for _, file := range forms {
		data, err := file.render()
		if err != nil {
			return err
		}
		if err := atomicfile.Write(filepath.Join(directory, file.name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
