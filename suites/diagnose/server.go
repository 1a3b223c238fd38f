package diagnose

import (
	"context"

	"github.com/cogbench/cogbench/srp/suspect"
)

// server is one leg of a server as a search asks it: a leg on a target, or in tests one
// that is computed.
type server interface {
	// begin brings a sign-in of the present user to its proof. The error is a
	// *noExchangeError if the server starts none.
	begin(context.Context, publicValue) (signIn, error)
	// takeUser takes another user.
	takeUser(context.Context) error
	// passwordSucceeds signs in with the password, which ends the count of failures; it
	// does not for a user who has failed often enough.
	passwordSucceeds(context.Context) bool
	// beside is the same leg, for sign-ins at the same time; nil if there are to be
	// none.
	beside() server
	// neutral is the device's leg for a device that was registered with v = 1, reached
	// with the password.
	neutral() server
}

// signIn is a sign-in whose proof is due.
type signIn struct {
	exchange suspect.Exchange
	prove    func(ctx context.Context, proof []byte) error
}

// publicValue is the A that a sign-in is to send.
type publicValue struct {
	// one sends A = 1, five A = 5^a; leadingZero draws an A that begins with a zero
	// byte.
	one, five, leadingZero bool
}

// noExchangeError is the error of a server that starts no exchange on the user's leg.
type noExchangeError struct{ answer string }

func (e *noExchangeError) Error() string { return "USER_SRP_AUTH starts no exchange: " + e.answer }
