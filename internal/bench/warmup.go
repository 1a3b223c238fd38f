package bench

import (
	"context"
	"slices"
	"time"
)

const (
	// window is what the times are looked at by while a library warms up: so many
	// answers, and so much time at least.
	windowAnswers = 5
	windowTime    = 100 * time.Millisecond
	// calmWindows in a row whose median does not fall below stillFalling of the least
	// before are steady: a compiler has nothing left to gain.
	calmWindows  = 2
	stillFalling = 0.97
	// longestWarmUp bounds the time that a library may take to get steady, in durations
	// of a measurement, and firstWarmUp is added.
	longestWarmUp = 5
	firstWarmUp   = 10 * time.Second
)

// warmUp has a library do an operation until it gets no faster, for a measurement's
// duration at least. It returns how many times that was, and whether it got steady.
func (c *contender) warmUp(ctx context.Context, op string, duration time.Duration) (count int, steady bool, err error) {
	var least, spent time.Duration
	calm := 0
	for ctx.Err() == nil && spent < longestWarmUp*duration+firstWarmUp {
		var s samples
		for len(s.took) < windowAnswers || s.spent < min(windowTime, duration) {
			if err := c.take(op, &s); err != nil {
				return count, false, err
			}
		}
		if err := c.check(op, &s); err != nil {
			return count, false, err
		}
		count += len(s.took)
		spent += s.spent
		median := quantile(sorted(s.took), 0.5)
		if least > 0 && float64(median) >= stillFalling*float64(least) {
			calm++
		} else {
			calm = 0
		}
		if least == 0 || median < least {
			least = median
		}
		if calm >= calmWindows && spent >= duration {
			return count, true, nil
		}
	}
	return count, false, nil
}

func sorted(times []time.Duration) []time.Duration {
	ordered := slices.Clone(times)
	slices.Sort(ordered)
	return ordered
}

// quantile is the value of an ordered list that a share q of it is not above, 0 if the
// list is empty.
func quantile(ordered []time.Duration, q float64) time.Duration {
	if len(ordered) == 0 {
		return 0
	}
	return ordered[min(int(q*float64(len(ordered))), len(ordered)-1)]
}
