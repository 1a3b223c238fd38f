package render_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

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

// The first screen says all that matters, whatever a run found: no more lines than a
// terminal has.
func TestTerminalFirstScreenFits(t *testing.T) {
	c := sample.Broken()
	var out bytes.Buffer
	render.Terminal{Out: &out, Width: 80, Transcripts: "out"}.Summary(c, c.Verdict(nil))
	first, _, _ := strings.Cut(out.String(), "\n\n")
	lines := strings.Split(first, "\n")
	if len(lines) > 24 {
		t.Errorf("%d lines:\n%s", len(lines), first)
	}
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("a line of %d columns: %s", n, line)
		}
	}
	if !strings.Contains(strings.Join(lines[:3], "\n"), "likely cause: "+c.Diagnoses[0].Summary[:20]) {
		t.Errorf("the likely cause is not within the first three lines:\n%s", first)
	}
	for _, want := range []string{"not conformant", "rules judged", "passed partly", "it has", "reached", "changed", "mend first", "reports"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first screen lacks %q:\n%s", want, first)
		}
	}
}

// Of many failures the first are told in full and the others named.
func TestTerminalSummaryOfManyFailures(t *testing.T) {
	c := sample.Conformance()
	for i := range 30 {
		failure := c.Rules[2]
		failure.ID = fmt.Sprintf("DEV-CONF-1%02d", i)
		c.Rules = append(c.Rules, failure)
	}
	var out bytes.Buffer
	render.Terminal{Out: &out}.Summary(c, c.Verdict(nil))
	if got := strings.Count(out.String(), "FAIL DEV-CONF-"); got != 10 {
		t.Errorf("%d failures in full, want 10", got)
	}
	if !strings.Contains(out.String(), "and 21 more: DEV-CONF-109 DEV-CONF-110") {
		t.Error("the other failures are not named")
	}
}
