package referee

import (
	"encoding/base64"
	"iter"
	"math/big"
	"slices"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/srp"
)

func checksOfSRP() map[string]Check {
	return map[string]Check{
		"CLI-SRP-01": publicValueIsHexadecimal,
		"CLI-SRP-02": publicValueIsNoMultipleOfN,
		"CLI-SRP-03": publicValueIsReduced,
		"CLI-SRP-04": ephemeralIsLarge,
		"CLI-SRP-05": publicValueIsFresh,
		"CLI-SRP-06": zeroIsRefused,
		"CLI-SRP-07": signatureIsBase64,
		"CLI-SRP-08": secretBlockIsUnchanged,
		"CLI-SRP-09": userProofIsRight,
		"CLI-SRP-10": deviceProofFits,
		"CLI-SRP-11": oneProofIsRight,
	}
}

// publicValues are the steps in which SRP_A begins an exchange, with its text. Some
// clients send it again in others, where nobody reads it.
func (h *History) publicValues() iter.Seq2[step, string] {
	return func(yield func(step, string) bool) {
		for s := range h.steps() {
			begins := s.Operation == "InitiateAuth" || slices.Contains([]string{"DEVICE_SRP_AUTH", "SELECT_CHALLENGE"}, s.Request.ChallengeName)
			text, sent := s.Request.Parameters()["SRP_A"]
			if begins && sent && !yield(s, text) {
				return
			}
		}
	}
}

// readable are the steps with an SRP_A that is a number.
func (h *History) readable() iter.Seq2[step, *big.Int] {
	return func(yield func(step, *big.Int) bool) {
		for s, text := range h.publicValues() {
			if A, err := srp.ParseHex(text); err == nil && !yield(s, A) {
				return
			}
		}
	}
}

func publicValueIsHexadecimal(h *History, v *Verdict) {
	for s, text := range h.publicValues() {
		if isMasked(text) {
			continue
		}
		_, err := srp.ParseHex(text)
		v.Hold(err == nil, s.Exchange, "SRP_A is not a number in hexadecimal digits, or has more than twice those of N")
	}
}

func publicValueIsNoMultipleOfN(h *History, v *Verdict) {
	for s, A := range h.readable() {
		v.Hold(!isMultipleOfN(A), s.Exchange, "A is a multiple of N")
	}
}

func isMultipleOfN(n *big.Int) bool { return new(big.Int).Mod(n, srp.N()).Sign() == 0 }

func publicValueIsReduced(h *History, v *Verdict) {
	for s, A := range h.readable() {
		v.Hold(A.Cmp(srp.N()) < 0 || isMultipleOfN(A), s.Exchange, "A has %d bits and is not below N: it was not reduced", A.BitLen())
	}
}

// ephemeralIsLarge knows a small a by A = g^a: a power of two while a is below the size of
// N. A number modulo N is shorter than N by many bits with a chance of two to the power of
// their number.
func ephemeralIsLarge(h *History, v *Verdict) {
	const improbable = 128
	for s, A := range h.readable() {
		if A.Sign() == 0 {
			continue
		}
		power := A.TrailingZeroBits() == uint(A.BitLen()-1)
		v.Hold(!power && A.BitLen() > srp.N().BitLen()-improbable, s.Exchange, "A has %s, as the power of a small a has", plural.Count(A.BitLen(), "bit"))
	}
}

// publicValueIsFresh passes over a challenge that nobody answered: a call whose answer did not
// arrive is made once more as it was, and a recording may have the answer all the same.
func publicValueIsFresh(h *History, v *Verdict) {
	first := map[string]step{}
	for s, A := range h.readable() {
		if s.Response.ChallengeName == "" {
			continue
		}
		before, seen := first[A.Text(16)]
		seen = seen && len(before.later()) > 0
		if !seen {
			first[A.Text(16)] = s
		}
		switch {
		case seen && before.signIn != s.signIn:
			v.Broken(s.Exchange, "SRP_A is that of an earlier sign-in")
		case s.signIn.Number > 1:
			v.Kept(s.Exchange)
		}
	}
}

func zeroIsRefused(h *History, v *Verdict) {
	for s := range h.steps() {
		block := s.Response.ChallengeParameters["SECRET_BLOCK"]
		B, err := srp.ParseHex(s.Response.ChallengeParameters["SRP_B"])
		if err != nil || !isMultipleOfN(B) {
			continue
		}
		answered := slices.ContainsFunc(s.later(), func(e *Exchange) bool {
			return e.Request.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"] == block
		})
		v.Hold(!answered, s.Exchange, "SRP_B is a multiple of N, and the client proved its secret all the same")
	}
}

// proofs are the steps that bring a proof.
func (h *History) proofs() iter.Seq[step] {
	return h.responses("PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER")
}

func signatureIsBase64(h *History, v *Verdict) {
	for s := range h.proofs() {
		if text, sent := s.Request.ChallengeResponses["PASSWORD_CLAIM_SIGNATURE"]; sent && !isMasked(text) {
			raw, err := base64.StdEncoding.Strict().DecodeString(text)
			v.Hold(err == nil && len(raw) == signatureBytes, s.Exchange, "PASSWORD_CLAIM_SIGNATURE is not the base64 of %d bytes", signatureBytes)
		}
	}
}

// signatureBytes is the length of an HMAC-SHA-256.
const signatureBytes = 32

// secretBlockIsUnchanged judges a block that is another where the Session, or what is left
// of the block, shows that it is the answer to this challenge.
func secretBlockIsUnchanged(h *History, v *Verdict) {
	for s := range h.proofs() {
		asker := s.asker()
		sent, present := s.Request.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"]
		if asker == nil || s.isLostSince(asker) || !present || asker.Response.ChallengeParameters["SECRET_BLOCK"] == "" {
			continue
		}
		issued := asker.Response.ChallengeParameters["SECRET_BLOCK"]
		ofSession := s.Request.Session != "" && s.Request.Session == asker.Response.Session
		switch {
		case sent == issued:
			v.Kept(s.Exchange)
		case ofSession || sameBytes(sent, issued) || alteredFrom(sent, issued):
			v.Broken(s.Exchange, "PASSWORD_CLAIM_SECRET_BLOCK is not the SECRET_BLOCK of the challenge: %d characters, of %d", len(sent), len(issued))
		}
	}
}

// sameBytes reports whether two texts are base64 of the same bytes, written in two ways.
func sameBytes(a, b string) bool { return srp.Base64Digits(a) == srp.Base64Digits(b) }
