package faults

import (
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
)

func authFaults() []Fault {
	return []Fault{
		{
			Name: "no-user-id-for-srp", Summary: "omits USER_ID_FOR_SRP from PASSWORD_VERIFIER", Breaks: rules("AUTH-01"), Also: rules("AUTH-06", "AUTH-11", "SRP-20"), Seen: "emulators",
			set: dropParameter("PASSWORD_VERIFIER", "USER_ID_FOR_SRP"),
		},
		{
			Name: "missing-parameter-name", Summary: "rejects a missing parameter with NotAuthorizedException", Breaks: rules("AUTH-02", "DEV-SRP-03"),
			set: missing(func(_, parameter string) bool { return parameter != "Session" }),
		},
		{
			Name: "session-with-password-verifier", Summary: "includes a Session with PASSWORD_VERIFIER", Breaks: rules("AUTH-03"), Seen: "emulators",
			set: sentSession(func(_, challenge string) (bool, bool) { return true, challenge == "PASSWORD_VERIFIER" }),
		},
		{
			Name: "wrong-password-name", Summary: "rejects a wrong password with InvalidParameterException", Breaks: rules("AUTH-04"),
			Also: rules("AUTH-05", "AUTH-20", "SRP-17", "DEV-SRP-09", "DEV-CONF-14", "WIRE-04", "WIRE-05", "WIRE-06", "AUTH-26", "AUTH-22"),
			set: onException(func(e *refpool.Exception) bool {
				if e.Message != "Incorrect username or password." {
					return false
				}
				e.Name = "InvalidParameterException"
				return true
			}),
		},
		{
			Name: "existence-told", Summary: "reveals that a user does not exist although the client hides it", Breaks: rules("AUTH-05", "SEC-06"), Also: rules("AUTH-06", "AUTH-22"), Seen: "emulators",
			set: simulates(false),
		},
		{
			Name: "reset-required-told", Summary: "reveals that a password must be reset although the client hides it", Breaks: rules("AUTH-22"),
			set: resetRequiredTold,
		},
		{Name: "simulated-user-random", Summary: "invents a different salt and id on every call for a user who does not exist", Breaks: rules("AUTH-06"), set: randomSimulation},
		{Name: "existence-concealed", Summary: "hides that a user does not exist although the client did not ask for it", Breaks: rules("AUTH-07", "AUTH-27"), Also: rules("WIRE-04", "WIRE-05", "WIRE-06", "SEC-06"), set: simulates(true)},
		{
			Name: "secret-hash-unchecked", Summary: "does not check SECRET_HASH", Breaks: rules("AUTH-08"), Also: rules("AUTH-09", "AUTH-10", "DEV-SRP-03"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.CheckSecretHash = func(*refpool.Client, string, string, string) error { fired(); return nil }
			},
		},
		{
			Name: "secret-hash-at-start-only", Summary: "checks SECRET_HASH only in InitiateAuth", Breaks: rules("AUTH-08"), Also: rules("AUTH-09", "DEV-SRP-03"), Seen: "emulators",
			set: secretHash(func(_ *refpool.Client, step, _ string) bool {
				return step != "USER_SRP_AUTH" && step != "USER_PASSWORD_AUTH"
			}),
		},
		{Name: "secret-hash-of-alias-refused", Summary: "rejects a SECRET_HASH computed from an alias", Breaks: rules("AUTH-10"), Also: rules("AUTH-11"), set: noAliasHash},
		{
			Name: "one-username-only", Summary: "accepts no USERNAME in a response except USER_ID_FOR_SRP", Breaks: rules("AUTH-11"), Also: rules("AUTH-10"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Sessions.OfUser
				b.Auth.Sessions.OfUser = func(ch *refpool.Challenge, u *refpool.User, name string) bool {
					if u != nil && name != u.Username {
						fired()
						return false
					}
					return before(ch, u, name)
				}
			},
		},
		{
			Name: "device-key-at-start-only", Summary: "reads DEVICE_KEY only in InitiateAuth", Breaks: rules("AUTH-12"), Also: rules("DEV-SRP-17"),
			set: ignoreKey(func(step string) bool { return step == "PASSWORD_VERIFIER" }),
		},
		{
			Name: "device-key-in-response-only", Summary: "reads DEVICE_KEY only in responses", Breaks: rules("AUTH-12", "AUTH-19", "DEV-SRP-21"), Also: rules("DEV-SRP-14", "REF-01"),
			set: ignoreKey(func(step string) bool { return strings.HasSuffix(step, "_AUTH") && step != "DEVICE_SRP_AUTH" }),
		},
		{
			Name: "empty-device-key-unknown", Summary: `treats DEVICE_KEY "" as an unknown key`, Breaks: rules("AUTH-13"), Also: rules("DEV-SRP-17"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Sent
				b.Device.Sent = func(step string, given map[string]string) string {
					if key, there := given["DEVICE_KEY"]; there && key == "" {
						fired()
						return "us-east-1_00000000-0000-0000-0000-000000000000"
					}
					return before(step, given)
				}
			},
		},
		{
			Name: "admin-srp-refused", Summary: "rejects USER_SRP_AUTH in AdminInitiateAuth", Breaks: rules("AUTH-18"), Also: rules("AUTH-19"), Seen: "emulators",
			set: flow(func(name string, admin bool) (bool, error) {
				return admin && name == "USER_SRP_AUTH", exception("InvalidParameterException", "Not by an administrator.")
			}),
		},
		{
			Name: "admin-device-key-ignored", Summary: "ignores DEVICE_KEY in ADMIN_USER_PASSWORD_AUTH", Breaks: rules("AUTH-19"),
			set: ignoreKey(func(step string) bool { return step == "ADMIN_USER_PASSWORD_AUTH" }),
		},
		{
			Name: "no-lock-out", Summary: "never locks a user out", Breaks: rules("AUTH-20", "AUTH-26"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Lockout.Failed = func(*refpool.Lockout, time.Time) { fired() }
			},
		},
		{Name: "lock-lengthened", Summary: "locks a user out for an hour after five failures", Breaks: rules("AUTH-20"), set: longLock},
		{
			Name: "admin-flow-public", Summary: "allows ADMIN_USER_PASSWORD_AUTH in InitiateAuth", Breaks: rules("AUTH-21"), Seen: "emulators",
			set: flow(func(name string, admin bool) (bool, error) { return !admin && name == "ADMIN_USER_PASSWORD_AUTH", nil }),
		},
	}
}

// dropParameter leaves a parameter out of a challenge.
func dropParameter(challenge, name string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.SRP.Parameters
		b.Auth.SRP.Parameters = func(ch *refpool.Challenge, parameters map[string]string) map[string]string {
			parameters = before(ch, parameters)
			if _, there := parameters[name]; there && ch.Name == challenge {
				fired()
				delete(parameters, name)
			}
			return parameters
		}
	}
}

// missing gives the refusal of some missing parameters another name.
func missing(when func(step, parameter string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Missing
		b.Auth.Missing = func(step, parameter string) error {
			if when(step, parameter) {
				fired()
				return exception("NotAuthorizedException", "Missing required parameter "+parameter)
			}
			return before(step, parameter)
		}
	}
}

// sentSession decides for some challenges whether a Session comes with them.
func sentSession(decide func(flow, challenge string) (sent, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Sessions.Sent
		b.Auth.Sessions.Sent = func(flow, challenge string) bool {
			if sent, decided := decide(flow, challenge); decided {
				fired()
				return sent
			}
			return before(flow, challenge)
		}
	}
}

func simulates(always bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Simulates
		b.Auth.Simulates = func(client *refpool.Client) bool {
			if before(client) != always {
				fired()
			}
			return always
		}
	}
}

// resetRequiredTold lets users who must reset their password get as far as the
// exception that says so.
func resetRequiredTold(b *refpool.Behaviour, fired func()) {
	before := b.Auth.Admit
	b.Auth.Admit = func(client *refpool.Client, u *refpool.User, proven bool) error {
		err := before(client, u, proven)
		if u.Status == "RESET_REQUIRED" && !proven {
			fired()
			return nil
		}
		return err
	}
}

func randomSimulation(b *refpool.Behaviour, fired func()) {
	b.Auth.SimulatedUser = func([]byte, string) (string, *big.Int) {
		salt := make([]byte, 16)
		_, _ = rand.Read(salt) // never fails, see crypto/rand
		fired()
		return uuid.NewString(), new(big.Int).SetBytes(salt)
	}
}

// secretHash leaves SECRET_HASH unchecked in some steps.
func secretHash(unchecked func(client *refpool.Client, step, username string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.CheckSecretHash
		b.Auth.CheckSecretHash = func(client *refpool.Client, step, username, hash string) error {
			if unchecked(client, step, username) {
				fired()
				return nil
			}
			return before(client, step, username, hash)
		}
	}
}

func noAliasHash(b *refpool.Behaviour, fired func()) {
	before := b.Auth.CheckSecretHash
	b.Auth.CheckSecretHash = func(client *refpool.Client, step, username, hash string) error {
		if client.Secret != "" && strings.Contains(username, "@") {
			fired()
			return exception("NotAuthorizedException", "Unable to verify secret hash for client "+client.ID)
		}
		return before(client, step, username, hash)
	}
}

// ignoreKey overlooks DEVICE_KEY in some steps.
func ignoreKey(in func(step string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Sent
		b.Device.Sent = func(step string, given map[string]string) string {
			key := before(step, given)
			if key != "" && in(step) {
				fired()
				return ""
			}
			return key
		}
	}
}

// flow decides for some flows whether they are allowed.
func flow(decide func(name string, admin bool) (bool, error)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.FlowAllowed
		b.Auth.FlowAllowed = func(client *refpool.Client, name string, admin bool) error {
			if decided, err := decide(name, admin); decided {
				fired()
				return err
			}
			return before(client, name, admin)
		}
	}
}

func longLock(b *refpool.Behaviour, fired func()) {
	before := b.Auth.Lockout.Failed
	b.Auth.Lockout.Failed = func(l *refpool.Lockout, now time.Time) {
		before(l, now)
		if l.Until.After(now) {
			fired()
			l.Until = now.Add(time.Hour)
		}
	}
}
