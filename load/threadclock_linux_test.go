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
	before := load.ThreadTime()
	time.Sleep(50 * time.Millisecond)
	if slept := load.ThreadTime() - before; slept > 25*time.Millisecond {
		t.Errorf("%v counted for sleeping", slept)
	}
	before = load.ThreadTime()
	for started := time.Now(); load.ThreadTime() == before; {
		if time.Since(started) > time.Minute {
			t.Fatal("the clock stands still while the thread works")
		}
	}
}
