package awkward

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// throttled refuses the first call of each operation, flow and challenge.
func throttled(b *refpool.Behaviour, awake func() bool) {
	var lock sync.Mutex
	seen := map[string]bool{}
	before := b.Wire.Accept
	b.Wire.Accept = func(operation string, body []byte) error {
		if !awake() || !isThrottled(operation) {
			return before(operation, body)
		}
		var in struct{ AuthFlow, ChallengeName string }
		_ = json.Unmarshal(body, &in) // it was found valid
		kind := operation + " " + in.AuthFlow + in.ChallengeName
		lock.Lock()
		defer lock.Unlock()
		if seen[kind] {
			return before(operation, body)
		}
		seen[kind] = true
		return &refpool.Exception{Name: "TooManyRequestsException", Message: "Rate exceeded"}
	}
}

// isThrottled reports whether an operation is one that signing in goes by.
func isThrottled(operation string) bool {
	switch operation {
	case "InitiateAuth", "RespondToAuthChallenge", "ConfirmDevice", "UpdateDeviceStatus", "GetTokensFromRefreshToken":
		return true
	}
	return false
}

// expiredSession ends one challenge of each user before its time: the first that asks for
// something which a person has to enter.
func expiredSession(b *refpool.Behaviour, awake func() bool) {
	var lock sync.Mutex
	expired, done := map[*refpool.Challenge]bool{}, map[*refpool.User]bool{}
	before := b.Auth.Sessions.Live
	b.Auth.Sessions.Live = func(ch *refpool.Challenge, now time.Time) bool {
		lock.Lock()
		defer lock.Unlock()
		if awake() && isForPerson(ch.Name) && ch.SignIn.User != nil && !done[ch.SignIn.User] {
			done[ch.SignIn.User], expired[ch] = true, true
		}
		return !expired[ch] && before(ch, now)
	}
}

// isForPerson reports whether a person has to enter the answer to a challenge.
func isForPerson(challenge string) bool {
	switch challenge {
	case "SMS_MFA", "EMAIL_OTP", "SMS_OTP", "SOFTWARE_TOKEN_MFA", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE", "SELECT_MFA_TYPE":
		return true
	}
	return false
}
