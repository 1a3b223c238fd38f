package report

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// SchemaVersion is the schemaVersion of conformance.json. It grows when a field goes or
// means something else; a field more leaves it as it is. docs/files.md lists the numbers of
// all files.
const SchemaVersion = 1

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
	written := *c
	written.SchemaVersion = SchemaVersion
	return encode(&written)
}

// encode is the content of a file of results.
func encode(results any) ([]byte, error) {
	data, err := json.MarshalIndent(results, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encode the results: %w", err)
	}
	return append(data, '\n'), nil
}

// ReadConformance reads a conformance.json, of an older version too.
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
	if c.SchemaVersion > SchemaVersion {
		return nil, fmt.Errorf("results %s: written by a newer cogbench (schemaVersion %d; this one reads up to %d)", path, c.SchemaVersion, SchemaVersion)
	}
	return &c, nil
}
