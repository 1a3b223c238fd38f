package loadreport_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/report/load/render"
)

// course says how a run of a comparison went.
type course struct {
	seconds int
	mean    time.Duration
	failed  int64 // of 50 a second
	seed    uint64
}

// write makes the report directory of a run of exponential response times.
func (c course) write(t *testing.T) *loadreport.Run {
	t.Helper()
	directory := t.TempDir()
	f, err := os.Create(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	log, err := loadreport.NewIntervalLog(f, logStart)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(c.seed, 9))
	total := loadreport.NewTotal()
	for i := range c.seconds {
		h := loadreport.NewPackedHistogram()
		h.SetTag(loadreport.SeriesResponse)
		for range 50 {
			_ = h.RecordValue(int64(float64(c.mean) * (1 + random.ExpFloat64()) / 2))
		}
		interval := loadreport.Interval{
			Second:     loadreport.Second{Index: int64(i), Offset: float64(i), Length: 1, Planned: 1, Started: 50, Succeeded: 50 - c.failed, Failed: c.failed},
			Histograms: []*hdrhistogram.PackedHistogram{h},
		}
		if err := log.Write(interval); err != nil {
			t.Fatal(err)
		}
		total.Add(interval)
	}
	l := &loadreport.Report{Tool: report.Tool{Name: "cogbench"}, Scenario: "x", StartedAt: logStart, Complete: true}
	total.Fill(l)
	if err := l.WriteJSON(directory); err != nil {
		t.Fatal(err)
	}
	run, err := loadreport.ReadRun(directory)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestCompare(t *testing.T) {
	before := course{seconds: 30, mean: 20 * time.Millisecond, seed: 1}
	tests := map[string]struct {
		after     course
		statement string
		regressed bool
	}{
		"same":      {course{seconds: 30, mean: 20 * time.Millisecond, seed: 2}, "differ no more than the runs' own spread", false},
		"slower":    {course{seconds: 30, mean: 26 * time.Millisecond, seed: 3}, "slower, by more than", true},
		"faster":    {course{seconds: 30, mean: 15 * time.Millisecond, seed: 4}, "faster, by more than", false},
		"failing":   {course{seconds: 30, mean: 20 * time.Millisecond, failed: 1, seed: 5}, "more journeys fail", true},
		"too short": {course{seconds: 3, mean: 40 * time.Millisecond, seed: 6}, "too short to tell", false},
	}
	first := before.write(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			second := test.after.write(t)
			changes := loadreport.Compare(first, second)
			if got := loadreport.Regressed(first, second, changes); got != test.regressed {
				t.Errorf("regressed: %v", got)
			}
			var out bytes.Buffer
			if err := render.Changes(&out, first, second, changes); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), test.statement) {
				t.Errorf("no %q in\n%s", test.statement, out.String())
			}
		})
	}
}

// TestEqualRunsAreSeldomCalledChanged holds the share of false alarms.
func TestEqualRunsAreSeldomCalledChanged(t *testing.T) {
	alarms := 0
	const pairs = 100
	for i := range uint64(pairs) {
		a := course{seconds: 20, mean: 20 * time.Millisecond, seed: 1000 + 2*i}.write(t)
		b := course{seconds: 20, mean: 20 * time.Millisecond, seed: 1001 + 2*i}.write(t)
		if loadreport.Regressed(a, b, loadreport.Compare(a, b)) {
			alarms++
		}
	}
	if alarms > 4 {
		t.Errorf("%d of %d comparisons of equals are called a regression", alarms, pairs)
	}
}
