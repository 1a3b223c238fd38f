package cogbench

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
)

// reports is where [Test] writes its reports: the flag -cogbench.report-dir of a
// test binary.
var reports = newReportDirectory(flag.CommandLine)

// reportDirectory is a directory for the reports of one test, and a directory in it
// for each further one. It is a [flag.Value].
type reportDirectory struct {
	path string

	mu   sync.Mutex
	used bool
}

func newReportDirectory(flags *flag.FlagSet) *reportDirectory {
	d := &reportDirectory{}
	if !testing.Testing() {
		return d // programs that import the package for Conform get no flag of a test's
	}
	flags.Var(d, "cogbench.report-dir", "write conformance.json or client.json, junit.xml, report.html and summary.md to `DIR`, relative to the package directory")
	return d
}

// String implements [flag.Value].
func (d *reportDirectory) String() string { return d.path }

// Set implements [flag.Value].
func (d *reportDirectory) Set(path string) error {
	d.path = path
	return nil
}

// write writes the reports of the test of the name, if they are wanted.
func (d *reportDirectory) write(test string, found *report.Conformance, verdict report.Verdict) error {
	return d.writeBy(test, func(path string) error {
		if err := os.MkdirAll(path, 0o755); err != nil {
			return fmt.Errorf("report directory: %w", err)
		}
		return render.WriteFiles(path, found, verdict)
	})
}

// writeBy has write write the reports of the test of the name, if they are wanted.
func (d *reportDirectory) writeBy(test string, write func(path string) error) error {
	if d.path == "" {
		return nil
	}
	d.mu.Lock()
	path := d.path
	if d.used {
		path = filepath.Join(path, strings.ReplaceAll(test, "/", "_"))
	}
	d.used = true
	d.mu.Unlock()
	return write(path)
}
