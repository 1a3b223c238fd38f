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
package srp
