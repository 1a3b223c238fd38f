package explain

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/srp"
)

// coincidence is how likely it may be that a right client's proofs fall as they did.
const coincidence = 0.01

// ofProofs are the causes of refused proofs: they show in all of a user's together.
func (s *sight) ofProofs() []finding {
	var found []finding
	for _, user := range s.history.Users {
		for _, leg := range []string{"PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"} {
			if f := s.ofLeg(s.proofsOf(user, leg), leg); f != nil {
				found = append(found, *f)
			}
		}
	}
	return found
}

// proof is one that was sent, with the challenge that it answers.
type proof struct {
	*referee.Exchange
	signIn *referee.SignIn
	A      *big.Int
	B      *big.Int
	asked  *referee.Response
}

// proofsOf are a user's proofs of a leg that the service accepted or called wrong, in
// order. A refusal that has another cause in the same exchange is none of them.
func (s *sight) proofsOf(user *referee.User, leg string) []proof {
	var list []proof
	for _, signIn := range s.history.SignIns {
		if signIn.User != user {
			continue
		}
		for i, e := range signIn.Steps {
			if e.Request.ChallengeName != leg {
				continue
			}
			if p, ok := s.proofAt(signIn, i); ok {
				list = append(list, p)
			}
		}
	}
	return list
}

// proofAt is the proof that a step of a sign-in sent.
func (s *sight) proofAt(signIn *referee.SignIn, i int) (proof, bool) {
	e, asked := signIn.Steps[i], signIn.Answering(i)
	if asked == nil || !e.Succeeded() && (!e.RefusesProof() || s.first(e, refusedSteps()) != nil) {
		return proof{}, false
	}
	A, errA := srp.ParseHex(publicValue(signIn, i))
	B, errB := srp.ParseHex(asked.ChallengeParameters["SRP_B"])
	return proof{Exchange: e, signIn: signIn, A: A, B: B, asked: asked}, errA == nil && errB == nil
}

// publicValue is the SRP_A that a proof belongs to.
func publicValue(signIn *referee.SignIn, i int) string {
	for _, e := range slices.Backward(signIn.Steps[:i]) {
		if A := e.Request.Parameters()["SRP_A"]; A != "" {
			return A
		}
	}
	return ""
}

// ofLeg is why proofs of a leg are refused; nil if none is or nobody can tell.
func (s *sight) ofLeg(proofs []proof, leg string) *finding {
	refused := slices.DeleteFunc(slices.Clone(proofs), func(p proof) bool {
		if p.Succeeded() {
			return true
		}
		found := s.examined(p)
		return found == right || found == passedOver
	})
	if len(refused) == 0 {
		return nil
	}
	f, searched := s.byArithmetic(refused)
	if !searched {
		return nil
	}
	if f == nil {
		f = cmp.Or(withoutSignBytes(proofs), ofOddDigits(proofs))
	}
	if f == nil && leg == "DEVICE_PASSWORD_VERIFIER" {
		f = s.byDevice(proofs, refused)
	}
	if f == nil {
		return nil
	}
	f.at, f.signIn = refused[0].Exchange, refused[0].signIn
	if f.symptom == "" {
		f.symptom = "Sign-ins are refused at " + leg + ": " + named(f.at)
	}
	if len(f.shown) == 0 {
		for _, p := range refused {
			f.shown = append(f.shown, p.Exchange)
		}
	}
	return f
}

// withoutSignBytes: sign-ins succeed where neither A nor B needs a sign byte, and fail
// where one does. It takes so many of them that chance explains it no more, and some that
// succeed: a wrong password never does.
func withoutSignBytes(proofs []proof) *finding {
	chance, accepted := 1.0, 0
	for _, p := range proofs {
		bare := p.A.BitLen()%8 != 0 && p.B.BitLen()%8 != 0
		switch {
		case bare != p.Succeeded():
			return nil
		case bare:
			chance, accepted = chance*0.25, accepted+1
		default:
			chance *= 0.75
		}
	}
	if chance > coincidence || accepted < 2 {
		return nil
	}
	f := &finding{cause: "proof-without-sign-bytes", symptom: "Incorrect username or password, now and then"}
	for _, p := range proofs {
		f.shown = append(f.shown, p.Exchange)
	}
	return f
}

// ofOddDigits: sign-ins succeed where a number has an even number of digits, and fail where it
// has an odd one. It takes so many of them that a wrong password, entered as often, falls on
// just these by chance no more.
func ofOddDigits(proofs []proof) *finding {
	for _, numbers := range [][]string{{"SRP_B"}, {"SALT"}, {"SRP_B", "SALT"}} {
		refused, fits := int64(0), true
		for _, p := range proofs {
			odd := slices.ContainsFunc(numbers, func(name string) bool { return len(p.asked.ChallengeParameters[name])%2 != 0 })
			fits = fits && odd != p.Succeeded()
			if odd {
				refused++
			}
		}
		ways, _ := new(big.Float).SetInt(new(big.Int).Binomial(int64(len(proofs)), refused)).Float64()
		if fits && 1/ways < coincidence {
			return &finding{
				cause: "odd-digit-misread", symptom: "Incorrect username or password, now and then",
				detail: "Here it is " + strings.Join(numbers, " or ") + ".", shown: exchangesOf(proofs),
			}
		}
	}
	return nil
}

// byDevice: the proofs of one device are refused, whose proofs were accepted once, or whose
// registration was seen and never worked.
func (s *sight) byDevice(proofs, refused []proof) *finding {
	last := refused[len(refused)-1]
	d := s.history.DeviceOf(last.Request.ChallengeResponses["DEVICE_KEY"])
	if d == nil {
		return nil
	}
	accepted := slices.IndexFunc(proofs, func(p proof) bool { return p.Succeeded() && p.signIn.Sent == d })
	later := slices.ContainsFunc(proofs, func(p proof) bool { return p.Succeeded() && p.signIn.Sent == d && before(last.Exchange, p.Exchange) })
	switch {
	case later:
		return nil
	case accepted >= 0:
		return &finding{cause: "lost-device-password", detail: ofOne(refused), shown: append(present(proofs[accepted].Exchange), exchangesOf(refused)...)}
	case d.Confirmed != nil:
		return &finding{cause: "device-proof-never-accepted", detail: ofOne(refused), shown: append(present(d.Confirmed), exchangesOf(refused)...)}
	default:
		return nil
	}
}

// ofOne is what else one refusal may be of, and several are not: a device that is gone is not
// asked for a proof again.
func ofOne(refused []proof) string {
	if len(refused) > 1 {
		return ""
	}
	return "One refusal does not tell that from a device that was removed while the sign-in was under way."
}

func exchangesOf(proofs []proof) []*referee.Exchange {
	var list []*referee.Exchange
	for _, p := range proofs {
		list = append(list, p.Exchange)
	}
	return list
}
