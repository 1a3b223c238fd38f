// Package diagnose looks for the cause of a server's failures.
//
// It promises to name only causes that it has seen at work: it signs in with the
// proofs that servers with known wrong values would accept, and with proofs that no
// server should. It keeps within the bounds that [Cost] states, and removes what it
// made.
package diagnose
