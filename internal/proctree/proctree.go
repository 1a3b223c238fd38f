// Package proctree tells what a process and all that it started cost, by the kernel's
// own books.
//
// It promises the processes of the process group and their descendants, children that
// ended and were waited for included. It knows Linux's /proc alone; elsewhere it says
// that it knows nothing.
package proctree

import "time"

// Usage is what a tree of processes cost so far.
type Usage struct {
	// CPU is the processor time of all threads, in the kernel's ticks of 10 ms.
	CPU time.Duration
	// PeakRSS is the sum of the most memory that each living process had resident at
	// once, in bytes. Pages that they share count for each.
	PeakRSS int64
}
