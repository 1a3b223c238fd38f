package stopwatch

import (
	"math/bits"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// moment is a reading of Windows's performance counter.
type moment int64

var (
	kernel    = windows.NewLazySystemDLL("kernel32.dll")
	counter   = kernel.NewProc("QueryPerformanceCounter")
	frequency = sync.OnceValue(func() uint64 { return uint64(read(kernel.NewProc("QueryPerformanceFrequency"))) })
)

func now() moment { return moment(read(counter)) }

func (m moment) elapsed() time.Duration {
	high, low := bits.Mul64(uint64(now()-m), uint64(time.Second))
	nanoseconds, _ := bits.Div64(high, low, frequency())
	return time.Duration(nanoseconds)
}

// read calls one of the two functions, each of which writes one number and cannot fail.
func read(function *windows.LazyProc) int64 {
	var value int64
	_, _, _ = function.Call(uintptr(unsafe.Pointer(&value)))
	return value
}
