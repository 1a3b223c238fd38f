package target_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/target"
)

// TestBrake has a target that takes ten calls a second: of those made after the first
// refusal few are refused, and the rate that is granted is used well.
func TestBrake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait, press, ease := target.NewBrake()
		tokens, last := 10.0, time.Now()
		taken, refused := 0, 0
		for started := time.Now(); time.Since(started) < time.Minute; {
			if err := wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond) // what a call takes
			tokens, last = min(tokens+10*time.Since(last).Seconds(), 10), time.Now()
			if tokens < 1 {
				refused++
				press(time.Now())
				time.Sleep(200 * time.Millisecond)
				continue
			}
			tokens--
			taken++
			ease()
		}
		if taken < 360 || refused > 40 {
			t.Errorf("of 600 calls granted %d were made, and %d refused", taken, refused)
		}
	})
}
