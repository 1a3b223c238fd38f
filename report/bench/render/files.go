package render

import (
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/report"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

// WriteFiles writes the results in every form into a directory. Each file is complete or
// absent; the first error is returned after all were tried.
func WriteFiles(directory string, r *benchreport.Report) error {
	var first error
	for _, file := range []struct {
		name   string
		render func() ([]byte, error)
	}{
		{benchreport.File, r.JSON},
		{benchreport.Picture, func() ([]byte, error) { return SVG(r), nil }},
		{report.HTMLFile, func() ([]byte, error) { return HTML(r) }},
		{report.MarkdownFile, func() ([]byte, error) { return Markdown(r), nil }},
	} {
		data, err := file.render()
		if err == nil {
			err = atomicfile.Write(filepath.Join(directory, file.name), data, 0o644)
		}
		if first == nil {
			first = err
		}
	}
	return first
}
