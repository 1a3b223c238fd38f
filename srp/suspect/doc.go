// Package suspect knows the ways in which implementations of the exchange were
// seen to be wrong, computes the exchange in each of them, and finds out which
// of them explain what a party computed.
//
// A [Choice] is one wrong value on one [Axis], such as scrambling=unpadded: u
// made from A and B without their sign bytes. A [Variant] is a set of choices,
// at most one per axis; the empty one is the protocol itself. Some choices are styles:
// one function of the party's code, such as its padding, that is wrong wherever it is
// called. An [Arithmetic] has a variant for each leg of a sign-in.
//
// It promises that a named cause is no guess: [Explain] names a variant only if
// it gives every value of the evidence, names all the smallest ones that do,
// and says so where none does. It does not promise that the party's code looks
// like the variant, only that nobody on the wire can tell the two apart.
//
// Three questions, one engine:
//
//   - What does this library compute? Collect [Evidence] (a proof, a verifier, an
//     intermediate value, each with the [Exchange] that it belongs to) and call
//     Explain.
//   - What does this server compute? [Likely] has the published servers, and
//     [Extensions] makes more of [ServerChoices]; a [Prover] gives, for a sign-in
//     whose challenge is known, the proof that each would accept. Send them one after
//     the other, each in a fresh sign-in, with A as [Variant.Public] gives it (only
//     generator=five changes it); the one that is accepted names the variant.
//   - What would a wrong server do? [Variant.Verifier], [Variant.ServerPublic] and
//     [Variant.ServerProof] are the server's side of a variant, for faults.
//
// A client is seen from the server's side through its proof alone. There a is not
// known, and a wrong x or k cannot be told from a wrong password unless the server
// made B for that very variant: give Exchange.ServerSecret, and make B with
// ServerPublic of the variant that is tried.
package suspect
