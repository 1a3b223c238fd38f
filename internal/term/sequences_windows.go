package term

import (
	"io"

	"golang.org/x/sys/windows"
)

// obeysSequences has the console obey escape sequences, which older ones do only
// when asked, and reports whether it does.
func obeysSequences(out io.Writer) bool {
	f, isFile := out.(descriptor)
	if !isFile {
		return false
	}
	var mode uint32
	console := windows.Handle(f.Fd())
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	const obeys = windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	return mode&obeys != 0 || windows.SetConsoleMode(console, mode|obeys) == nil
}
