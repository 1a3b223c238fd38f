package faults

import (
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// flowFaults are wrong about which flows a client allows, and about the lock after
// failures.
func flowFaults() []Fault {
	return []Fault{
		{
			Name: "admin-flow-public", Summary: "allows ADMIN_USER_PASSWORD_AUTH in InitiateAuth", Breaks: rules("AUTH-21"), Also: rules("AUTH-42"), Seen: "emulators",
			set: flow(func(name string, admin bool) (bool, error) { return !admin && name == "ADMIN_USER_PASSWORD_AUTH", nil }),
		},
		{
			Name: "admin-flow-name", Summary: "rejects ADMIN_USER_PASSWORD_AUTH in InitiateAuth with NotAuthorizedException", Breaks: rules("AUTH-42"),
			set: flow(func(name string, admin bool) (bool, error) {
				return !admin && name == "ADMIN_USER_PASSWORD_AUTH", exception("NotAuthorizedException", "Not without a signature.")
			}),
		},
		{
			Name: "public-flow-for-admins", Summary: "allows USER_PASSWORD_AUTH in AdminInitiateAuth", Breaks: rules("AUTH-43"), Seen: "emulators",
			set: flow(func(name string, admin bool) (bool, error) { return admin && name == "USER_PASSWORD_AUTH", nil }),
		},
		{
			Name: "flows-unchecked", Summary: "allows flows that are not among the client's ExplicitAuthFlows", Breaks: rules("AUTH-39"), Also: rules("AUTH-40"), Seen: "emulators",
			set: flow(func(name string, admin bool) (bool, error) {
				return !admin && (name == "USER_PASSWORD_AUTH" || name == "USER_SRP_AUTH"), nil
			}),
		},
		{Name: "password-flow-by-default", Summary: "allows USER_PASSWORD_AUTH to clients made without ExplicitAuthFlows", Breaks: rules("AUTH-40"), Seen: "emulators", set: passwordByDefault},
		{
			Name: "existence-hidden-by-default", Summary: "hides which users exist unless the client asks for LEGACY", Breaks: rules("AUTH-41"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Simulates
				b.Auth.Simulates = func(client *refpool.Client) bool {
					if client.Raw["PreventUserExistenceErrors"] == nil {
						fired()
						return true
					}
					return before(client)
				}
			},
		},
		{Name: "username-left-out", Summary: "accepts challenge responses without USERNAME", Breaks: rules("AUTH-44"), Also: rules("DEV-SRP-03", "DEV-SRP-07"), Seen: "emulators", set: usernameLeftOut},
		{
			Name: "no-lock-out", Summary: "never locks a user out", Breaks: rules("AUTH-20"), Also: rules("PWD-22"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Lockout.Failed = func(*refpool.Lockout, time.Time) { fired() }
			},
		},
		{Name: "lock-lengthened", Summary: "locks a user out for an hour after five failures", Breaks: rules("AUTH-20"), Also: rules("AUTH-37"), set: longLock},
		{
			Name: "admin-failures-uncounted", Summary: "does not count failed sign-ins through AdminInitiateAuth", Breaks: rules("AUTH-36"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Lockout.Counts
				b.Auth.Lockout.Counts = func(step string) bool {
					if step == "ADMIN_USER_PASSWORD_AUTH" {
						fired()
						return false
					}
					return before(step)
				}
			},
		},
		{
			Name: "failures-outlive-sign-in", Summary: "goes on counting failures after a sign-in", Breaks: rules("AUTH-37"),
			set: func(b *refpool.Behaviour, fired func()) { b.Auth.Lockout.Passed = func(*refpool.Lockout) { fired() } },
		},
		{
			Name: "failures-never-forgotten", Summary: "counts failures of any time", Breaks: rules("AUTH-37"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Lockout.Failed
				b.Auth.Lockout.Failed = func(l *refpool.Lockout, now time.Time) {
					l.Last = now
					fired()
					before(l, now)
				}
			},
		},
	}
}

// passwordByDefault knows such clients by the flows that they are given.
func passwordByDefault(b *refpool.Behaviour, fired func()) {
	before := b.Auth.FlowAllowed
	b.Auth.FlowAllowed = func(client *refpool.Client, name string, admin bool) error {
		defaults := []string{"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"}
		if name == "USER_PASSWORD_AUTH" && !admin && slices.Equal(client.AuthFlows, defaults) {
			fired()
			return nil
		}
		return before(client, name, admin)
	}
}

// usernameLeftOut finds the user by the Session or SECRET_BLOCK alone.
func usernameLeftOut(b *refpool.Behaviour, fired func()) {
	required, ofUser, check := b.Auth.Required, b.Auth.Sessions.OfUser, b.Auth.CheckSecretHash
	b.Auth.Required = func(step string) []string {
		if strings.HasSuffix(step, "_AUTH") && step != "DEVICE_SRP_AUTH" {
			return required(step)
		}
		return slices.DeleteFunc(slices.Clone(required(step)), func(name string) bool { return name == "USERNAME" })
	}
	b.Auth.Sessions.OfUser = func(ch *refpool.Challenge, u *refpool.User, name string) bool {
		if name == "" {
			fired()
			return true
		}
		return ofUser(ch, u, name)
	}
	b.Auth.CheckSecretHash = func(client *refpool.Client, step, username, hash string) error {
		if username == "" {
			return nil
		}
		return check(client, step, username, hash)
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
