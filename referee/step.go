package referee

import (
	"iter"
	"slices"
)

// step is a call of a sign-in in its place.
type step struct {
	*Exchange
	signIn *SignIn
	place  int // in signIn.Steps
}

// steps are all calls of all sign-ins, sign-in by sign-in.
func (h *History) steps() iter.Seq[step] {
	return func(yield func(step) bool) {
		for _, s := range h.SignIns {
			for i, e := range s.Steps {
				if !yield(step{e, s, i}) {
					return
				}
			}
		}
	}
}

// responses are the responses to the challenges, or to any if none is named.
func (h *History) responses(challenges ...string) iter.Seq[step] {
	return func(yield func(step) bool) {
		for s := range h.steps() {
			named := len(challenges) == 0 || slices.Contains(challenges, s.Request.ChallengeName)
			if s.Operation == "RespondToAuthChallenge" && named && !yield(s) {
				return
			}
		}
	}
}

// asker is the step whose answer has the challenge that this one replies to; nil if it was
// not seen.
func (s step) asker() *Exchange { return s.signIn.asker(s.place) }

// isLostSince reports whether the answer to a step after another, and before this one, is not
// known.
func (s step) isLostSince(e *Exchange) bool {
	return slices.ContainsFunc(s.before(), func(between *Exchange) bool { return between.Number > e.Number && between.isLost() })
}

// parameter is a member of AuthParameters or ChallengeResponses.
func (s step) parameter(name string) string { return s.Request.Parameters()[name] }

// later are the steps of the sign-in after this one.
func (s step) later() []*Exchange { return s.signIn.Steps[s.place+1:] }

// before are the steps of the sign-in before this one.
func (s step) before() []*Exchange { return s.signIn.Steps[:s.place] }
