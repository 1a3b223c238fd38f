// Package explain tells people what their client did: sign-in by sign-in in a paragraph,
// and, where what the user saw has a known cause, which it is and what to change.
//
// It promises that a diagnosis rests on what was seen: each names the exchanges that show
// its cause, and where the exchanges leave several causes open, there is none, and the
// paragraph says so. A client that keeps to the protocol gets no diagnosis, whatever the
// pool is like. It never repeats a value of an exchange: what it writes is of names of
// operations, challenges and members.
//
// It speaks of calls of a library only where the requests' headers name that library; of
// the many that send none it speaks in the protocol's words.
package explain
