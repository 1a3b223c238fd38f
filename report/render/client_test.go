package render_test

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

func TestClientInATerminal(t *testing.T) {
	var out bytes.Buffer
	render.Terminal{Out: &out, Transcripts: "out"}.Client(sample.Client())
	golden(t, "client.txt", out.Bytes())
	out.Reset()
	render.Terminal{Out: &out, Colour: true, Width: 40}.Client(sample.Client())
	if !strings.Contains(out.String(), "\x1b[31m") {
		t.Error("violations are not red")
	}
}

func TestClientFilesAreAllWritten(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "new")
	if err := render.WriteClientFiles(directory, sample.Client()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{report.ClientFile, report.JUnitFile, report.HTMLFile, report.MarkdownFile} {
		data, err := os.ReadFile(filepath.Join(directory, name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), "CLI-KEY-02") {
			t.Errorf("%s does not name the violated rule", name)
		}
	}
}

// A rule that speaks against the client is a failure in junit.xml, and no other.
func TestClientJUnit(t *testing.T) {
	data, err := render.ClientJUnit(sample.Client())
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Skipped  int `xml:"skipped,attr"`
	}
	if err := xml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if file.Tests != 4 || file.Failures != 2 || file.Skipped != 1 {
		t.Errorf("%+v in:\n%s", file, data)
	}
}

func TestClientMarkdownIsHarmless(t *testing.T) {
	text := string(render.ClientMarkdown(sample.Client()))
	for _, harm := range []string{"<script>", "<img", "<b>"} {
		if strings.Contains(text, harm) {
			t.Errorf("%s stands in:\n%s", harm, text)
		}
	}
	for _, want := range []string{"CLI-KEY-02", "What to change", "sign-in 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}
