package refpool

// Behaviour holds the decisions of the protocol that an implementation can get
// wrong, one function for each, grouped by the part of the protocol. Correct
// returns the right ones; replace some for a server that does otherwise. An
// error that is an *Exception goes to the client, any other is an internal error
// of the server. Functions that take a *Pool are called with its lock held. No
// function may block.
//
// For what is not a decision of a single function, replace one of Wire: Invalid
// for the constraints on requests, ErrorBody for the texts of exceptions, Reply
// for the members of outputs.
type Behaviour struct {
	Auth   AuthBehaviour
	Device DeviceBehaviour
	MFA    MFABehaviour
	Pool   PoolBehaviour
	Token  TokenBehaviour
	Wire   WireBehaviour
	Admin  AdminBehaviour
	CORS   CORSBehaviour
}

// Correct returns the behaviour that follows every rule.
func Correct() Behaviour {
	return Behaviour{
		Auth:   correctAuth(),
		Device: correctDevice(),
		MFA:    correctMFA(),
		Pool:   correctPool(),
		Token:  correctToken(),
		Wire:   correctWire(),
		Admin:  correctAdmin(),
		CORS:   correctCORS(),
	}
}
