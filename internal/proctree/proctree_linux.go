package proctree

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of the times in /proc/PID/stat: USER_HZ is 100 on every architecture
// that Go runs on (proc(5), clock ticks).
const tick = 10 * time.Millisecond

// process is what is read of /proc/PID/stat.
type process struct {
	pid, parent, group int
	cpu                time.Duration
}

// Read returns the usage of a process, of its process group, and of what these started;
// known is false if there is no such process.
func Read(pid int) (usage Usage, known bool) {
	for _, p := range tree(processes(), pid) {
		known = true
		usage.CPU += p.cpu
		usage.PeakRSS += peakRSS(p.pid)
	}
	return usage, known
}

// processes are all that live. Those that end while they are read are left out.
func processes() []process {
	entries, _ := os.ReadDir("/proc") // without it there are none
	var all []process
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		text, err := os.ReadFile("/proc/" + entry.Name() + "/stat")
		if err != nil {
			continue
		}
		if p, ok := parseStat(pid, string(text)); ok {
			all = append(all, p)
		}
	}
	return all
}

// parseStat reads the fields of a line of proc(5), from the third one after the name,
// which may itself hold parentheses and spaces.
func parseStat(pid int, text string) (process, bool) {
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	const state, parent, group, utime, cstime = 3, 4, 5, 14, 17
	if len(fields) <= cstime-state {
		return process{}, false
	}
	number := func(field int) int {
		n, _ := strconv.Atoi(fields[field-state]) // the kernel writes numbers
		return n
	}
	p := process{pid: pid, parent: number(parent), group: number(group)}
	for field := utime; field <= cstime; field++ { // utime, stime, and those of children that ended
		p.cpu += time.Duration(number(field)) * tick
	}
	return p, true
}

// tree are the members of a process group, and their descendants.
func tree(all []process, leader int) []process {
	inside := map[int]bool{}
	for grown := true; grown; {
		grown = false
		for _, p := range all {
			if !inside[p.pid] && (p.pid == leader || p.group == leader || inside[p.parent]) {
				inside[p.pid], grown = true, true
			}
		}
	}
	var members []process
	for _, p := range all {
		if inside[p.pid] {
			members = append(members, p)
		}
	}
	return members
}

// peakRSS is the most memory that a process had resident at once, 0 if it is gone.
func peakRSS(pid int) int64 {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "\nVmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kibibytes, _ := strconv.ParseInt(fields[0], 10, 64) // the kernel writes a number
	return kibibytes << 10
}
