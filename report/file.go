package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
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
