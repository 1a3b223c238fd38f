package load_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// mixed is a journey that fails now and then.
func mixed() *fakeSource {
	source := &fakeSource{}
	source.run = func(ctx context.Context, watch *load.Watch) error {
		if err := watch.Call(ctx, "step", wait(150*time.Millisecond)); err != nil {
			return err
		}
		if source.taken.Load()%7 == 0 {
			return watch.Call(ctx, "step", func(context.Context) error { return errors.New("no") })
		}
		return nil
	}
	return source
}

// same fails unless two results have the same figures.
func same(t *testing.T, a, b *loadreport.Report) {
	t.Helper()
	if a.Journeys != b.Journeys || a.Rate != b.Rate || a.ScheduleLag != b.ScheduleLag || len(a.Errors) != len(b.Errors) {
		t.Errorf("%+v %+v\n%+v %+v", a.Journeys, a.Rate, b.Journeys, b.Rate)
	}
	for _, s := range a.Series {
		if other := b.FindSeries(s.Name); other == nil || *other != s {
			t.Errorf("%+v\n%+v", s, other)
		}
	}
}

func TestRenderRebuildsTheReport(t *testing.T) {
	directory := t.TempDir()
	var l loadreport.Report
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, 5*time.Second)
		o.Directory, o.Thresholds = directory, parse(t, "p99(step.rtt) < 1s", "rate(failed) < 1%")
		l = run(t, t.Context(), mixed(), o).Load
	})
	for _, name := range []string{loadreport.ReportFile, report.HTMLFile, report.MarkdownFile, report.JUnitFile, "step.rtt.hgrm", "journey.response.hgrm"} {
		if info, err := os.Stat(filepath.Join(directory, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	again, err := load.Render(directory)
	if err != nil {
		t.Fatal(err)
	}
	same(t, &l, &again.Load)
	if !again.Load.Complete || again.Load.Thresholds[0] != l.Thresholds[0] || again.Load.Thresholds[1].OK {
		t.Errorf("complete %v, %+v", again.Load.Complete, again.Load.Thresholds)
	}
}

// TestRunEndedInItsWarmUp is interrupted before anything fell due.
func TestRunEndedInItsWarmUp(t *testing.T) {
	directory := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, cancel)
		o := bubbled(20, 5*time.Second)
		o.Directory, o.Warmup = directory, 2*time.Second
		l := run(t, ctx, mixed(), o).Load
		if !l.Interrupted || l.Journeys != (loadreport.Journeys{}) {
			t.Errorf("interrupted %v, %+v", l.Interrupted, l.Journeys)
		}
	})
	again, err := load.Render(directory)
	if err != nil {
		t.Fatal(err)
	}
	if again.Load.Journeys != (loadreport.Journeys{}) {
		t.Errorf("rendered: %+v", again.Load.Journeys)
	}
}

// TestRenderWithoutThresholds holds the file to what readers rely on: a list.
func TestRenderWithoutThresholds(t *testing.T) {
	directory := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, time.Second)
		o.Directory = directory
		run(t, t.Context(), mixed(), o)
	})
	path := filepath.Join(directory, loadreport.ReportFile)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := load.Render(directory); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("%v: rendering made of\n%s\n%s", err, before, after)
	}
}

// TestAnEarlierRunsFilesGo has a run of other series in the same directory.
func TestAnEarlierRunsFilesGo(t *testing.T) {
	directory := t.TempDir()
	keep := filepath.Join(directory, "mine.hgrm")
	if err := os.WriteFile(keep, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, time.Second)
		o.Directory = directory
		run(t, t.Context(), mixed(), o)
		o.Series = nil
		run(t, t.Context(), &fakeSource{run: func(context.Context, *load.Watch) error { return nil }}, o)
	})
	if _, err := os.Stat(filepath.Join(directory, "step.rtt.hgrm")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file of a series that the last run has not: %v", err)
	}
	for _, path := range []string{keep, filepath.Join(directory, "journey.response.hgrm")} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

// TestRenderAfterAKill cuts a run's files at many moments, as a kill does.
func TestRenderAfterAKill(t *testing.T) {
	directory := t.TempDir()
	var seconds [][]byte // load.json as it was after each second
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, 5*time.Second)
		o.Directory, o.Thresholds = directory, parse(t, "p99(step.rtt) < 1s")
		o.Live = func(load.Progress) {
			data, err := os.ReadFile(filepath.Join(directory, loadreport.ReportFile))
			if err != nil {
				t.Error(err)
			}
			seconds = append(seconds, data)
		}
		run(t, t.Context(), mixed(), o)
	})
	log, err := os.ReadFile(filepath.Join(directory, loadreport.IntervalLogFile))
	if err != nil {
		t.Fatal(err)
	}
	for cut := len(log) - 1; cut > 300; cut -= len(log) / 23 {
		killed := t.TempDir()
		lines := strings.Split(string(log[:cut]), "\n")
		whole := 0
		for _, line := range lines[:len(lines)-1] { // the last has no end
			if strings.HasPrefix(line, "#[Second: ") {
				whole++
			}
		}
		for name, data := range map[string][]byte{loadreport.IntervalLogFile: log[:cut], loadreport.ReportFile: seconds[min(max(whole-1, 0), len(seconds)-1)]} {
			if err := os.WriteFile(filepath.Join(killed, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		result, err := load.Render(killed)
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		l := result.Load
		checkBooks(t, &l)
		if l.Complete || l.Journeys.Started < int64(20*whole-1) || l.Journeys.Started > int64(20*whole+1) {
			t.Errorf("cut at %d: complete %v, %d started in %d whole seconds", cut, l.Complete, l.Journeys.Started, whole)
		}
		page, err := os.ReadFile(filepath.Join(killed, report.HTMLFile))
		if err != nil || !strings.Contains(string(page), "the run was killed") {
			t.Errorf("cut at %d: the page does not say so (%v)", cut, err)
		}
	}
}

func TestLoadJSONBalancesEverySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(50, 3*time.Second)
		o.Directory = t.TempDir()
		shown := 0
		o.Live = func(load.Progress) {
			shown++
			l, err := loadreport.Read(filepath.Join(o.Directory, loadreport.ReportFile))
			if err != nil {
				t.Error(err)
				return
			}
			checkBooks(t, l)
			if l.Complete || l.Journeys.InFlight == 0 || l.Journeys.Abandoned != l.Journeys.InFlight {
				t.Errorf("complete %v, %+v", l.Complete, l.Journeys)
			}
		}
		run(t, t.Context(), mixed(), o)
		if shown < 3 {
			t.Errorf("shown %d times", shown)
		}
	})
}

// TestFullDiskCostsTheFilesAlone writes the log to a device that is full.
func TestFullDiskCostsTheFilesAlone(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full on this system")
	}
	directory := t.TempDir()
	if err := os.Symlink("/dev/full", filepath.Join(directory, loadreport.IntervalLogFile)); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, 3*time.Second)
		o.Directory = directory
		result, err := load.Run(t.Context(), mixed(), o)
		files, is := errors.AsType[*load.FilesError](err)
		if !is || !strings.Contains(err.Error(), "no space left on device") || files.Directory != directory {
			t.Errorf("error %v", err)
		}
		if result == nil || result.Load.Journeys.Started != 60 {
			t.Fatal("the figures are lost")
		}
		checkBooks(t, &result.Load)
	})
}

func TestDirectoryThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		o := bubbled(20, time.Second)
		o.Directory = filepath.Join(file, "out")
		result, err := load.Run(t.Context(), mixed(), o)
		if _, is := errors.AsType[*load.FilesError](err); !is || result == nil {
			t.Errorf("error %v", err)
		}
	})
}

func TestRenderWithoutARun(t *testing.T) {
	if _, err := load.Render(t.TempDir()); err == nil {
		t.Error("an empty directory was rendered")
	}
}
