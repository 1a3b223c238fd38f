package loadreport

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// markPrefix begins the comment that closes an interval in the log. Readers of
// the format pass over comments; what follows the prefix is a Second as JSON.
const markPrefix = "#[Second: "

// IntervalLog writes the intervals of a run in HdrHistogram's log format 1.3:
// one tagged line for each series that had a value, and a comment with the
// counts of the interval. An interval whose comment is there is whole.
type IntervalLog struct {
	out     io.Writer
	text    bytes.Buffer
	encoder histogramEncoder
}

// NewIntervalLog writes the head of a log whose times count from start.
func NewIntervalLog(out io.Writer, start time.Time) (*IntervalLog, error) {
	l := &IntervalLog{out: out}
	seconds := float64(start.UnixMilli()) / 1000
	fmt.Fprintf(&l.text, "#[Histogram log format version %s]\n", hdrhistogram.HISTOGRAM_LOG_FORMAT_VERSION)
	fmt.Fprintf(&l.text, "#[BaseTime: %.3f (seconds since epoch)]\n", seconds)
	fmt.Fprintf(&l.text, "#[StartTime: %.3f (seconds since epoch), %s]\n", seconds, start.UTC().Format(time.RFC3339Nano))
	l.text.WriteString(`"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"` + "\n")
	return l, l.flush()
}

// Write appends one interval in a single write, so that only the last can be
// torn. After an error the log must not be written to again.
func (l *IntervalLog) Write(interval Interval) error {
	for _, h := range interval.Histograms {
		if strings.ContainsAny(h.Tag(), ", \r\n") {
			return fmt.Errorf("interval log: %q cannot be the name of a series", h.Tag())
		}
		fmt.Fprintf(&l.text, "Tag=%s,%.3f,%.3f,%.3f,", h.Tag(), interval.Second.Offset, interval.Second.Length, float64(h.Max())/1e6)
		line, err := l.encoder.appendTo(l.text.AvailableBuffer(), h)
		if err != nil {
			return fmt.Errorf("interval log: %s: %w", h.Tag(), err)
		}
		l.text.Write(append(line, '\n'))
	}
	mark, err := json.Marshal(interval.Second)
	if err != nil {
		return fmt.Errorf("interval log: %w", err)
	}
	fmt.Fprintf(&l.text, "%s%s]\n", markPrefix, mark)
	return l.flush()
}

func (l *IntervalLog) flush() error {
	_, err := l.out.Write(l.text.Bytes())
	l.text.Reset()
	if err != nil {
		return fmt.Errorf("interval log: %w", err)
	}
	return nil
}
