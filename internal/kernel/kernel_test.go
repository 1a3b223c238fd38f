//go:build unix

package kernel_test

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/cogbench/cogbench/internal/kernel"
)

// pair is two ends of a stream that do not block.
func pair(t *testing.T) (a, b int) {
	t.Helper()
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range ends {
		if err := unix.SetNonblock(fd, true); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = unix.Close(ends[0]) })
	return ends[0], ends[1]
}

func TestWhatIsWrittenIsReadOnceAndSeenBefore(t *testing.T) {
	a, b := pair(t)
	buffer := make([]byte, 8)
	for name, call := range map[string]func(uintptr, []byte) (int, error){"read": kernel.Read, "peek": kernel.Peek} {
		if n, err := call(uintptr(a), buffer); n != 0 || !errors.Is(err, unix.EAGAIN) {
			t.Errorf("%s of nothing: %d, %v", name, n, err)
		}
	}
	if n, err := kernel.Write(uintptr(b), []byte("hello")); n != 5 || err != nil {
		t.Fatalf("write: %d, %v", n, err)
	}
	for _, call := range []func(uintptr, []byte) (int, error){kernel.Peek, kernel.Peek, kernel.Read} {
		if n, err := call(uintptr(a), buffer); err != nil || string(buffer[:n]) != "hello" {
			t.Errorf("%q, %v", buffer[:n], err)
		}
	}
	if n, err := kernel.Read(uintptr(a), buffer); n != 0 || !errors.Is(err, unix.EAGAIN) {
		t.Errorf("read again: %d, %v", n, err)
	}
	if err := unix.Close(b); err != nil {
		t.Fatal(err)
	}
	if n, err := kernel.Read(uintptr(a), buffer); n != 0 || err != nil {
		t.Errorf("read at the end: %d, %v", n, err)
	}
	if n, err := kernel.Read(uintptr(a), nil); n != 0 || err != nil {
		t.Errorf("read of no bytes: %d, %v", n, err)
	}
}

func TestWriteSaysWhenThereIsNoRoom(t *testing.T) {
	a, b := pair(t)
	defer func() { _ = unix.Close(b) }()
	block, written := make([]byte, 64<<10), 0
	var err error
	for range 1000 {
		n, failed := kernel.Write(uintptr(a), block)
		if err = failed; err != nil {
			break
		}
		written += n
	}
	if !errors.Is(err, unix.EAGAIN) || written == 0 {
		t.Errorf("%d bytes written, then %v", written, err)
	}
}

func TestErrorsAreTheKernels(t *testing.T) {
	if n, err := kernel.Read(^uintptr(0), make([]byte, 1)); n != 0 || !errors.Is(err, unix.EBADF) {
		t.Errorf("%d, %v", n, err)
	}
}
