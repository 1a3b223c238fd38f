// Package variations holds ways to be right that differ from the reference pool's
// own: what the documents leave to the server, done otherwise.
//
// It promises that a pool with any of them, or with all at once, still keeps
// every documented rule, so that a check which objects to one asks for more than
// its rule says. What was observed on the service alone (texts, the shape of a
// group key) may differ: the checks of such rules object, and should.
package variations
