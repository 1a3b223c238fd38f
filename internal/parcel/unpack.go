package parcel

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	beginMark = "-----BEGIN " + frameType + "-----"
	endMark   = "-----END " + frameType + "-----"
)

// Unpack unpacks a stream into a directory: a tar archive, gzipped or not, or text with
// any number of parcels. It takes the files that have one of the names, and returns the
// directories that they are in. It is an error if there is none.
func Unpack(stream io.Reader, into string, names ...string) ([]string, error) {
	u := &unpacker{into: into, names: names}
	in := bufio.NewReaderSize(stream, 64<<10)
	err := u.unpack(in)
	if err != nil {
		return nil, err
	}
	if len(u.found) == 0 {
		return nil, errors.New("no results: neither an archive that has them nor a text with " + beginMark)
	}
	return u.found, nil
}

type unpacker struct {
	into   string
	names  []string
	files  int
	found  []string // directories
	frames int
}

func (u *unpacker) unpack(in *bufio.Reader) error {
	head, _ := in.Peek(512) // a shorter stream is no archive
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return u.zipped(in, u.into)
	case len(head) == 512 && bytes.Equal(head[257:262], []byte("ustar")):
		return u.archive(in, u.into)
	}
	return u.text(in)
}

func (u *unpacker) zipped(in io.Reader, into string) error {
	plain, err := gzip.NewReader(in)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if err := u.archive(plain, into); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(plain, maxFileBytes)) // to where its checksum is
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

func (u *unpacker) archive(in io.Reader, into string) error {
	entries := tar.NewReader(in)
	for {
		entry, err := entries.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("archive: %w", err)
		}
		name := path.Clean(entry.Name)
		if entry.Typeflag != tar.TypeReg || !slices.Contains(u.names, path.Base(name)) {
			continue
		}
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("archive: %q leads out of it", entry.Name)
		}
		if u.files++; u.files > maxFiles {
			return fmt.Errorf("archive: more than %d files of results", maxFiles)
		}
		if err := u.file(filepath.Join(into, filepath.FromSlash(name)), entries); err != nil {
			return err
		}
	}
}

// file writes one file. Two of the same path are two results of which one would be
// lost.
func (u *unpacker) file(to string, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("archive: two files are called %s", filepath.Base(filepath.Dir(to))+"/"+filepath.Base(to))
	}
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(from, maxFileBytes+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	if n > maxFileBytes {
		return fmt.Errorf("archive: %s is larger than %d bytes", filepath.Base(to), maxFileBytes)
	}
	if !slices.Contains(u.found, filepath.Dir(to)) {
		u.found = append(u.found, filepath.Dir(to))
	}
	return nil
}

// text unpacks the parcels among other lines.
func (u *unpacker) text(in *bufio.Reader) error {
	var frame bytes.Buffer
	inside := false
	for n := 1; ; n++ {
		line, err := readLine(in)
		switch {
		case err != nil && inside:
			return errors.New("the last parcel of results has no end: the stream was cut off")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case line == beginMark && inside:
			return fmt.Errorf("line %d: a parcel of results begins within another one: join streams one after the other", n)
		case line == beginMark:
			inside = true
			frame.Reset()
		}
		if !inside {
			continue
		}
		frame.WriteString(line + "\n")
		if frame.Len() > maxFrameBytes {
			return fmt.Errorf("line %d: a parcel of results is larger than %d bytes", n, maxFrameBytes)
		}
		if line != endMark {
			continue
		}
		inside = false
		if err := u.frame(frame.Bytes()); err != nil {
			return fmt.Errorf("the parcel that ends in line %d: %w", n, err)
		}
	}
}

func (u *unpacker) frame(text []byte) error {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != frameType {
		return errors.New("it has lines that are not its own")
	}
	u.frames++
	return u.zipped(bytes.NewReader(block.Bytes), filepath.Join(u.into, fmt.Sprintf("parcel%d", u.frames)))
}

// readLine returns the next line without its end. Of lines that are too long for a
// parcel it returns the beginning.
func readLine(in *bufio.Reader) (string, error) {
	line, more, err := in.ReadLine()
	if err != nil {
		return "", err
	}
	text := string(line)
	for more && err == nil {
		_, more, err = in.ReadLine()
	}
	return strings.TrimRight(text, "\r"), nil
}
