package load

import "time"

// InBubble has a run sleep by the runtime's timers alone, whose clock a test's
// bubble sets.
func (o *Options) InBubble() { o.fine = time.Sleep }

// ProcessorTime is what this process has used, by the system's count.
func ProcessorTime() time.Duration {
	cpu, _ := processUsage()
	return cpu
}
