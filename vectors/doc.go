// Package vectors checks SRP libraries, in any language, against golden vectors.
//
// The vectors are the JSON files beside this source: one file an operation,
// groups of one origin, and cases that are valid or invalid and nothing between.
// They come from generate/, which does not use package srp. A library is reached
// through an adapter, a program that reads a request a line and writes an answer
// a line (see [Serve] for one); without one, [Check] judges package srp itself.
//
// It promises that each failure is named for what it is: a wrong value, a valid
// input refused, an invalid one accepted, or an adapter that crashed, hung, or
// wrote what is no answer. A line that cannot be read never passes for a wrong
// value, an operation that is answered in part never passes for a whole, and a
// diagnosis is given only where it explains every answer that it was compared
// with (see package suspect).
package vectors
