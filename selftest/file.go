package selftest

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
)

// SchemaVersion is the schemaVersion of selftest.json and variations.json, see
// docs/files.md.
const SchemaVersion = 1

// JSON returns the content of selftest.json.
func (m *Matrix) JSON() ([]byte, error) {
	written := *m
	written.SchemaVersion = SchemaVersion
	data, err := json.MarshalIndent(&written, "", " ")
	if err != nil {
		return nil, fmt.Errorf("render the matrix: %w", err)
	}
	return append(data, '\n'), nil
}

// WriteFiles writes selftest.json and selftest.html into a directory.
func (m *Matrix) WriteFiles(directory string) error {
	data, err := m.JSON()
	page, unrendered := m.HTML()
	if err := errors.Join(err, unrendered); err != nil {
		return err
	}
	return errors.Join(
		atomicfile.Write(filepath.Join(directory, "selftest.json"), data, 0o644),
		atomicfile.Write(filepath.Join(directory, "selftest.html"), page, 0o644),
	)
}
