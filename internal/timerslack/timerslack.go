// Package timerslack lets the kernel end the waits of this program a little late, and so
// several at once.
package timerslack

import "time"

// slack is how late a wait may end; the kernel's own choice is 50 µs. The waits meant are
// those of Go's runtime, whose monitor thread looks around every 20 µs for a while whenever
// an idle process begins to work. A timer of the kernel's is exact all the same.
const slack = time.Millisecond

// Variable marks the environment of a program that started anew with the slack.
const Variable = "COGBENCH_TIMER_SLACK"
