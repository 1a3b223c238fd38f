package referee

import (
	"math/big"
	"slices"
	"strings"
	"time"
)

// MaxBody is the most that is read of a request's or an answer's body, in bytes. The
// service's own are a few KiB.
const MaxBody = 1 << 20

// TargetPrefix is what the service's name adds to an operation in the header X-Amz-Target.
const TargetPrefix = "AWSCognitoIdentityProviderService."

// Exchange is one call of a client, and what it was answered.
type Exchange struct {
	// Number counts the calls of the client from 1, over all recordings; [Judge.Add]
	// sets it.
	Number int
	// Operation is the service's name for the call, such as "InitiateAuth".
	Operation string
	// Host is that of the request, with its port if it names one.
	Host string
	// Recording names the file or source that it is from.
	Recording string
	// Started and Ended are when the request was sent and when the answer was there;
	// zero where the source does not say.
	Started, Ended time.Time
	// Date is when the answer was made by the server's own clock, to the second; zero where
	// it does not say.
	Date time.Time
	// Header holds the request's headers that identify the client: User-Agent,
	// X-Amz-User-Agent, X-Requested-With. Names are canonical.
	Header map[string]string
	// Signed is true for a call that carries an AWS signature: an administrator's, or that of a client
	// that has credentials.
	Signed  bool
	Request Request
	// Status is that of HTTP; 0 if the client got no answer.
	Status   int
	Response Response
	// Known is what the server knows of the exchange and no message says; nil where the
	// source cannot tell.
	Known *Known
}

// Refused reports whether the call was answered, and with an error.
func (e *Exchange) Refused() bool { return e.Status >= 300 || e.Response.Error != "" }

// isLost reports whether the answer to the call is not known.
func (e *Exchange) isLost() bool { return e.Status == 0 || e.Succeeded() && e.Response.Members == nil }

// Passes reports whether the call was refused for a reason that has nothing to do with what it
// brings, and is not there for good.
func (e *Exchange) Passes() bool {
	switch e.Response.Error {
	case "TooManyRequestsException", "LimitExceededException", "InternalErrorException", "ForbiddenException",
		"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException":
		return true
	}
	const serverError = 500
	return e.Status >= serverError
}

// isRefusedForGood reports whether the call was refused for what it brings.
func (e *Exchange) isRefusedForGood() bool { return e.Refused() && !e.Passes() }

// RefusesProof reports whether the answer calls a proof wrong: by the exception for it, with a
// text that gives no other reason.
func (e *Exchange) RefusesProof() bool {
	return e.Response.Error == "NotAuthorizedException" &&
		!e.AsksForHash() && !e.says("session", "attempts", "secrethash", "secret hash", "disabled", "expired")
}

// says reports whether the text of a refusal has one of some words, which are in small letters.
func (e *Exchange) says(words ...string) bool {
	text := strings.ToLower(e.Response.ErrorMessage)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

// Succeeded reports whether the call was answered, and without an error.
func (e *Exchange) Succeeded() bool { return e.Status != 0 && !e.Refused() }

// Known is what only the server knows of an exchange. It never leaves the judge.
type Known struct {
	// PoolID is that of the user pool.
	PoolID string
	// Username and Sub are the pool's names of the user, the first as the claim
	// "cognito:username" has it.
	Username, Sub string
	// ClientSecret is the app client's; "" if it has none, or nobody tells.
	ClientSecret string
	// Secret is the user's password, or the device's generated one where it is known.
	Secret string
	// Unconfirmed is true where Secret is what somebody says, and may be mistaken.
	Unconfirmed bool
	// ServerSecret is b and Verifier v of the sign-in's challenge that the exchange
	// answers; nil elsewhere.
	ServerSecret, Verifier *big.Int
}
