package render_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func TestTerminalSummary(t *testing.T) {
	var out bytes.Buffer
	c := sample.Conformance()
	render.Terminal{Out: &out, Transcripts: "out"}.Summary(c, c.Verdict(nil))
	golden(t, "summary.txt", out.Bytes())
	if strings.ContainsAny(out.String(), "\x1b\x00") {
		t.Error("the summary holds what a terminal obeys, though colours are off")
	}
	for _, line := range strings.Split(out.String(), "\n") {
		if n := len([]rune(line)); n > 110 {
			t.Errorf("a line of %d columns: %s", n, line)
		}
	}
}

func TestTerminalColours(t *testing.T) {
	var out bytes.Buffer
	c := sample.Conformance()
	render.Terminal{Out: &out, Colour: true}.Summary(c, c.Verdict(nil))
	if !strings.Contains(out.String(), "\x1b[31m") {
		t.Error("failures are not red")
	}
}

// Of many failures the first are told in full and the others named.
func TestTerminalSummaryOfManyFailures(t *testing.T) {
	c := sample.Conformance()
	for range 30 {
		c.Rules = append(c.Rules, c.Rules[1])
	}
	var out bytes.Buffer
	render.Terminal{Out: &out}.Summary(c, c.Verdict(nil))
	if got := strings.Count(out.String(), "FAIL DEV-CONF-03"); got != 10 {
		t.Errorf("%d failures in full, want 10", got)
	}
	if !strings.Contains(out.String(), "and DEV-CONF-03 DEV-CONF-03") {
		t.Error("the other failures are not named")
	}
}
