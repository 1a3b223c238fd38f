package load

import (
	"runtime"
	"runtime/debug"
)

// tuneRuntime sets the process up to drive, until restore is called. One
// processor more than cores: a start that falls due need not wait for a
// computation to end, only for the kernel. And fewer collections, each of which
// takes time from what is measured; restore collects, so the report reuses that
// memory.
func tuneRuntime() (restore func()) {
	const garbagePercent = 400
	processors := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(processors + 1)
	garbage := debug.SetGCPercent(garbagePercent)
	return func() {
		runtime.GOMAXPROCS(processors)
		debug.SetGCPercent(garbage)
		runtime.GC()
	}
}
