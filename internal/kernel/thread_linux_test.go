package kernel_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/kernel"
)

func TestThreadTimeCountsWorkAndNotSleep(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	began := kernel.ThreadTime()
	time.Sleep(50 * time.Millisecond)
	slept := kernel.ThreadTime() - began
	if slept > 25*time.Millisecond {
		t.Errorf("%v counted for sleeping", slept)
	}
	began = kernel.ThreadTime()
	for started := time.Now(); kernel.ThreadTime()-began < 5*time.Millisecond; {
		if time.Since(started) > 10*time.Second {
			t.Fatal("the clock stands still while the thread works")
		}
	}
}
