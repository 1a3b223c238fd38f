// Package srp computes the secure remote password exchange of Amazon Cognito
// user pools, the client's side and the server's: the user's leg
// (PASSWORD_VERIFIER) and the remembered device's (DEVICE_PASSWORD_VERIFIER).
//
// It promises the protocol's own numbers: every step names its equation, in
// the notation of RFC 5054 and of the service's guide, and the place that it
// comes from. It refuses what must never be answered (A ≡ 0, B ≡ 0 mod N,
// u = 0), bounds what it reads, and compares proofs in constant time.
//
// Notation: N and g are the group, ‖ joins bytes, H is SHA-256, pad is [Pad],
// and all text is UTF-8.
//
//	k = H(pad(N) ‖ pad(g))
//	A = g^a,  B = k·v + g^b                      mod N
//	u = H(pad(A) ‖ pad(B))
//	x = H(pad(salt) ‖ H(group ‖ name ‖ ":" ‖ secret)),  v = g^x mod N
//	S = (B − k·g^x)^(a + u·x) = (A·v^u)^b        mod N
//	K = HKDF-SHA256(salt pad(u), ikm pad(S), info "Caldera Derived Key", 16)
//	M = HMAC-SHA256(K, group ‖ name ‖ secret block ‖ timestamp)
//
// The proof M goes from client to server only; no proof comes back.
//
// # Secrets
//
// Server.Verify compares proofs in constant time, and draws b from the system's
// randomness. Powers of g (A, B, v) take as long for every exponent of a size,
// but read a table at places that depend on it; the power that gives S skips
// zero bits of its exponent, and math/big is as careless. So someone who shares
// the machine can learn exponents by timing. This is a test harness: its
// passwords are made for the test, a and b serve once, and a remote peer sees
// no more than network noise. It is no library to build a client or a service
// on.
package srp
