package stopwatch_test

import (
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/stopwatch"
)

// A watch tells moments apart that are far nearer to one another than a millisecond: one
// pair of many is enough, since a busy machine lengthens the others.
func TestWatchTellsMomentsApart(t *testing.T) {
	watch := stopwatch.Start()
	shortest, last := time.Hour, time.Duration(0)
	for steps := 0; steps < 100; {
		elapsed := watch.Elapsed()
		if elapsed < last {
			t.Fatalf("%v after %v", elapsed, last)
		}
		if elapsed > last {
			shortest = min(shortest, elapsed-last)
			steps++
		}
		last = elapsed
	}
	if shortest > 100*time.Microsecond {
		t.Errorf("the shortest step is %v", shortest)
	}
}

// It agrees with Go's own clock, however long the machine takes.
func TestWatchAgreesWithTheClock(t *testing.T) {
	before := time.Now()
	watch, begun := stopwatch.Start(), time.Now()
	time.Sleep(100 * time.Millisecond)
	inside := time.Since(begun)
	elapsed := watch.Elapsed()
	outside := time.Since(before)
	const coarse = 20 * time.Millisecond // a step of Go's clock on Windows, and more
	if elapsed < inside-coarse || elapsed > outside+coarse {
		t.Errorf("%v, want %v to %v", elapsed, inside, outside)
	}
}
