//go:build !windows

package term

import "io"

// obeysSequences reports whether a terminal obeys escape sequences.
func obeysSequences(io.Writer) bool { return true }
