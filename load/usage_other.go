//go:build !unix

package load

import "time"

// processUsage is unknown here.
func processUsage() (cpu time.Duration, maxRSS int64) { return 0, 0 }
