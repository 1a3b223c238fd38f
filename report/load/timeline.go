package loadreport

import (
	"errors"
	"fmt"
	"math"
	"os"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// timelinePoints bounds the moments of a timeline: more than a screen shows.
const timelinePoints = 600

// shortestMoment is in seconds.
const shortestMoment = 0.5

// Moment is what a timeline shows of a second, or of several of a long run.
type Moment struct {
	Offset, Length float64 // seconds from the start
	// Started, Ended and Failed are journeys a second.
	Started, Ended, Failed float64
	// P50, P99 and Max are of journey.response, in ns; NaN without a value.
	P50, P99, Max float64
}

// stretch is a moment before it is summarised.
type stretch struct {
	second   Second
	response *hdrhistogram.PackedHistogram
}

// ReadTimeline reads the course of a run from its log. A torn end is no error;
// a log that is no log is.
func ReadTimeline(path string) ([]Moment, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("interval log: %w", err)
	}
	defer f.Close()
	var stretches []stretch
	per, in := 1, 0 // intervals a stretch, and in the last one
	for interval, err := range ReadIntervals(f) {
		if errors.Is(err, ErrTornLog) {
			break
		}
		if err != nil {
			return nil, err
		}
		// What is left at a run's end is too short for a rate of its own.
		scrap := interval.Second.Length < shortestMoment && len(stretches) > 0
		if !scrap && (in == 0 || in >= per) {
			if len(stretches) == timelinePoints {
				stretches = halve(stretches)
				per *= 2
			}
			stretches = append(stretches, stretch{response: NewPackedHistogram(), second: Second{Offset: interval.Second.Offset}})
			in = 0
		}
		stretches[len(stretches)-1].add(interval)
		in++
	}
	moments := make([]Moment, len(stretches))
	for i, s := range stretches {
		moments[i] = s.moment()
	}
	return moments, nil
}

// halve joins each two neighbours.
func halve(stretches []stretch) []stretch {
	half := stretches[:0]
	for i := 0; i+1 < len(stretches); i += 2 {
		a, b := stretches[i], stretches[i+1]
		a.add(Interval{Second: b.second})
		a.response.Merge(b.response)
		half = append(half, a)
	}
	return half
}

func (s *stretch) add(interval Interval) {
	second := interval.Second
	s.second.Length += second.Length
	s.second.Started += second.Started
	s.second.Succeeded += second.Succeeded
	s.second.Failed += second.Failed
	for _, h := range interval.Histograms {
		if h.Tag() == SeriesResponse {
			s.response.Merge(h)
		}
	}
}

func (s *stretch) moment() Moment {
	second := s.second
	m := Moment{
		Offset: second.Offset, Length: second.Length,
		Started: perSecond(second.Started, second.Length), Ended: perSecond(second.Succeeded+second.Failed, second.Length),
		Failed: perSecond(second.Failed, second.Length),
		P50:    math.NaN(), P99: math.NaN(), Max: math.NaN(),
	}
	if s.response.TotalCount() > 0 {
		m.P50 = float64(Percentile(s.response, 50))
		m.P99 = float64(Percentile(s.response, 99))
		m.Max = float64(s.response.Max())
	}
	return m
}
