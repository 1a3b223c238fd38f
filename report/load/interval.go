package loadreport

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The range and precision of every histogram: 1 µs to 1 h, three digits.
const (
	HistogramLowest  = int64(time.Microsecond)
	HistogramHighest = int64(time.Hour)
	HistogramDigits  = 3
)

// Interval is what was measured in one second of a run, or a shorter last one.
type Interval struct {
	Second Second
	// Histograms are the series that had a value, tagged with their names.
	Histograms []*hdrhistogram.PackedHistogram
}

// Second is what one interval counted. Counts are of this interval alone.
type Second struct {
	// Index counts intervals from 0; Offset and Length are in seconds from the
	// first instant measured.
	Index  int64   `json:"index"`
	Offset float64 `json:"offset"`
	Length float64 `json:"length"`
	// Planned is the part of Length that the plan had arrivals in, in seconds.
	Planned    float64 `json:"planned"`
	Started    int64   `json:"started"`
	Succeeded  int64   `json:"succeeded"`
	Failed     int64   `json:"failed"`
	NotStarted int64   `json:"notStarted"`
	CutOff     int64   `json:"cutOff"`
	Retries    int64   `json:"retries"`
	// InFlight is the number under way at the interval's end.
	InFlight int64     `json:"inFlight"`
	Errors   []Failure `json:"errors,omitempty"`
	// FailedSteps counts failures by series; a step of a journey that went on
	// to succeed after a retry is among them.
	FailedSteps map[string]int64 `json:"failedSteps,omitempty"`
	Driver      DriverCost       `json:"driver"`
	Network     Network          `json:"network"`
}

// DriverCost is what an interval cost the driving process.
type DriverCost struct {
	CPUSeconds      float64 `json:"cpuSeconds"`
	CPUSecondsInSRP float64 `json:"cpuSecondsInSRP"`
	Allocations     int64   `json:"allocations"`
	AllocatedBytes  int64   `json:"allocatedBytes"`
	GCCycles        int64   `json:"gcCycles"`
	GCPauseNs       int64   `json:"gcPauseNs"`
	MaxRSSBytes     int64   `json:"maxRssBytes"` // of the process so far
}

// NewPackedHistogram returns an empty histogram of the range that all share.
func NewPackedHistogram() *hdrhistogram.PackedHistogram {
	return hdrhistogram.NewPacked(HistogramLowest, HistogramHighest, HistogramDigits)
}
