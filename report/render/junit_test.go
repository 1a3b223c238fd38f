package render_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

// junitFile is what a reader of JUnit files takes out of one.
type junitFile struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Skipped  int `xml:"skipped,attr"`
	Suites   []struct {
		Name     string `xml:"name,attr"`
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Skipped  int    `xml:"skipped,attr"`
		Cases    []struct {
			Name      string    `xml:"name,attr"`
			Classname string    `xml:"classname,attr"`
			Failure   *struct{} `xml:"failure"`
			Skipped   *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

// Every failure that is counted has its element, and the counts add up.
func TestJUnitCountsWhatItShows(t *testing.T) {
	data, err := render.JUnit(sample.Conformance())
	if err != nil {
		t.Fatal(err)
	}
	var file junitFile
	if err := xml.Unmarshal(data, &file); err != nil {
		t.Fatalf("not well-formed: %v\n%s", err, data)
	}
	tests, failures, skipped := 0, 0, 0
	for _, suite := range file.Suites {
		shown := 0
		for _, one := range suite.Cases {
			tests++
			if one.Failure != nil {
				shown++
			}
			if one.Skipped != nil {
				skipped++
			}
			if one.Name == "" || one.Classname == "" {
				t.Errorf("a case of %s has no name", suite.Name)
			}
		}
		if shown != suite.Failures {
			t.Errorf("%s counts %d failures and shows %d", suite.Name, suite.Failures, shown)
		}
		failures += shown
	}
	if file.Tests != tests || file.Failures != failures || file.Skipped != skipped {
		t.Errorf("counts %d, %d, %d; shows %d, %d, %d", file.Tests, file.Failures, file.Skipped, tests, failures, skipped)
	}
	if tests != 8 || failures != 3 || skipped != 3 {
		t.Errorf("%d tests, %d failures, %d skipped; want 8, 3, 3", tests, failures, skipped)
	}
	if want := "<system-out>partly&#xA;assuming: [u-unpadded]"; !strings.Contains(string(data), want) {
		t.Errorf("no %s in the file", want)
	}
	if strings.ContainsAny(string(data), "\x00\x1b") {
		t.Error("a character that XML cannot hold is in the file")
	}
}
