package refpool

// Behaviour holds the decisions of the protocol at which an implementation can
// go wrong, a function each, grouped by the part of the protocol. Correct
// returns the right ones; a fault replaces some. Functions are called with the
// pool's lock held where they take a *Pool, and never block.
//
// What is no decision of one function is at Wire: Invalid for the constraints of
// requests, ErrorBody for the texts of exceptions, Reply for the members of
// outputs.
type Behaviour struct {
	Auth   AuthBehaviour
	Device DeviceBehaviour
	MFA    MFABehaviour
	Token  TokenBehaviour
	Wire   WireBehaviour
	Admin  AdminBehaviour
}

// Correct returns the behaviour that follows every rule.
func Correct() Behaviour {
	return Behaviour{
		Auth:   correctAuth(),
		Device: correctDevice(),
		MFA:    correctMFA(),
		Token:  correctToken(),
		Wire:   correctWire(),
		Admin:  correctAdmin(),
	}
}
