package loadreport

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The bounds of a log that is read: what a run writes is far below them.
const (
	maxLogLine       = 4 << 20
	maxLogSeries     = 1000
	maxLogSeriesName = 200 // bytes
)

// ErrTornLog tells that a log ends inside an interval, as it does when the
// writer was killed. All intervals before it are whole.
var ErrTornLog = errors.New("the log ends inside an interval")

// ReadIntervals yields the whole intervals of a log in turn. The last pair has
// an error where the log is torn (ErrTornLog) or is no such log.
func ReadIntervals(log io.Reader) iter.Seq2[Interval, error] {
	return func(yield func(Interval, error) bool) {
		lines := bufio.NewScanner(log)
		lines.Buffer(make([]byte, 0, 64<<10), maxLogLine)
		lines.Split(scanWholeLines)
		var interval Interval
		names := map[string]bool{}
		for n := 1; lines.Scan(); n++ {
			whole, err := interval.readLine(lines.Bytes(), names)
			if err != nil {
				yield(Interval{}, fmt.Errorf("interval log, line %d: %w", n, err))
				return
			}
			if !whole {
				continue
			}
			if !yield(interval, nil) {
				return
			}
			interval = Interval{}
		}
		if err := lines.Err(); err != nil {
			yield(Interval{}, fmt.Errorf("interval log: %w", err))
		} else if len(interval.Histograms) > 0 {
			yield(Interval{}, ErrTornLog)
		}
	}
}

// scanWholeLines splits at line ends and reports a rest without one as torn.
func scanWholeLines(data []byte, atEOF bool) (advance int, line []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return 0, nil, ErrTornLog
	}
	return 0, nil, nil
}

// readLine takes one line in and tells whether it closed the interval. Names are
// those of all series so far.
func (i *Interval) readLine(line []byte, names map[string]bool) (whole bool, err error) {
	if mark, found := bytes.CutPrefix(line, []byte(markPrefix)); found {
		mark, found = bytes.CutSuffix(mark, []byte("]"))
		if !found {
			return false, errors.New("unfinished mark of a second")
		}
		if err := json.Unmarshal(mark, &i.Second); err != nil {
			return false, fmt.Errorf("mark of a second: %w", err)
		}
		return true, i.Second.validate()
	}
	if len(line) == 0 || line[0] == '#' || line[0] == '"' {
		return false, nil
	}
	h, err := readHistogramLine(line)
	if err != nil {
		return false, err
	}
	names[h.Tag()] = true
	if len(names) > maxLogSeries || len(i.Histograms) >= maxLogSeries {
		return false, fmt.Errorf("more than %d series", maxLogSeries)
	}
	i.Histograms = append(i.Histograms, h)
	return false, nil
}

// readHistogramLine reads Tag=NAME,start,length,max,payload.
func readHistogramLine(line []byte) (*hdrhistogram.PackedHistogram, error) {
	fields := bytes.Split(line, []byte(","))
	tag, tagged := bytes.CutPrefix(fields[0], []byte("Tag="))
	if !tagged || len(fields) != 5 || len(tag) == 0 || len(tag) > maxLogSeriesName {
		return nil, errors.New("no tagged histogram")
	}
	h, err := hdrhistogram.DecodePacked(fields[4])
	if err != nil {
		return nil, fmt.Errorf("histogram of %q: %w", tag, err)
	}
	if h.TotalCount() < 0 || h.TotalCount() == math.MaxInt64 || h.HighestTrackableValue() > HistogramHighest {
		return nil, fmt.Errorf("histogram of %q: out of range", tag)
	}
	h.SetTag(string(tag))
	return h, nil
}

func (s Second) validate() error {
	for _, n := range []int64{s.Index, s.Started, s.Succeeded, s.Failed, s.NotStarted, s.CutOff, s.Retries, s.InFlight} {
		if n < 0 {
			return errors.New("mark of a second: a negative count")
		}
	}
	if s.Length < 0 || s.Offset < 0 || s.Planned < 0 {
		return errors.New("mark of a second: a negative time")
	}
	return nil
}
