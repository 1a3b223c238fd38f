package benchreport

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// File is the name of the results in a directory, Picture that of the bars.
const (
	File    = "bench.json"
	Picture = "bench.svg"
)

// SchemaVersion is the schemaVersion of bench.json, see docs/files.md.
const SchemaVersion = 1

// maxFile bounds a bench.json that is read.
const maxFile = 16 << 20

// JSON returns the results in one line, as bench --json prints them.
func (r *Report) JSON() ([]byte, error) {
	written := *r
	written.SchemaVersion = SchemaVersion
	data, err := json.Marshal(&written)
	if err != nil {
		return nil, fmt.Errorf("encode the results: %w", err)
	}
	return append(data, '\n'), nil
}

// Read reads a bench.json, or what bench --json printed.
func Read(path string) (*Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("results: %w", err)
	}
	defer f.Close()
	r, err := Decode(f)
	if err != nil {
		return nil, fmt.Errorf("results %s: %w", path, err)
	}
	return r, nil
}

// Decode reads results, and refuses what cannot be such.
func Decode(in io.Reader) (*Report, error) {
	var r Report
	if err := json.NewDecoder(io.LimitReader(in, maxFile)).Decode(&r); err != nil {
		return nil, err
	}
	if r.Machine == "" || r.Arithmetic == "" {
		return nil, fmt.Errorf("not a %s", File)
	}
	if r.SchemaVersion > SchemaVersion {
		return nil, fmt.Errorf("written by a newer cogbench (schemaVersion %d; this one reads up to %d)", r.SchemaVersion, SchemaVersion)
	}
	for _, library := range r.Measured() {
		for _, o := range library.Operations {
			if o.Count <= 0 || o.MinNs <= 0 || o.P50Ns <= 0 {
				return nil, fmt.Errorf("%s of %s: its figures must be above 0", o.Name, library.Name)
			}
		}
	}
	return &r, nil
}
