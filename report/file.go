package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
)

// maxResultBytes bounds a file of results that is read.
const maxResultBytes = 256 << 20

// Names of the files in a report directory.
const (
	ConformanceFile = "conformance.json"
	JUnitFile       = "junit.xml"
	HTMLFile        = "report.html"
	MarkdownFile    = "summary.md"
	BadgeFile       = "badge.svg"
)

// JSON returns the content of conformance.json.
func (c *Conformance) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the results: %w", err)
	}
	return append(data, '\n'), nil
}

// ReadConformance reads a conformance.json.
func ReadConformance(path string) (*Conformance, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	defer f.Close()
	var c Conformance
	if err := json.NewDecoder(io.LimitReader(f, maxResultBytes)).Decode(&c); err != nil {
		return nil, fmt.Errorf("results %s: %w", path, err)
	}
	if c.Tool.Name == "" || len(c.Rules) == 0 {
		return nil, fmt.Errorf("results %s: not a conformance.json", path)
	}
	return &c, nil
}

// WriteFiles writes the results in every form into a directory, which is made
// if it is not there, with what they mean at the gate. Each file is complete or
// absent.
func (c *Conformance) WriteFiles(directory string, j Judgement) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("report directory: %w", err)
	}
	for _, file := range []struct {
		name   string
		render func() ([]byte, error)
	}{
		{ConformanceFile, c.JSON},
		{JUnitFile, c.JUnit},
		{HTMLFile, func() ([]byte, error) { return c.HTML(j) }},
		{MarkdownFile, func() ([]byte, error) { return c.Markdown(j), nil }},
		{BadgeFile, func() ([]byte, error) { return c.Badge(j), nil }},
	} {
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
