//go:build linux

package load

import "time"

// ThreadTime is the processor time that the calling thread has used.
func ThreadTime() time.Duration { return threadTime() }
