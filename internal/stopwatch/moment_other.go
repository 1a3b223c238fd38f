//go:build !windows

package stopwatch

import "time"

type moment time.Time

func now() moment { return moment(time.Now()) }

func (m moment) elapsed() time.Duration { return time.Since(time.Time(m)) }
