package suspect_test

import (
	"iter"

	"github.com/cogbench/cogbench/srp/suspect"
)

// probes yields variants of up to size wrong values with the proofs that their
// servers would accept in an exchange, each proof once, and never the right one: the
// likely ones first, then one wrong value before two.
//
// The exchange is seen from the client's side: Ephemeral is a, A is what was
// sent, which has to be what the variant makes of a. (With A = 2^a no variant
// with generator=five is yielded, with A = 5^a no other.) In the device's leg x is
// the client's own, so that only what a server computes itself is varied.
func probes(e suspect.Exchange, size int) iter.Seq2[suspect.Variant, []byte] {
	return func(yield func(suspect.Variant, []byte) bool) {
		p := suspect.NewProver(e)
		sent := map[string]bool{string(p.Proof(suspect.Variant{})): true}
		for variant := range candidates(e, size) {
			proof := p.Proof(variant)
			if proof == nil || sent[string(proof)] {
				continue
			}
			sent[string(proof)] = true
			if !yield(variant, proof) {
				return
			}
		}
	}
}

// candidates yields the variants of up to size wrong values that a server of the
// exchange's leg may be of, the likely ones first. Some come twice.
func candidates(e suspect.Exchange, size int) iter.Seq[suspect.Variant] {
	return func(yield func(suspect.Variant) bool) {
		for _, variant := range suspect.Likely(e) {
			if variant.Size() <= size && !yield(variant) {
				return
			}
		}
		suspect.Extensions(suspect.Variant{}, suspect.ServerChoices(e), size)(yield)
	}
}
