package suspect

import (
	"iter"
	"math/big"
	"slices"
	"strings"
)

// seen are the choices that published clients and emulators have made; probes
// begin with them.
var seen = []string{
	"padding=unpadded", "padding=fixed-width", "multiplier=unpadded", "multiplier=fixed-width",
	"scrambling=unpadded", "scrambling=fixed-width", "premaster-bytes=unpadded", "premaster-bytes=fixed-width",
	"scrambling-bytes=unpadded", "scrambling-bytes=fixed-width", "salt=raw", "salt=unpadded", "salt=text",
	"inner-hash=missing", "group=whole-id-in-both", "group=whole-id-in-proof", "key-derivation=sha256",
	"key-length=thirty-two", "info=no-counter", "secret-block=text", "generator=five", "name=alias-in-both",
	"name=sub-in-both", "name=username-in-both", "timestamp=padded-day", "timestamp=twelve-hour",
}

// Probes yields variants of up to size wrong values with the proofs that their
// servers would accept in an exchange, each proof once, and never the right one:
// one wrong value before two, what was seen in the wild before what was not.
//
// The exchange is seen from the client's side: Ephemeral is a, A is what was
// sent, which has to be what the variant makes of a. (With A = 2^a no variant
// with generator=five is yielded, with A = 5^a no other.) In the device's leg x is
// the client's own, so that only what a server computes itself is varied.
func Probes(e Exchange, size int) iter.Seq2[Variant, []byte] {
	return func(yield func(Variant, []byte) bool) {
		sent := map[string]bool{}
		for variant, proof := range Servers(e, size) {
			if len(sent) == 0 {
				sent[string(Of().Proof(e))] = true
			}
			if sent[string(proof)] {
				continue
			}
			sent[string(proof)] = true
			if !yield(variant, proof) {
				return
			}
		}
	}
}

// Servers is Probes with every variant, also those whose proof is the right one
// in this exchange or that of another variant: for a search over several
// exchanges, in which they part.
func Servers(e Exchange, size int) iter.Seq2[Variant, []byte] {
	return func(yield func(Variant, []byte) bool) {
		p := &prober{bench: newBench(&e), yield: yield}
		for _, choice := range Choices() {
			if serverMakes(choice, e.Device) && e.applies(choice) {
				p.choices = append(p.choices, choice)
			}
		}
		for count := 1; count <= size; count++ {
			for _, common := range []bool{true, false} {
				p.common = common
				if !p.visit(Variant{}, 0, count, true) {
					return
				}
			}
		}
	}
}

// serverMakes reports whether a choice can be a server's. A server never makes A,
// S by subtraction, or a registration; of a device it does not know the secret. A
// server with v = x^g is left out as well: no client can compute what it expects.
func serverMakes(choice Choice, device bool) bool {
	switch choice.Axis {
	case PublicPower, Premaster, VerifierPower, SentSalt, SentVerifier, PadBytes:
		return false
	case Salt, InnerHash, PrivateKey:
		return !device
	case Group, Name:
		return !device || strings.HasSuffix(choice.Value, "-in-proof")
	default:
		return true
	}
}

// prober walks the variants of one size.
type prober struct {
	bench   *bench
	choices []Choice
	// common restricts the walk to variants of seen choices alone, or to the rest.
	common bool
	yield  func(Variant, []byte) bool
}

// visit extends a variant by `more` choices, from the place `next` on. It reports
// whether to go on.
func (p *prober) visit(w Variant, next, more int, allSeen bool) bool {
	if more == 0 {
		return allSeen != p.common || p.offer(w)
	}
	for i := next; i < len(p.choices); i++ {
		choice := p.choices[i]
		isSeen := slices.Contains(seen, choice.ID())
		if w.ways[choice.Axis] != 0 || p.common && !isSeen {
			continue
		}
		extended := w
		extended.ways[choice.Axis] = wayOf(choice.Axis, choice.Value)
		if !p.visit(extended, i+1, more-1, allSeen && isSeen) {
			return false
		}
	}
	return true
}

// offer yields a variant that makes the A that was sent.
func (p *prober) offer(w Variant) bool {
	if p.bench.e.A != nil && p.bench.e.A.Cmp(p.madeA(w)) != 0 {
		return true
	}
	return p.yield(w, p.bench.proof(w))
}

// madeA is what the variant makes of a.
func (p *prober) madeA(w Variant) *big.Int {
	if p.bench.e.Ephemeral == nil {
		return p.bench.e.A
	}
	return p.bench.publics.get(w, axesOfA, func(w Variant) *big.Int {
		return power(generatorOf(w), p.bench.e.Ephemeral)
	})
}
