//go:build unix

package doctor

import (
	"fmt"
	"syscall"
)

// openFiles says how many files and connections this process may have.
func openFiles() Finding {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return Finding{"open files", Unknown, err.Error(), ""}
	}
	text := fmt.Sprintf("%d files and connections at a time", limit.Cur)
	if limit.Cur < fewFiles {
		return Finding{"open files", Worth, text, "a load with many journeys in flight needs more: ulimit -n 8192"}
	}
	return Finding{"open files", Good, text, ""}
}
