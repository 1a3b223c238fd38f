// Package scenarios walks the remembered-device protocol: its steps one by one,
// and the journeys made of them.
//
// A step builds its request as a client should, lets the caller change it, sends
// it and returns what came back; all that is between two steps can be seen and
// altered. A journey follows whatever challenges come and records them. The
// package knows how the protocol is walked and nothing of the rules that judge a
// target: an answer that a journey cannot go on from is a *ProtocolError, and
// the rest are the target's own errors.
package scenarios
