package refpool

import (
	"encoding/base64"
	"errors"
	"io"
	"time"
)

const (
	sessionBytes = 96
	// verifierLife is how long PASSWORD_VERIFIER may be answered. The service
	// says "within a few seconds" (AUTH-14); slow clients under load get more.
	verifierLife = time.Minute

	freeFailures = 5 // failures that lead to the first lock
	firstLock    = time.Second
	longestLock  = 15 * time.Minute
	quietTime    = 15 * time.Minute // without a failure: they are forgotten
)

func correctSessions() SessionBehaviour {
	return SessionBehaviour{
		New:      newSession,
		Key:      func(session string) string { return session },
		Sent:     sessionSent,
		Needed:   func(flow, name string) bool { return flow == "USER_AUTH" && sessionSent(flow, name) },
		Life:     challengeLife,
		Live:     func(ch *Challenge, now time.Time) bool { return now.Before(ch.Issued.Add(ch.Life)) },
		Unspent:  func(ch *Challenge) bool { return !ch.Spent },
		Answers:  func(ch *Challenge, name string) bool { return ch.Name == name },
		OfClient: func(ch *Challenge, client *Client) bool { return ch.SignIn.Client.ID == client.ID },
		OfUser:   ofUser,
		SpentBy:  spentBy,
	}
}

func newSession(random io.Reader) (string, error) {
	session := make([]byte, sessionBytes)
	if _, err := io.ReadFull(random, session); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(session), nil
}

// sessionSent leaves out the two that were seen without: PASSWORD_VERIFIER of
// USER_SRP_AUTH (AUTH-03) and DEVICE_PASSWORD_VERIFIER (DEV-SRP-32).
func sessionSent(flow, name string) bool {
	return name != "DEVICE_PASSWORD_VERIFIER" && (flow != "USER_SRP_AUTH" || name != "PASSWORD_VERIFIER")
}

func challengeLife(client *Client, challenge string) time.Duration {
	if challenge == "PASSWORD_VERIFIER" {
		return verifierLife
	}
	return client.AuthSessionValidity
}

func ofUser(ch *Challenge, u *User, name string) bool {
	if ch.SignIn.User == nil {
		return name == ch.SignIn.Name || name == ch.UserID
	}
	return u == ch.SignIn.User
}

// spentBy lets a challenge be answered again if the client has something to
// put right: a wrong code (MFA-13), a device key that is gone (DEV-SRP-17), a
// parameter.
func spentBy(_ *Challenge, refusal error) bool {
	var e *Exception
	if !errors.As(refusal, &e) {
		return refusal == nil
	}
	return e.Name == "NotAuthorizedException" || e.Name == "UserNotConfirmedException"
}

func correctLockout() LockoutBehaviour {
	return LockoutBehaviour{
		Counts: provesPassword,
		Locked: func(l *Lockout, now time.Time) bool { return now.Before(l.Until) },
		Failed: func(l *Lockout, now time.Time) {
			if now.Sub(l.Last) >= quietTime {
				l.Failures = 0
			}
			l.Last = now
			l.Failures++
			if l.Failures >= freeFailures {
				// 2^10 s is past the longest lock.
				l.Until = now.Add(min(firstLock<<min(l.Failures-freeFailures, 10), longestLock))
			}
		},
		Passed: func(l *Lockout) { *l = Lockout{} },
	}
}

// provesPassword says whether a step proves a password: only those count, not
// codes, devices and custom challenges.
func provesPassword(step string) bool {
	switch step {
	case "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "PASSWORD_VERIFIER", "USER_AUTH", "SELECT_CHALLENGE", "PASSWORD":
		return true
	}
	return false
}
