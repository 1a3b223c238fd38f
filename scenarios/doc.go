// Package scenarios walks the remembered-device protocol as a client does, one
// step at a time.
//
// A step builds its request as a client should, lets the caller change it, sends
// it and returns what came back; all that is between two steps can be seen and
// altered. Finish and SignIn follow whatever challenges come and record them. The
// package knows how the protocol is walked and nothing of the rules that judge a
// target: an answer from which a sign-in cannot go on is a *ProtocolError, and
// the rest are the target's own errors. Journeys for a load are made of these
// steps in package workload.
package scenarios
