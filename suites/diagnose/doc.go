// Package diagnose looks for the cause of a server's failures.
//
// It promises to name only causes that it has seen at work: it signs in with proofs
// that servers with known mistakes would accept, and with proofs that no server
// should accept. It stays within the bounds that [Cost] states, and removes what it
// made. Begin with [NewInquiry].
package diagnose
