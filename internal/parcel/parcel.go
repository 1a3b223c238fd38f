// Package parcel carries the results of a run through a stream of text, such as the log
// of a container, and out of archives.
//
// It promises that what is unpacked are files of results alone, each whole, within the
// directory that was asked for, and bounded in size.
package parcel

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// frameType is what the marks around a parcel in a text say.
const frameType = "COGBENCH RESULTS"

// The bounds of what is read.
const (
	maxFrameBytes = 512 << 20 // of base64
	maxFileBytes  = 1 << 30   // of each file
	maxFiles      = 100_000
)

// Pack writes the files of a directory as a gzipped tar archive in base64, between two
// lines that mark it. Files that are not there are left out.
func Pack(out io.Writer, directory string, names ...string) error {
	var packed bytes.Buffer
	zipped := gzip.NewWriter(&packed)
	archive := tar.NewWriter(zipped)
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(directory, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("pack the results: %w", err)
		}
		if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}); err != nil {
			return fmt.Errorf("pack the results: %w", err)
		}
		if _, err := archive.Write(data); err != nil {
			return fmt.Errorf("pack the results: %w", err)
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		return fmt.Errorf("pack the results: %w", err)
	}
	return pem.Encode(out, &pem.Block{Type: frameType, Bytes: packed.Bytes()})
}
