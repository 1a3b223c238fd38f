package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name string
	data []byte
	mode fs.FileMode
}

// archive packs the program of a platform with what goes with it.
func (r *release) archive(p platform, program string) error {
	data, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	folder := fmt.Sprintf("cogbench-%s-%s", r.version, p)
	entries := append([]entry{{p.program(), data, 0o755}}, r.extra...)
	for i := range entries {
		entries[i].name = folder + "/" + entries[i].name
	}
	if p.os == "windows" {
		return r.write(folder+".zip", func() ([]byte, error) { return zipped(entries, r.at) })
	}
	return r.write(folder+".tar.gz", func() ([]byte, error) { return tarred(entries, r.at) })
}

// write puts a made file into the release.
func (r *release) write(name string, content func() ([]byte, error)) error {
	data, err := content()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.to, name), data, 0o644)
}

// tarred is a tar.gz of entries, all of the one time.
func tarred(entries []entry, at time.Time) ([]byte, error) {
	var out bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(compressed)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Size: int64(len(e.data)), Mode: int64(e.mode), ModTime: at, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(e.data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := compressed.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// zipped is a zip of entries, all of the one time.
func zipped(entries []entry, at time.Time) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: at}
		header.SetMode(e.mode)
		file, err := archive.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := file.Write(e.data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// checksums writes SHA256SUMS over every file at the top of the release.
func (r *release) checksums(map[platform]string) error {
	return r.write("SHA256SUMS", func() ([]byte, error) {
		sums, err := r.sums()
		if err != nil {
			return nil, err
		}
		var lines []string
		for name, sum := range sums {
			lines = append(lines, sum+"  "+name)
		}
		slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[64:], b[64:]) })
		return []byte(strings.Join(lines, "\n") + "\n"), nil
	})
}

// sums are the SHA-256 of every file at the top of the release, by name.
func (r *release) sums() (map[string]string, error) {
	files, err := os.ReadDir(r.to)
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for _, file := range files {
		if file.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(r.to, file.Name()))
		if err != nil {
			return nil, err
		}
		sums[file.Name()] = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	return sums, nil
}
