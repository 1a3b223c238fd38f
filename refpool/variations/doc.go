// Package variations holds ways for a reference pool to be right that differ from
// its own: what the documents leave to the server, done differently.
//
// It promises that a pool with any of them, or all at once, still follows every
// documented rule, so that a check which objects asks for more than its rule
// says. What was only observed on the service (texts, the form of a group key)
// may differ: the checks of such rules object, and should.
package variations
