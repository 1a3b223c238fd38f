//go:build !linux

package proctree

// Read reports that nothing is known of the tree of a process.
func Read(int) (usage Usage, known bool) { return Usage{}, false }
