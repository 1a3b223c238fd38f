package tail_test

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/cogbench/cogbench/internal/tail"
)

func TestWriterKeepsTheEnd(t *testing.T) {
	for name, c := range map[string]struct {
		writes []string
		want   string
	}{
		"nothing":        {nil, ""},
		"less":           {[]string{"ab", "c"}, "abc"},
		"exactly":        {[]string{"ab", "cd"}, "abcd"},
		"more":           {[]string{"ab", "cd", "ef"}, "cdef"},
		"much at once":   {[]string{"abcdefgh"}, "efgh"},
		"much after bit": {[]string{"ab", "cdefgh"}, "efgh"},
		"empty writes":   {[]string{"abcd", "", "e"}, "bcde"},
	} {
		t.Run(name, func(t *testing.T) {
			w := tail.Writer{Limit: 4}
			for _, text := range c.writes {
				if n, err := io.WriteString(&w, text); n != len(text) || err != nil {
					t.Errorf("wrote %d of %q, %v", n, text, err)
				}
			}
			if w.String() != c.want {
				t.Errorf("%q kept, want %q", w.String(), c.want)
			}
		})
	}
}

func TestLastLines(t *testing.T) {
	w := tail.Writer{Limit: 100}
	if got := w.LastLines(2); got != "" {
		t.Errorf("%q of nothing", got)
	}
	_, _ = io.WriteString(&w, "one\ntwo\nthree\n\n")
	for n, want := range map[int]string{1: "three", 2: "two | three", 9: "one | two | three"} {
		if got := w.LastLines(n); got != want {
			t.Errorf("last %d: %q, want %q", n, got, want)
		}
	}
}

// refusing is a writer that fails.
type refusing struct{}

func (refusing) Write([]byte) (int, error) { return 0, errors.New("no") }

func TestCopy(t *testing.T) {
	var copied strings.Builder
	w := tail.Writer{Limit: 2, CopyTo: &copied}
	if _, err := io.Copy(&w, iotest.OneByteReader(strings.NewReader("abcdef"))); err != nil || copied.String() != "abcdef" || w.String() != "ef" {
		t.Errorf("copied %q, kept %q, %v", copied.String(), w.String(), err)
	}
	w = tail.Writer{Limit: 2, CopyTo: refusing{}}
	if n, err := io.WriteString(&w, "abc"); n != 3 || err != nil {
		t.Errorf("wrote %d, %v beside a copy that fails", n, err)
	}
}

func TestConcurrentWrites(t *testing.T) {
	w := tail.Writer{Limit: 10}
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 100 {
				_, _ = io.WriteString(&w, "x")
			}
		})
	}
	writers.Wait()
	if w.String() != strings.Repeat("x", 10) {
		t.Errorf("%q kept", w.String())
	}
}
