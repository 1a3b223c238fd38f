// Package kernel makes system calls that cannot block without Go's scheduler
// hearing of them.
//
// An ordinary call of the syscall package tells the scheduler, which wakes its
// supervisor whenever the process was idle before; the supervisor then looks
// around every 20 µs for as long as anything runs. In a process that is woken for
// a short piece of work at a time, as a driver of load is, that is a third of all
// it costs apart from the work (docs/results/load.md).
//
// Whatever is called here has to be unable to block: file descriptors are
// non-blocking ones, as those of Go's sockets are.
package kernel
