//go:build !linux

package timerslack

// Widen does nothing: only Linux lets a program choose.
func Widen() {}
