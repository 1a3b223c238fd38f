package explain

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
)

// finding is a cause of what was seen.
type finding struct {
	// cause is the id of one in causes; "" for what another finding explains.
	cause string
	// symptom is what the user saw of it.
	symptom string
	// detail is what this case has beside the cause's summary; it may be empty.
	detail string
	// signIn is the one that it explains; nil where at belongs to none that was seen.
	signIn *referee.SignIn
	// at is the exchange in which it shows first.
	at *referee.Exchange
	// shown are the exchanges that show it.
	shown []*referee.Exchange
}

// findings are all causes that were found, in the order in which they show.
func (s *sight) findings() []finding {
	var all []finding
	for _, signIn := range s.history.SignIns {
		all = append(all, s.ofDevice(signIn)...)
	}
	for _, e := range s.history.Exchanges {
		if e.Refused() && !e.Passes() {
			all = append(all, s.ofRefusal(e)...)
		}
	}
	all = append(all, s.ofProofs()...)
	all = slices.DeleteFunc(all, func(f finding) bool { return f.cause == "" })
	slices.SortStableFunc(all, func(a, b finding) int { return cmp.Compare(a.at.Number, b.at.Number) })
	return all
}

// ofRefusal is the cause of a refusal, if it is one of this client's that is known.
func (s *sight) ofRefusal(e *referee.Exchange) []finding {
	var f *finding
	switch {
	case isRefresh(e):
		f = s.first(e, refusedRefreshes())
		if f != nil {
			f.symptom = "A refresh of the tokens is refused: " + named(e)
		}
	case e.Operation == "ConfirmDevice":
		f = s.first(e, refusedConfirmations())
		if f != nil {
			f.symptom = "ConfirmDevice is refused: " + named(e)
		}
	case e.Operation == "RespondToAuthChallenge" || e.Operation == "InitiateAuth":
		f = s.first(e, refusedSteps())
		if f != nil {
			f.symptom = refusedAt(s.history.SignInOf(e), cmp.Or(plain(e.Request.ChallengeName), e.Operation)) + ": " + named(e)
		}
	}
	if f == nil {
		return nil
	}
	f.at, f.signIn = e, s.history.SignInOf(e)
	if len(f.shown) == 0 {
		f.shown = []*referee.Exchange{e}
	}
	return []finding{*f}
}

// refusedAt is what a refused step is of a sign-in, which may have its tokens all the same.
func refusedAt(signIn *referee.SignIn, step string) string {
	if signIn != nil && signIn.Tokens() != nil {
		return "One response to " + step + " is refused"
	}
	return "A sign-in is refused at " + step
}

// suspicion is a cause that may be behind a refusal: nil if it is not.
type suspicion func(s *sight, e *referee.Exchange) *finding

// first is the first suspicion that holds.
func (s *sight) first(e *referee.Exchange, list []suspicion) *finding {
	for _, holds := range list {
		if f := holds(s, e); f != nil {
			return f
		}
	}
	return nil
}

// named is the exception of a refusal, without its text, which may hold a value.
func named(e *referee.Exchange) string {
	return cmp.Or(plain(e.Response.Error), "an error without a name")
}

// plain is a name that an exchange has for an exception, a challenge or a flow; "" for a
// text that is none, and could be anything.
func plain(text string) string {
	const longest = 60
	other := func(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }
	if len(text) > longest || strings.ContainsFunc(text, other) {
		return ""
	}
	return text
}

// isRefresh reports whether a call brings a refresh token.
func isRefresh(e *referee.Exchange) bool {
	return e.Operation == "GetTokensFromRefreshToken" ||
		e.Operation == "InitiateAuth" && (e.Request.AuthFlow == "REFRESH_TOKEN_AUTH" || e.Request.AuthFlow == "REFRESH_TOKEN")
}
