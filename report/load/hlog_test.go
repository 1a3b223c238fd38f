package loadreport_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"pgregory.net/rapid"

	loadreport "github.com/cogbench/cogbench/report/load"
)

var logStart = time.Date(2026, 11, 22, 10, 0, 0, 250e6, time.UTC)

// logOf writes seconds of two series, n values each.
func logOf(t testing.TB, seconds, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	log, err := loadreport.NewIntervalLog(&out, logStart)
	if err != nil {
		t.Fatal(err)
	}
	for i := range seconds {
		interval := loadreport.Interval{Second: loadreport.Second{
			Index: int64(i), Offset: float64(i), Length: 1, Planned: 1,
			Started: int64(n), Succeeded: int64(n - 1), Failed: 1,
			Errors: []loadreport.Failure{{Step: "a", Type: "timeout", Count: 1}},
		}}
		for _, name := range []string{"a.rtt", "journey.response"} {
			h := loadreport.NewPackedHistogram()
			h.SetTag(name)
			for v := range n {
				_ = h.RecordValue(int64(v+1) * int64(time.Millisecond))
			}
			interval.Histograms = append(interval.Histograms, h)
		}
		if err := log.Write(interval); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func readAll(t testing.TB, log []byte) (*loadreport.Report, int, error) {
	t.Helper()
	total, n := loadreport.NewTotal(), 0
	var last error
	for interval, err := range loadreport.ReadIntervals(bytes.NewReader(log)) {
		if err != nil {
			last = err
			break
		}
		total.Add(interval)
		n++
	}
	var l loadreport.Report
	total.Fill(&l)
	return &l, n, last
}

func TestIntervalLogReadsBack(t *testing.T) {
	l, n, err := readAll(t, logOf(t, 5, 100))
	if err != nil || n != 5 {
		t.Fatalf("%d intervals, %v", n, err)
	}
	if j := l.Journeys; j.Started != 500 || j.Succeeded != 495 || j.Failed != 5 {
		t.Errorf("%+v", j)
	}
	if s := l.FindSeries("a.rtt"); s == nil || s.Count != 500 || s.P50/1e6 != 50 || s.Kind != "rtt" {
		t.Errorf("%+v", s)
	}
	if s := l.FindSeries("journey.response"); s == nil || s.Kind != "journey" {
		t.Errorf("%+v", s)
	}
	if len(l.Errors) != 1 || l.Errors[0] != (loadreport.Failure{Step: "a", Type: "timeout", Count: 5}) {
		t.Errorf("%+v", l.Errors)
	}
}

// TestIntervalLogIsStandard reads with the library's reader, which knows
// nothing of the marks.
func TestIntervalLogIsStandard(t *testing.T) {
	reader := hdrhistogram.NewHistogramLogReader(bytes.NewReader(logOf(t, 3, 10)))
	counts := map[string]int64{}
	for i := 0; ; i++ {
		h, err := reader.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			break
		}
		counts[h.Tag()] += h.TotalCount()
		want := logStart.Add(time.Duration(i/2) * time.Second).UnixMilli()
		if off := h.StartTimeMs() - want; off < -1 || off > 1 {
			t.Errorf("interval %d starts at %d, want %d", i, h.StartTimeMs(), want)
		}
	}
	if counts["a.rtt"] != 30 || counts["journey.response"] != 30 {
		t.Errorf("%v, want 30 each", counts)
	}
}

// TestIntervalLogKeepsEveryBucket holds that what the library reads is what
// was written, bucket for bucket.
func TestIntervalLogKeepsEveryBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, same := loadreport.NewPackedHistogram(), loadreport.NewPackedHistogram()
		for _, v := range rapid.SliceOf(rapid.Int64Range(0, loadreport.HistogramHighest)).Draw(t, "values") {
			n := rapid.Int64Range(1, 1<<40).Draw(t, "times")
			_, _ = h.RecordValues(v, n), same.RecordValues(v, n)
		}
		h.SetTag("x")
		var out bytes.Buffer
		log, err := loadreport.NewIntervalLog(&out, logStart)
		if err != nil {
			t.Fatal(err)
		}
		if err := log.Write(loadreport.Interval{Histograms: []*hdrhistogram.PackedHistogram{h}}); err != nil {
			t.Fatal(err)
		}
		for interval, err := range loadreport.ReadIntervals(&out) {
			if err != nil {
				t.Fatal(err)
			}
			got, _ := interval.Histograms[0].EncodeV2()
			want, _ := same.EncodeV2()
			if !bytes.Equal(got, want) {
				t.Fatal("the histogram was changed on its way")
			}
		}
	})
}

func TestTornLogGivesItsWholeSeconds(t *testing.T) {
	log := logOf(t, 3, 10)
	var ends []int
	for at := 0; at < len(log); {
		line := log[at : at+bytes.IndexByte(log[at:], '\n')+1]
		at += len(line)
		if bytes.HasPrefix(line, []byte("#[Second: ")) {
			ends = append(ends, at)
		}
	}
	if len(ends) != 3 {
		t.Fatalf("%d marks in the log", len(ends))
	}
	for cut := len(log) - 1; cut > 0; cut -= 7 {
		want := 0
		for _, end := range ends {
			if cut >= end {
				want++
			}
		}
		_, n, err := readAll(t, log[:cut])
		if n != want {
			t.Fatalf("cut at %d: %d whole seconds, want %d", cut, n, want)
		}
		atLine := log[cut-1] == '\n'
		if !atLine && !errors.Is(err, loadreport.ErrTornLog) {
			t.Fatalf("cut at %d: error %v", cut, err)
		}
	}
}

func TestBrokenLogsAreRefused(t *testing.T) {
	tests := map[string]struct{ log, want string }{
		"a line of text": {"hello\n", "line 1: no tagged histogram"},
		"no payload":     {"Tag=a,0.0,1.0,2.0,\n", `histogram of "a"`},
		"bad payload":    {"Tag=a,0.0,1.0,2.0,HISTnonsense\n", `histogram of "a"`},
		"empty tag":      {"Tag=,0.0,1.0,2.0,HIST\n", "no tagged histogram"},
		"bad mark":       {"#[Second: {]\n", "mark of a second"},
		"open mark":      {"#[Second: {}\n", "unfinished mark"},
		"negative":       {`#[Second: {"started":-1}]` + "\n", "negative count"},
		"negative time":  {`#[Second: {"length":-1}]` + "\n", "negative time"},
		"endless line":   {strings.Repeat("x", 5<<20), "token too long"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, n, err := readAll(t, []byte(test.log))
			if n != 0 || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%d intervals, error %v; want %q", n, err, test.want)
			}
		})
	}
}

func TestFullDiskIsAnError(t *testing.T) {
	reader, writer := io.Pipe()
	reader.CloseWithError(errors.New("no space left on device"))
	if _, err := loadreport.NewIntervalLog(writer, logStart); err == nil || !strings.Contains(err.Error(), "no space left") {
		t.Errorf("error %v", err)
	}
}

func FuzzReadIntervals(f *testing.F) {
	f.Add(logOf(f, 2, 3))
	f.Add([]byte("Tag=a,0.0,1.0,2.0,HISTFAAAAB942pNpmSzMwMDAxAABzFCaEUzM\n#[Second: {}]\n"))
	f.Add([]byte(`#[Second: {"started":1}]` + "\n"))
	f.Fuzz(func(t *testing.T, log []byte) {
		if len(log) > 1<<20 {
			return
		}
		l, _, _ := readAll(t, log)
		for _, s := range l.Series {
			if s.Count < 0 || s.Max < s.Min {
				t.Errorf("%+v", s)
			}
		}
	})
}
