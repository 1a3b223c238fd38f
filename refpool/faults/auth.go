package faults

import (
	"crypto/hmac"
	"crypto/rand"
	"math/big"
	"strings"

	"github.com/google/uuid"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

func authFaults() []Fault {
	return []Fault{
		{
			Name: "no-username", Summary: "omits USERNAME from PASSWORD_VERIFIER", Breaks: rules("AUTH-28"),
			set: dropParameter("PASSWORD_VERIFIER", "USERNAME"),
		},
		{
			Name: "no-user-id-for-srp", Summary: "omits USER_ID_FOR_SRP from PASSWORD_VERIFIER", Breaks: rules("AUTH-01"), Also: rules("AUTH-05", "AUTH-06", "AUTH-11", "SRP-20", "USER-06", "USER-10"), Seen: "emulators",
			set: dropParameter("PASSWORD_VERIFIER", "USER_ID_FOR_SRP"),
		},
		{
			Name: "missing-parameter-breaks-down", Summary: "answers a missing parameter with an internal error", Breaks: rules("AUTH-02", "DEV-SRP-03"), Also: rules("AUTH-44", "DEV-SRP-07", "DEV-SRP-10", "DEV-SRP-27", "SEC-04"), Seen: "emulators",
			set: missing("InternalErrorException", func(_, parameter string) bool { return parameter != "Session" }),
		},
		{
			Name: "password-verifier-needs-session", Summary: "sends a Session with PASSWORD_VERIFIER and requires it back", Breaks: rules("AUTH-03"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Sessions.Sent = func(string, string) bool { return true }
				b.Auth.Sessions.Needed = func(_, challenge string) bool { fired(); return challenge == "PASSWORD_VERIFIER" }
			},
		},
		{
			Name: "session-of-password-verifier-refused", Summary: "sends a Session with PASSWORD_VERIFIER and refuses it", Breaks: rules("AUTH-29"), Also: rules("SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-06", "SRP-07", "SRP-09", "SRP-10", "SRP-14", "SRP-15", "SRP-21", "SRP-22", "SRP-25", "AUTH-24", "PWD-02", "PWD-03", "DEV-SRP-09"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Sessions.Sent = func(string, string) bool { return true }
				refusal := exception("NotAuthorizedException", "Invalid session for the user.")
				refuseBodyWith("RespondToAuthChallenge", refusal, func(body map[string]any) bool {
					return body["ChallengeName"] == "PASSWORD_VERIFIER" && body["Session"] != nil
				})(b, fired)
			},
		},
		{
			Name: "wrong-password-name", Summary: "rejects a wrong password with InvalidParameterException", Breaks: rules("AUTH-04"),
			Also: rules("AUTH-05", "AUTH-30", "SRP-17", "DEV-SRP-09", "DEV-CONF-14", "WIRE-04", "WIRE-05", "WIRE-06", "USER-18"),
			set: onException(func(e *refpool.Exception) bool {
				if e.Message != "Incorrect username or password." {
					return false
				}
				e.Name = "InvalidParameterException"
				return true
			}),
		},
		{
			Name: "existence-told", Summary: "reveals that a user does not exist although the client hides it", Breaks: rules("AUTH-05", "AUTH-30", "SEC-06", "USER-21", "PWD-10", "PWD-11"), Also: rules("AUTH-06"), Seen: "emulators",
			set: simulates(false),
		},
		{Name: "simulated-user-random", Summary: "invents a different salt and id on every call for a user who does not exist", Breaks: rules("AUTH-06"), set: randomSimulation},
		{Name: "existence-concealed", Summary: "hides that a user does not exist although the client did not ask for it", Breaks: rules("AUTH-07", "AUTH-27", "AUTH-41", "USER-20", "PWD-09"), Also: rules("WIRE-04", "WIRE-05", "WIRE-06", "SEC-06"), set: simulates(true)},
		{
			Name: "secret-hash-unchecked", Summary: "does not check SECRET_HASH", Breaks: rules("AUTH-08"), Also: rules("AUTH-09", "AUTH-31", "AUTH-45", "PWD-07", "PWD-08", "DEV-SRP-03", "REF-27"), Seen: "emulators",
			Fakes: rules("AUTH-10", "AUTH-33"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.CheckSecretHash = func(*refpool.Client, string, string, string) error { fired(); return nil }
			},
		},
		{
			Name: "secret-hash-at-start-only", Summary: "checks SECRET_HASH only in InitiateAuth", Breaks: rules("AUTH-08"), Also: rules("AUTH-31", "AUTH-45", "PWD-07", "PWD-08", "DEV-SRP-03", "REF-27"), Seen: "emulators",
			set: secretHash(func(_ *refpool.Client, step, _ string) bool {
				return step != "USER_SRP_AUTH" && step != "USER_PASSWORD_AUTH"
			}),
		},
		{Name: "secret-hash-of-alias-refused", Summary: "rejects a SECRET_HASH computed from an alias", Breaks: rules("AUTH-33"), set: noAliasHash},
		{Name: "secret-hash-in-other-order", Summary: "expects a SECRET_HASH over client id and user name, in this order", Breaks: rules("AUTH-10"), Also: rules("WIRE-09", "AUTH-01", "AUTH-13", "AUTH-18", "POOL-01", "POOL-02", "DEV-SRP-16", "TOK-01"), set: hashInOtherOrder},
		{Name: "wrong-secret-hash-name", Summary: "rejects a wrong SECRET_HASH with InvalidParameterException", Breaks: rules("AUTH-31"), Also: rules("AUTH-45"), set: onException(func(e *refpool.Exception) bool {
			if !strings.HasPrefix(e.Message, "Unable to verify secret hash") {
				return false
			}
			e.Name = "InvalidParameterException"
			return true
		})},
		{Name: "any-secret-hash-at-refresh", Summary: "takes any SECRET_HASH at a refresh", Breaks: rules("AUTH-45", "REF-27"), Seen: "emulators", set: anyRefreshHash},
		{
			Name: "same-username-only", Summary: "accepts no USERNAME in a response except the one that began the sign-in", Breaks: rules("AUTH-11"), Also: rules("SEC-06"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Sessions.OfUser
				b.Auth.Sessions.OfUser = func(ch *refpool.Challenge, u *refpool.User, name string) bool {
					if name != ch.SignIn.Name {
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
			Name: "device-key-in-response-only", Summary: "reads DEVICE_KEY only in responses", Breaks: rules("AUTH-12", "AUTH-19", "DEV-SRP-21"), Also: rules("AUTH-35", "DEV-SRP-14", "REF-01", "REF-17"),
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
			Name: "admin-device-key-ignored", Summary: "ignores DEVICE_KEY in ADMIN_USER_PASSWORD_AUTH", Breaks: rules("AUTH-35"),
			set: ignoreKey(func(step string) bool { return step == "ADMIN_USER_PASSWORD_AUTH" }),
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
func missing(name string, when func(step, parameter string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Missing
		b.Auth.Missing = func(step, parameter string) error {
			if when(step, parameter) {
				fired()
				return exception(name, "Missing required parameter "+parameter)
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

// hashInOtherOrder takes no other hash than one over the two names swapped.
func hashInOtherOrder(b *refpool.Behaviour, fired func()) {
	before := b.Auth.CheckSecretHash
	b.Auth.CheckSecretHash = func(client *refpool.Client, step, username, hash string) error {
		if client.Secret == "" || hash == "" {
			return before(client, step, username, hash)
		}
		if hmac.Equal([]byte(hash), []byte(srp.SecretHash(client.ID, username, client.Secret))) {
			return nil
		}
		fired()
		return exception("NotAuthorizedException", "Unable to verify secret hash for client "+client.ID)
	}
}

func anyRefreshHash(b *refpool.Behaviour, fired func()) {
	before := b.Auth.CheckSecretHash
	b.Auth.CheckSecretHash = func(client *refpool.Client, step, username, hash string) error {
		if step == "REFRESH_TOKEN_AUTH" && hash != "" {
			fired()
			return nil
		}
		return before(client, step, username, hash)
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
