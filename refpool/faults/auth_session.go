package faults

import (
	"errors"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func sessionFaults() []Fault {
	return []Fault{
		{Name: "password-verifier-lives", Summary: "accepts answers to PASSWORD_VERIFIER for a day", Breaks: rules("AUTH-14"), Seen: "emulators", set: life("PASSWORD_VERIFIER", 24*time.Hour)},
		{Name: "session-lives", Summary: "accepts a Session for a day", Breaks: rules("AUTH-15", "AUTH-25"), Seen: "emulators", set: life("SOFTWARE_TOKEN_MFA", 24*time.Hour)},
		{Name: "session-dies-early", Summary: "accepts a Session for only a minute", Breaks: rules("AUTH-15"), set: life("SOFTWARE_TOKEN_MFA", time.Minute)},
		{
			Name: "session-reusable", Summary: "accepts a Session any number of times", Breaks: rules("AUTH-16", "DEV-SRP-12"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Sessions.SpentBy
				b.Auth.Sessions.SpentBy = func(ch *refpool.Challenge, refusal error) bool {
					if refusal == nil {
						fired()
						return false
					}
					return before(ch, refusal)
				}
			},
		},
		{
			Name: "any-challenge-answers", Summary: "accepts an answer with any ChallengeName, whatever the challenge", Breaks: rules("AUTH-17"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Sessions.Answers = func(ch *refpool.Challenge, name string) bool {
					if ch.Name != name {
						fired()
					}
					return true
				}
			},
		},
		{
			Name: "session-of-any-client", Summary: "accepts a Session from any client", Breaks: rules("SEC-02"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Sessions.OfClient = func(*refpool.Challenge, *refpool.Client) bool { fired(); return true }
			},
		},
		{Name: "session-prefix", Summary: "identifies a Session by its first 16 characters", Breaks: rules("SEC-03"), set: func(b *refpool.Behaviour, fired func()) {
			b.Auth.Sessions.Key = func(session string) string { fired(); return session[:min(16, len(session))] }
		}},
		{
			Name: "proof-under-any-name", Summary: "accepts a correct proof under another user's name, and signs that user in", Breaks: rules("SEC-01"), Also: rules("SEC-02"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Sessions.OfUser = func(ch *refpool.Challenge, u *refpool.User, _ string) bool {
					fired()
					if u != nil {
						ch.SignIn.User = u
					}
					return true
				}
			},
		},
		{
			Name: "stale-key-burns", Summary: "invalidates PASSWORD_VERIFIER when the device key is unknown", Breaks: rules("DEV-SRP-17"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Sessions.SpentBy
				b.Auth.Sessions.SpentBy = func(ch *refpool.Challenge, refusal error) bool {
					var e *refpool.Exception
					if errors.As(refusal, &e) && e.Name == "ResourceNotFoundException" {
						fired()
						return true
					}
					return before(ch, refusal)
				}
			},
		},
		{
			Name: "wrong-code-burns", Summary: "invalidates the Session after one wrong code", Breaks: rules("MFA-13"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.MayTryAgain = func(*refpool.Challenge) bool { fired(); return false }
			},
		},
		{
			Name: "no-session-for-device", Summary: "sends DEVICE_SRP_AUTH without a Session", Breaks: rules("DEV-SRP-02"), Also: rules("SEC-03", "WIRE-20"),
			set: sentSession(func(_, challenge string) (bool, bool) { return false, challenge == "DEVICE_SRP_AUTH" }),
		},
		{Name: "device-needs-session", Summary: "requires a Session in the device's responses", Breaks: rules("DEV-SRP-14"), Seen: "emulators", set: deviceNeedsSession},
	}
}

// life gives a challenge another life.
func life(challenge string, d time.Duration) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Sessions.Life
		b.Auth.Sessions.Life = func(client *refpool.Client, name string) time.Duration {
			if name == challenge {
				fired()
				return d
			}
			return before(client, name)
		}
	}
}

func deviceNeedsSession(b *refpool.Behaviour, fired func()) {
	before := b.Auth.Required
	b.Auth.Required = func(step string) []string {
		required := before(step)
		if step == "DEVICE_SRP_AUTH" || step == "DEVICE_PASSWORD_VERIFIER" {
			fired()
			required = append(required, "Session")
		}
		return required
	}
	sent := b.Auth.Sessions.Sent
	b.Auth.Sessions.Sent = func(flow, challenge string) bool {
		return challenge == "DEVICE_PASSWORD_VERIFIER" || sent(flow, challenge)
	}
}
