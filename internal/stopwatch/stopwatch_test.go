package stopwatch_test

import (
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/stopwatch"
)

// A watch tells moments apart that are far nearer to one another than a millisecond, and
// agrees with Go's own clock over longer times.
func TestElapsed(t *testing.T) {
	watch, begun := stopwatch.Start(), time.Now()
	steps, last := 0, time.Duration(0)
	for last < 20*time.Millisecond {
		elapsed := watch.Elapsed()
		if elapsed < last {
			t.Fatalf("%v after %v", elapsed, last)
		}
		if elapsed > last {
			steps++
		}
		last = elapsed
	}
	if steps < 100 {
		t.Errorf("%d steps in %v", steps, last)
	}
	const coarse = 20 * time.Millisecond // a step of Go's clock on Windows, and more
	if outside := time.Since(begun); last > outside+coarse {
		t.Errorf("%v, within %v", last, outside)
	}
}
