package load_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// driveShards makes a run of shards, each in its directory, and returns these.
func driveShards(t *testing.T, of int, change func(o *load.Options, index int)) (directories []string) {
	t.Helper()
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now().Add(time.Minute)
		done := make(chan error, of)
		for index := 1; index <= of; index++ {
			o := bubbled(40, 4*time.Second)
			o.Plan.Arrivals, o.Plan.Seed, o.Plan.Shard = load.Poisson(40), 3, load.Shard{Index: index, Of: of}
			o.StartAt, o.Heading.Users = begin, 100
			o.Thresholds = parse(t, "p99(step.rtt) < 1s", "count(started) > 100")
			o.Directory = filepath.Join(root, fmt.Sprint("shard", index))
			directories = append(directories, o.Directory)
			if change != nil {
				change(&o, index)
			}
			go func() {
				_, err := load.Run(t.Context(), slower(index), o)
				done <- err
			}()
		}
		for range of {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
	return directories
}

// slower has journeys that take longer in each shard, and sometimes fail.
func slower(index int) *fakeSource {
	var n atomic.Int64
	return &fakeSource{run: func(ctx context.Context, watch *load.Stopwatch) error {
		mine := n.Add(1)
		if err := watch.Call(ctx, "step", wait(time.Duration(int64(index)*(10+mine%30))*time.Millisecond)); err != nil {
			return err
		}
		if mine%9 == 0 {
			return watch.Call(ctx, "step", func(context.Context) error { return errors.New("no") })
		}
		return nil
	}}
}

// merge merges into a directory of its own.
func merge(t *testing.T, from []string, allow bool) (*load.Result, string, error) {
	t.Helper()
	directory := filepath.Join(t.TempDir(), "whole")
	result, err := load.Merge(load.Merging{From: from, Directory: directory, AllowMissing: allow, Render: writeAll})
	return result, directory, err
}

// encoded is a histogram to the bit.
func encoded(t testing.TB, h *hdrhistogram.PackedHistogram) string {
	t.Helper()
	data, err := h.EncodeV2()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestMergedFiguresAreTheSums(t *testing.T) {
	directories := driveShards(t, 4, nil)
	result, whole, err := merge(t, directories, false)
	if err != nil {
		t.Fatal(err)
	}
	l := result.Load
	checkBooks(t, &l)
	sum := loadreport.NewTotal()
	var books loadreport.Journeys
	for _, directory := range directories {
		part, err := loadreport.Read(filepath.Join(directory, loadreport.ReportFile))
		if err != nil {
			t.Fatal(err)
		}
		books.Started += part.Journeys.Started
		books.Succeeded += part.Journeys.Succeeded
		books.Failed += part.Journeys.Failed
		for interval := range intervalsOf(t, directory) {
			sum.Add(interval)
		}
	}
	if l.Journeys.Started != books.Started || l.Journeys.Succeeded != books.Succeeded || l.Journeys.Failed != books.Failed || l.Plan.Starts != books.Started {
		t.Errorf("%+v of %d planned, want %+v", l.Journeys, l.Plan.Starts, books)
	}
	for _, name := range sum.Names() {
		if encoded(t, result.Total.Histogram(name)) != encoded(t, sum.Histogram(name)) {
			t.Errorf("%s is not the sum of the shards'", name)
		}
	}
	if l.Shard != nil || l.Merged == nil || l.Merged.Of != 4 || len(l.Merged.Shards) != 4 || len(l.Merged.Missing) != 0 {
		t.Errorf("%+v, %+v", l.Shard, l.Merged)
	}
	if l.Rate.Planned != float64(l.Plan.Starts)/4 || l.DurationSeconds != 4 || !l.Complete {
		t.Errorf("rates %+v over %v s, complete %v", l.Rate, l.DurationSeconds, l.Complete)
	}
	if len(l.Thresholds) != 2 || !l.Thresholds[0].OK || !l.Thresholds[1].OK {
		t.Errorf("%+v: want the conditions to hold of the whole", l.Thresholds)
	}
	again, err := rebuild(whole)
	if err != nil {
		t.Fatal(err)
	}
	same(t, &l, &again.Load)
	if !again.Load.Complete || !reflect.DeepEqual(again.Load.Merged.Missing, l.Merged.Missing) {
		t.Errorf("rebuilt: complete %v, %+v", again.Load.Complete, again.Load.Merged)
	}
}

// intervalsOf are those of a directory's log.
func intervalsOf(t *testing.T, directory string) func(func(loadreport.Interval) bool) {
	t.Helper()
	f, err := os.Open(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return func(yield func(loadreport.Interval) bool) {
		for interval, err := range loadreport.ReadIntervals(f) {
			if err != nil {
				t.Fatal(err)
			}
			if !yield(interval) {
				return
			}
		}
	}
}

// TestMergedPicturesAreTheSums holds every second of the whole to the seconds of the
// shards.
func TestMergedPicturesAreTheSums(t *testing.T) {
	directories := driveShards(t, 3, nil)
	_, whole, err := merge(t, directories, false)
	if err != nil {
		t.Fatal(err)
	}
	started := map[int]int64{}
	for _, directory := range directories {
		for interval := range intervalsOf(t, directory) {
			started[int(interval.Second.Offset+interval.Second.Length/2)] += interval.Second.Started
		}
	}
	n, reach, planned := 0, 0.0, 0.0
	for interval := range intervalsOf(t, whole) {
		s := interval.Second
		if s.Offset != reach || s.Index != int64(n) || s.Started != started[n] {
			t.Errorf("interval %d begins at %v with %d arrivals: want %v, %d", s.Index, s.Offset, s.Started, reach, started[n])
		}
		reach += s.Length
		planned += s.Planned
		n++
	}
	if n != len(started) || n < 4 || planned != 4 {
		t.Errorf("%d intervals with arrivals for %v s, want %d with 4", n, planned, len(started))
	}
}

// TestMergeOfAnyLogs adds up logs of any seconds, late and torn ticks among them.
func TestMergeOfAnyLogs(t *testing.T) {
	directories := driveShards(t, 3, nil)
	rapid.Check(t, func(rt *rapid.T) {
		sum := loadreport.NewTotal()
		var parts []*loadreport.Part
		root, err := os.MkdirTemp(t.TempDir(), "") //nolint:usetesting // one for each draw of a property
		if err != nil {
			rt.Fatal(err)
		}
		for i, from := range directories {
			l, err := loadreport.Read(filepath.Join(from, loadreport.ReportFile))
			if err != nil {
				rt.Fatal(err)
			}
			to := filepath.Join(root, fmt.Sprint(i))
			total := writeAnyLog(rt, to, l.StartedAt)
			for name := range total {
				sum.Add(total[name])
			}
			parts = append(parts, &loadreport.Part{Report: l, Directory: to})
		}
		merged := loadreport.NewTotal()
		for interval, err := range loadreport.MergeIntervals(parts) {
			if err != nil {
				rt.Fatal(err)
			}
			merged.Add(interval)
		}
		var a, b loadreport.Report
		sum.Fill(&a)
		merged.Fill(&b)
		if a.Journeys != b.Journeys || !reflect.DeepEqual(a.Series, b.Series) || !reflect.DeepEqual(a.Errors, b.Errors) {
			rt.Fatalf("%+v\n%+v", a, b)
		}
		for _, name := range sum.Names() {
			if encoded(t, merged.Histogram(name)) != encoded(t, sum.Histogram(name)) {
				rt.Fatalf("%s is not the sum", name)
			}
		}
	})
}

// writeAnyLog writes a log of drawn intervals, and returns these.
func writeAnyLog(rt *rapid.T, directory string, start time.Time) (intervals []loadreport.Interval) {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		rt.Fatal(err)
	}
	f, err := os.Create(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		rt.Fatal(err)
	}
	defer f.Close()
	log, err := loadreport.NewIntervalLog(f, start)
	if err != nil {
		rt.Fatal(err)
	}
	at := 0.0
	for i := range rapid.IntRange(0, 8).Draw(rt, "seconds") {
		s := loadreport.Second{Index: int64(i), Offset: at, Length: rapid.Float64Range(0, 2.5).Draw(rt, "length")}
		s.Succeeded, s.Failed = rapid.Int64Range(0, 50).Draw(rt, "succeeded"), rapid.Int64Range(0, 3).Draw(rt, "failed")
		s.Started = s.Succeeded + s.Failed
		if s.Failed > 0 {
			s.Errors = []loadreport.Failure{{Step: "step", Type: rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "type"), Count: s.Failed}}
			s.FailedSteps = map[string]int64{"step.rtt": s.Failed}
		}
		at += s.Length
		interval := loadreport.Interval{Second: s}
		for _, name := range []string{"step.rtt", loadreport.SeriesResponse} {
			h := loadreport.NewPackedHistogram()
			h.SetTag(name)
			for _, v := range rapid.SliceOfN(rapid.Int64Range(1, int64(time.Minute)), 0, 5).Draw(rt, name) {
				if err := h.RecordValue(v); err != nil {
					rt.Fatal(err)
				}
			}
			if h.TotalCount() > 0 {
				interval.Histograms = append(interval.Histograms, h)
			}
		}
		if err := log.Write(interval); err != nil {
			rt.Fatal(err)
		}
		intervals = append(intervals, interval)
	}
	return intervals
}

// TestLateTicksDoNotStretchTheRun merges two logs whose ticks are late in turn.
func TestLateTicksDoNotStretchTheRun(t *testing.T) {
	var parts []*loadreport.Part
	for i, ends := range [][]float64{{1.3, 2, 3}, {1, 2.3, 3}} {
		directory := t.TempDir()
		f, err := os.Create(filepath.Join(directory, loadreport.IntervalLogFile))
		if err != nil {
			t.Fatal(err)
		}
		log, err := loadreport.NewIntervalLog(f, time.Unix(0, 0))
		at := 0.0
		for n, end := range ends {
			err = errors.Join(err, log.Write(loadreport.Interval{Second: loadreport.Second{Index: int64(n), Offset: at, Length: end - at, Planned: end - at, Started: 10, Succeeded: 10}}))
			at = end
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		parts = append(parts, &loadreport.Part{Report: &loadreport.Report{Shard: &loadreport.Shard{Index: i + 1, Of: 2}}, Directory: directory})
	}
	total := loadreport.NewTotal()
	for interval, err := range loadreport.MergeIntervals(parts) {
		if err != nil {
			t.Fatal(err)
		}
		total.Add(interval)
	}
	var l loadreport.Report
	total.Fill(&l)
	if math.Abs(l.DurationSeconds-3) > 1e-9 || math.Abs(l.Rate.Completed-20) > 1e-9 {
		t.Errorf("driven for %v s, %v completed a second: want 3 s, 20", l.DurationSeconds, l.Rate.Completed)
	}
}

func TestConditionsAreOfTheWhole(t *testing.T) {
	directories := driveShards(t, 4, func(o *load.Options, _ int) { o.Thresholds = parse(t, "count(started) > 100", "count(started) < 100") })
	for _, directory := range directories {
		l, err := loadreport.Read(filepath.Join(directory, loadreport.ReportFile))
		if err != nil || l.Thresholds[0].OK || !l.Thresholds[1].OK {
			t.Fatalf("%v: a shard's %+v", err, l.Thresholds)
		}
	}
	result, _, err := merge(t, directories, false)
	if err != nil {
		t.Fatal(err)
	}
	if got := result.Load.Thresholds; !got[0].OK || got[1].OK || len(result.Load.Missed()) != 1 {
		t.Errorf("the whole's %+v", got)
	}
}

func TestMergeRefuses(t *testing.T) {
	directories := driveShards(t, 3, nil)
	others := driveShards(t, 3, func(o *load.Options, _ int) { o.Plan.Seed = 4 })
	pairs := driveShards(t, 2, nil)
	whole := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, time.Second)
		o.Directory = whole
		run(t, t.Context(), mixed(), o)
	})
	// changed has the files of a shard changed.
	changed := func(from string, change func(directory string)) string {
		to := filepath.Join(t.TempDir(), filepath.Base(from))
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		change(to)
		return to
	}
	tests := map[string]struct {
		from    []string
		want    string
		missing bool // --allow-missing takes it
	}{
		"nothing":        {nil, "no results", false},
		"missing":        {directories[:2], "missing of the shards 1 to 3: 3 (no result)", true},
		"doubled":        {append(directories[:3:3], changed(directories[1], func(string) {})), "shard 2 is there twice", false},
		"foreign":        {append(directories[:2:2], others[2]), "the seed is 3 and 4", false},
		"of another N":   {append(directories[:2:2], pairs[1]), "is one of 3 shards", false},
		"no shard":       {append(directories[:2:2], whole), "is not a shard", false},
		"no load.json":   {append(directories[:2:2], t.TempDir()), "no such file", false},
		"log is missing": {append(directories[:2:2], changed(directories[2], remove(t, loadreport.IntervalLogFile))), "3 (torn: it has no interval log)", true},
		"log is cut off": {append(directories[:2:2], changed(directories[2], truncate(t, 3000))), "torn: the log ends inside an interval", true},
		"log is shorter": {append(directories[:2:2], changed(directories[2], dropSecond(t))), "torn: its log has", true},
		"not complete":   {append(directories[:2:2], changed(directories[2], replace(t, `"complete": true`, `"complete": false`))), "torn: its run did not come to its end", true},
		"plan changed":   {append(directories[:2:2], changed(directories[2], replace(t, `"seed": 3`, `"seed": 4`))), "not the one that its hash stands for", false},
		"index changed":  {append(directories[:2:2], changed(directories[2], replace(t, `"index": 3`, `"index": 7`))), "says that it is shard 7 of 3", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, _, err := merge(t, test.from, false)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("error %v, want %q", err, test.want)
			}
			if _, is := errors.AsType[*report.MissingError](err); is != test.missing {
				t.Errorf("a missing shard: %v", is)
			}
			result, _, err := merge(t, test.from, true)
			if test.missing != (err == nil) {
				t.Fatalf("with missing shards allowed: %v", err)
			}
			if err != nil {
				return
			}
			l := result.Load
			if m := l.Merged.Missing; len(m) != 1 || m[0].Index != 3 || len(l.Merged.Shards) != 2 {
				t.Errorf("%+v", l.Merged)
			}
			if l.Journeys.Started >= l.Plan.Starts || l.Rate.Planned != float64(l.Plan.Starts)/4 {
				t.Errorf("%+v of %d, %+v: something was scaled", l.Journeys, l.Plan.Starts, l.Rate)
			}
		})
	}
	if _, err := load.Merge(load.Merging{From: directories, Directory: directories[0] + "/", Render: writeAll}); err == nil || !strings.Contains(err.Error(), "another directory") {
		t.Errorf("into a shard: %v", err)
	}
}

func remove(t *testing.T, name string) func(string) {
	return func(directory string) {
		if err := os.Remove(filepath.Join(directory, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func truncate(t *testing.T, size int64) func(string) {
	return func(directory string) {
		if err := os.Truncate(filepath.Join(directory, loadreport.IntervalLogFile), size); err != nil {
			t.Fatal(err)
		}
	}
}

func edit(t *testing.T, name string, change func([]byte) []byte) func(string) {
	return func(directory string) {
		path := filepath.Join(directory, name)
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, change(data), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func replace(t *testing.T, from, to string) func(string) {
	return edit(t, loadreport.ReportFile, func(data []byte) []byte { return bytes.Replace(data, []byte(from), []byte(to), 1) })
}

// dropSecond takes the first second out of a log.
func dropSecond(t *testing.T) func(string) {
	return edit(t, loadreport.IntervalLogFile, func(data []byte) []byte {
		mark := []byte("\n#[Second: ")
		begin := bytes.Index(data, []byte("\nTag="))
		end := bytes.Index(data, mark) + 1
		end += bytes.IndexByte(data[end:], '\n')
		return append(data[:begin:begin], data[end:]...)
	})
}

// TestRepeatedAttempts takes the attempt that came to its end.
func TestRepeatedAttempts(t *testing.T) {
	directories := driveShards(t, 2, nil)
	cut := t.TempDir()
	if err := os.CopyFS(cut, os.DirFS(directories[1])); err != nil {
		t.Fatal(err)
	}
	replace(t, `"complete": true`, `"complete": true, "interrupted": true`)(cut)
	result, _, err := merge(t, []string{directories[0], cut, directories[1]}, false)
	if err != nil {
		t.Fatal(err)
	}
	if l := result.Load; l.Interrupted || l.Journeys.Started != l.Plan.Starts {
		t.Errorf("interrupted %v, %+v", l.Interrupted, l.Journeys)
	}
	result, _, err = merge(t, []string{directories[0], cut}, false)
	if err != nil || !result.Load.Interrupted {
		t.Errorf("%v: an interrupted shard makes an interrupted whole", err)
	}
}

func TestMergeSaysHowTheShardsBegan(t *testing.T) {
	clocks := func(offsets ...float64) func(*load.Options, int) {
		return func(o *load.Options, index int) {
			o.Heading.Clock = &loadreport.Clock{Reference: "http://r", OffsetSeconds: offsets[index-1], UncertaintySeconds: 0.01}
		}
	}
	tests := map[string]struct {
		change func(*load.Options, int)
		want   string // "" for no note
	}{
		"together": {clocks(0.1, 0.1), ""},
		"near":     {clocks(0.1, -0.1), ""},
		"apart":    {clocks(0.1, -0.6), "the shards began 700 ms apart, ± 20.0 ms"},
		"unknown":  {nil, "the clocks of 2 shards were not compared"},
		"late": {func(o *load.Options, index int) {
			clocks(0, 0)(o, index)
			o.StartAt = o.StartAt.Add(-62 * time.Second)
		}, "shard 2 came 2.00 s late"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			result, _, err := merge(t, driveShards(t, 2, test.change), false)
			if err != nil {
				t.Fatal(err)
			}
			notes := strings.Join(result.Load.Notes, "\n")
			if test.want == "" && notes != "" || !strings.Contains(notes, test.want) {
				t.Errorf("%q, want %q", notes, test.want)
			}
		})
	}
}

func TestMergeIntoAFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full on this system")
	}
	whole := t.TempDir()
	if err := os.Symlink("/dev/full", filepath.Join(whole, loadreport.IntervalLogFile)); err != nil {
		t.Fatal(err)
	}
	_, err := load.Merge(load.Merging{From: driveShards(t, 2, nil), Directory: whole, Render: writeAll})
	if _, is := errors.AsType[*load.FilesError](err); !is {
		t.Errorf("error %v", err)
	}
}
