package evidence

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
)

// maxBytes bounds a recording that is read.
const maxBytes = 32 << 20

// JSON is the content of the file.
func (r *Recording) JSON() ([]byte, error) {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false) // people read it
	encoder.SetIndent("", " ")
	if err := encoder.Encode(r); err != nil {
		return nil, fmt.Errorf("encode the evidence: %w", err)
	}
	return data.Bytes(), nil
}

// Write writes the recording into a directory, which it creates.
func (r *Recording) Write(directory string) error {
	data, err := r.JSON()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("evidence: %w", err)
	}
	return atomicfile.Write(filepath.Join(directory, File), data, 0o644)
}

// Read reads a recording from a file, or from the directory that it is in.
func Read(path string) (*Recording, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, File)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("evidence: %w", err)
	}
	defer f.Close()
	var r Recording
	if err := json.NewDecoder(io.LimitReader(f, maxBytes)).Decode(&r); err != nil {
		return nil, fmt.Errorf("evidence %s: %w", path, err)
	}
	switch {
	case r.SchemaVersion > SchemaVersion:
		return nil, fmt.Errorf("evidence %s: written by a newer cogbench (schemaVersion %d; this one reads up to %d)", path, r.SchemaVersion, SchemaVersion)
	case r.SchemaVersion == 0 || r.Rulebook == "" || r.RecordedOn == "" || r.Rules == nil:
		return nil, fmt.Errorf("evidence %s: not an evidence.json", path)
	}
	return &r, nil
}
