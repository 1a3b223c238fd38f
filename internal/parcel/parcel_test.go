package parcel_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/internal/parcel"
)

const result, log = "load.json", "intervals.hlog"

// packed is a parcel of a result.
func packed(t testing.TB, content string) string {
	t.Helper()
	directory := t.TempDir()
	for name, data := range map[string]string{result: content, log: strings.Repeat("log\n", 500)} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := parcel.Pack(&out, directory, result, log, "not there"); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// archive is a tar archive of files.
func archive(t testing.TB, files ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f[0], Mode: 0o644, Size: int64(len(f[1]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestUnpack(t *testing.T) {
	one, two := packed(t, "one"), packed(t, "two")
	both := archive(t, [2]string{"shard1/load.json", "one"}, [2]string{"shard1/intervals.hlog", "log"}, [2]string{"./shard2/load.json", "two"}, [2]string{"shard2/page.html", "no"})
	tests := map[string]struct {
		stream string
		want   []string // contents of the results; nil for an error
		wrong  string
	}{
		"one parcel":        {stream: one, want: []string{"one"}},
		"among other lines": {stream: "ready\n" + one + "met\n" + strings.Repeat("x", 200_000) + "\n" + two + "end", want: []string{"one", "two"}},
		"with CRLF":         {stream: strings.ReplaceAll(one, "\n", "\r\n"), want: []string{"one"}},
		"the same twice":    {stream: one + one, want: []string{"one", "one"}},
		"tar":               {stream: string(both), want: []string{"one", "two"}},
		"tar.gz":            {stream: string(zipped(t, both)), want: []string{"one", "two"}},
		"nothing":           {wrong: "no results"},
		"other text":        {stream: "ready\nmet\n", wrong: "no results"},
		"other archive":     {stream: string(archive(t, [2]string{"readme", "x"})), wrong: "no results"},
		"cut off":           {stream: one[:len(one)/2], wrong: "cut off"},
		"mark alone":        {stream: one[:strings.Index(one, "\n")+1], wrong: "cut off"},
		"interleaved":       {stream: one[:len(one)/2] + "\n" + two, wrong: "within another"},
		"another's line":    {stream: strings.Replace(one, "\n", "\nwarning!\n", 1), wrong: "not its own"},
		"a byte is wrong":   {stream: one[:len(one)/2] + "AAAA" + one[len(one)/2+4:], wrong: "archive"},
		"zip is cut off":    {stream: string(zipped(t, both)[:150]), wrong: "archive"},
		"out of it":         {stream: string(archive(t, [2]string{"../load.json", "x"})), wrong: "leads out of it"},
		"absolute":          {stream: string(archive(t, [2]string{"/etc/load.json", "x"})), wrong: "leads out of it"},
		"twice":             {stream: string(archive(t, [2]string{"a/load.json", "x"}, [2]string{"a/load.json", "y"})), wrong: "two files"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			into := t.TempDir()
			directories, err := parcel.Unpack(strings.NewReader(test.stream), into, result, log)
			if test.wrong == "" && err != nil || test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)) {
				t.Fatalf("error %v, want %q", err, test.wrong)
			}
			var got []string
			for _, directory := range directories {
				data, err := os.ReadFile(filepath.Join(directory, result))
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(data))
			}
			if test.wrong == "" && !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
			if pages, err := filepath.Glob(filepath.Join(into, "*", "*.html")); err != nil || len(pages) > 0 {
				t.Errorf("%v was unpacked, %v", pages, err)
			}
		})
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(packed(f, "one")))
	f.Add(archive(f, [2]string{"a/load.json", "x"}))
	f.Add(zipped(f, archive(f, [2]string{"a/load.json", "x"})))
	f.Fuzz(func(t *testing.T, stream []byte) {
		into := t.TempDir()
		directories, err := parcel.Unpack(bytes.NewReader(stream), into, result, log)
		if err != nil {
			return
		}
		for _, directory := range directories {
			if within, err := filepath.Rel(into, directory); err != nil || !filepath.IsLocal(within) {
				t.Errorf("%s is not in %s", directory, into)
			}
		}
	})
}
