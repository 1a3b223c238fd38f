package load

import (
	"context"
	"time"
)

// InBubble has a run sleep by the runtime's timers alone, whose clock a test's
// bubble sets.
func (o *Options) InBubble() { o.alarm = runtimeAlarm{} }

// ProcessorTime is what this process has used, by the system's count.
func ProcessorTime() time.Duration {
	cpu, _ := processUsage()
	return cpu
}

// Waits are the ways to wake a pacer; done gives up what they hold.
func Waits() (waits map[string]func(context.Context, time.Duration), done func()) {
	exact := newAlarm()
	return map[string]func(context.Context, time.Duration){"the system's": exact.wait, "the runtime's": runtimeAlarm{}.wait}, exact.close
}
