package dialects

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/cogbench/cogbench/refpool"
)

// otherErrors names its errors as its own language would, and picks statuses to fit.
func otherErrors() Dialect {
	return Dialect{
		Name: "snake-case-errors", Summary: "names its errors in snake case, in the body alone, with the statuses 401, 404 and 409",
		Like:  "kumo v0.33.1, internal/service/cognito/handlers.go:806-808, for the statuses; frameworks that derive names",
		Fails: rules("AUTH-04", "AUTH-07", "MFA-06", "WIRE-04", "WIRE-06"),
		// Whatever else names an exception.
		MayFail: rules("WIRE-", "AUTH-", "USER-", "MFA-", "DEV-", "REF-", "TOK-", "PWD-", "ADM-", "SEC-", "SRP-16", "SRP-17", "SRP-20", "POOL-", "ASF-"),
		Passes: rules("SRP-02", "SRP-03", "SRP-06", "AUTH-01", "AUTH-02", "TOK-01", "TOK-04", "DEV-NEW-01", "DEV-CONF-01", "DEV-CONF-02", "DEV-SRP-01", "DEV-SRP-10",
			"POOL-05", "MFA-02", "REF-01", "REF-02", "WIRE-26"),
		Cause: rules("name of error", "names of error", "error name", "exception name", "names of exception", "__type", "snake", "wire-05"),
		set: func(b *refpool.Behaviour) {
			b.Wire.Status = func(exception string) int {
				switch exception {
				case "ResourceNotFoundException", "UserNotFoundException":
					return http.StatusNotFound
				case "NotAuthorizedException":
					return http.StatusUnauthorized
				case "UsernameExistsException":
					return http.StatusConflict
				case "InternalErrorException":
					return http.StatusInternalServerError
				}
				return http.StatusBadRequest
			}
			b.Wire.ErrorHeader = func(http.Header, *refpool.Exception) {}
			b.Wire.ErrorBody = func(e *refpool.Exception) any {
				return map[string]string{"__type": snakeCase(e.Name), "message": e.Message}
			}
		},
	}
}

// snakeCase is a name with underscores in place of capitals.
func snakeCase(name string) string {
	var text strings.Builder
	for i, letter := range name {
		if unicode.IsUpper(letter) && i > 0 {
			text.WriteByte('_')
		}
		text.WriteRune(unicode.ToLower(letter))
	}
	return text.String()
}

// uniqueNames has what a pool needs for MFA in CreateUserPool alone.
func uniqueNames() Dialect {
	return Dialect{
		Name: "unique-names", Summary: "refuses a second pool of the same name, and has no SetUserPoolMfaConfig: MfaConfiguration of CreateUserPool turns software tokens on",
		Like:     "gopherstack e07691c, backend.go:100; StackSim baca589, cognito.ts:3097",
		Passes:   rules("SRP-03", "SRP-20", "AUTH-04", "TOK-01", "DEV-CONF-02", "DEV-FORGET-01", "MFA-02", "MFA-06", "POOL-05", "WIRE-01"),
		Unjudged: rules("MFA-03", "MFA-40", "POOL-12"), // e-mail codes are turned on there alone
		Cause:    rules("no setuserpoolmfaconfig"),
		Controls: true,
		set: func(b *refpool.Behaviour) {
			b.Pool.UniqueNames = func() bool { return true }
			without(b, func(operation string) bool { return strings.HasSuffix(operation, "UserPoolMfaConfig") })
			b.Pool.Configured = func(p *refpool.Pool) { p.Config.SoftwareToken = p.Config.MFA != "OFF" }
		},
	}
}

const (
	delay           = 200 * time.Millisecond
	signInsAMinute  = 10
	failuresAllowed = 5
	lockedFor       = 15 * time.Minute
)

// slowAndLocking does all that is asked of it, if it is asked slowly.
func slowAndLocking() Dialect {
	return Dialect{
		Name: "slow-and-locking", Summary: "takes 200 ms for a call, admits ten sign-ins of a user in a minute, and locks a user for a quarter of an hour after five wrong passwords",
		Like:    "StackSim baca589, cognito.ts:1759-1793; isksss/cognito-mock b872383",
		MayFail: rules("AUTH-20", "AUTH-26"),
		Passes:  rules("SRP-03", "SRP-20", "AUTH-04", "TOK-01", "MFA-06", "DEV-CONF-02", "DEV-SRP-10", "DEV-FORGET-01", "POOL-05", "REF-01"),
		Cause:   nil, // there is nothing to mend but the lock
		set: func(b *refpool.Behaviour) {
			onReply(b, func(string, *refpool.Reply) { time.Sleep(delay) })
			gate := admissions{began: map[string][]time.Time{}}
			onRequest(b, gate.admit)
			b.Auth.Lockout.Failed = func(l *refpool.Lockout, now time.Time) {
				if l.Failures++; l.Failures >= failuresAllowed {
					l.Until = now.Add(lockedFor)
				}
			}
		},
	}
}

// admissions counts the sign-ins that each user began.
type admissions struct {
	mu    sync.Mutex
	began map[string][]time.Time // by client and user name
}

// admit refuses a sign-in that comes too soon after too many others.
func (a *admissions) admit(operation string, body []byte) error {
	var in struct {
		ClientID       string `json:"ClientId"`
		AuthParameters map[string]string
	}
	if !strings.HasSuffix(operation, "InitiateAuth") || json.Unmarshal(body, &in) != nil || in.AuthParameters["USERNAME"] == "" {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	who, now := in.ClientID+" "+in.AuthParameters["USERNAME"], time.Now()
	recent := a.began[who]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Minute {
		recent = recent[1:]
	}
	if len(recent) >= signInsAMinute {
		a.began[who] = recent
		return refusal("TooManyRequestsException", "Rate exceeded")
	}
	a.began[who] = append(recent, now)
	return nil
}
