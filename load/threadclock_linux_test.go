package load_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
)

func TestThreadTimeCountsWorkAndNotSleep(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, began := load.ThreadTime(), time.Now()
	time.Sleep(50 * time.Millisecond)
	slept := time.Since(began) // a busy machine lengthens this, and not the other
	if counted := load.ThreadTime() - before; counted > slept/2 {
		t.Errorf("%v counted for sleeping %v", counted, slept)
	}
	before = load.ThreadTime()
	for started := time.Now(); load.ThreadTime() == before; {
		if time.Since(started) > time.Minute {
			t.Fatal("the clock stands still while the thread works")
		}
	}
}
