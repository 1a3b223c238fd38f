package diagnose

import (
	"cmp"
	"errors"
	"strings"
	"unicode"

	"github.com/cogbench/cogbench/target"
)

// What the answer to a sign-in says of its proof: nothing, if the server would not look
// at it.

// errLocked says that a proof was not looked at, because the user is locked out or the
// server is throttling: another user was taken.
var errLocked = errors.New("the user is locked out")

// isLocked reports whether failures have locked the user out.
func isLocked(err error) bool {
	return err != nil && strings.Contains(err.Error(), "attempts exceeded")
}

// isThrottled reports whether the server refuses calls for their number.
func isThrottled(err error) bool {
	e := target.AsError(err)
	return e != nil && (e.Kind == target.Throttled || e.Name == "LimitExceededException")
}

// isRefusal reports whether a server has looked at a call, and refused it.
func isRefusal(err error) bool {
	e := target.AsError(err)
	switch e.Kind {
	case target.Refused, target.Unsupported, target.ServerError:
		return !isThrottled(err)
	}
	return false
}

// refusal is what tells the refusal of a proof from others: the name of the error, and
// the letters of its text, for a number may count attempts or users.
type refusal struct{ name, letters string }

// refusalOf is the refusal that an error is; the zero value for an error that is none.
func refusalOf(err error) refusal {
	e := target.AsError(err)
	if !isRefusal(err) || e.Kind == target.Unsupported {
		return refusal{}
	}
	letters := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, e.Message)
	return refusal{cmp.Or(e.Name, string(e.Kind)), letters}
}
