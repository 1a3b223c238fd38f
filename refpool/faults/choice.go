package faults

import (
	"slices"

	"github.com/cogbench/cogbench/refpool"
)

func choiceFaults() []Fault {
	return []Fault{
		{
			Name: "choice-without-session", Summary: "sends SELECT_CHALLENGE without a Session", Breaks: rules("USER-01"),
			set: sentSession(func(_, challenge string) (bool, bool) { return false, challenge == "SELECT_CHALLENGE" }),
		},
		{
			Name: "srp-never-offered", Summary: "offers PASSWORD in USER_AUTH, and never PASSWORD_SRP", Breaks: rules("USER-02"), Seen: "emulators",
			set: offered(func(_ *refpool.Pool, _ *refpool.User, factors []string) []string {
				return less(factors, "PASSWORD_SRP")
			}),
		},
		{
			Name: "policy-ignored", Summary: "offers EMAIL_OTP in USER_AUTH although the pool does not allow it", Breaks: rules("USER-03"), Also: rules("USER-08"),
			set: offered(func(p *refpool.Pool, u *refpool.User, factors []string) []string {
				if p.Config.MFA == "ON" || slices.Contains(p.Config.FirstFactors, "EMAIL_OTP") || u == nil || u.Attributes["email"] == "" {
					return factors
				}
				return append(factors, "EMAIL_OTP")
			}),
		},
		{
			Name: "any-factor-selected", Summary: "goes on with EMAIL_OTP whatever SELECT_CHALLENGE is answered with", Breaks: rules("USER-04"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Choice.Selected
				b.Auth.Choice.Selected = func(answer string, offered []string) (string, error) {
					if !slices.Contains(offered, answer) {
						fired()
						return "EMAIL_OTP", nil
					}
					return before(answer, offered)
				}
			},
		},
		{
			Name: "preferred-password-ignored", Summary: "answers PREFERRED_CHALLENGE=PASSWORD with SELECT_CHALLENGE", Breaks: rules("USER-05"), Also: rules("USER-22"),
			set: preferred("PASSWORD", "SELECT_CHALLENGE"),
		},
		{
			Name: "preferred-srp-ignored", Summary: "answers PREFERRED_CHALLENGE=PASSWORD_SRP with SELECT_CHALLENGE", Breaks: rules("USER-06"),
			set: preferred("PASSWORD_SRP", "SELECT_CHALLENGE"),
		},
		{
			Name: "chosen-srp-without-session", Summary: "sends PASSWORD_VERIFIER of USER_AUTH without a Session", Breaks: rules("USER-07"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				sentSession(func(flow, challenge string) (bool, bool) {
					return false, flow == "USER_AUTH" && challenge == "PASSWORD_VERIFIER"
				})(b, fired)
				b.Auth.Sessions.Needed = func(string, string) bool { return false }
			},
		},
		{
			Name: "any-preference-taken", Summary: "sends a code by e-mail for a PREFERRED_CHALLENGE that is not available", Breaks: rules("USER-08"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Choice.Preferred
				b.Auth.Choice.Preferred = func(preferred string, offered []string) string {
					if preferred == "EMAIL_OTP" && !slices.Contains(offered, preferred) {
						fired()
						return preferred
					}
					return before(preferred, offered)
				}
			},
		},
		{
			Name: "selected-password-refused", Summary: "rejects PASSWORD in the response to SELECT_CHALLENGE", Breaks: rules("USER-09"), Also: rules("USER-18"),
			set: refuseBody("RespondToAuthChallenge", selects("PASSWORD")),
		},
		{
			Name: "selected-srp-refused", Summary: "rejects SRP_A in the response to SELECT_CHALLENGE", Breaks: rules("USER-10"),
			set: refuseBody("RespondToAuthChallenge", selects("SRP_A")),
		},
		{
			Name: "choice-needs-other-flow", Summary: "rejects USER_AUTH unless the client allows USER_SRP_AUTH too", Breaks: rules("USER-11"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.FlowAllowed
				b.Auth.FlowAllowed = func(client *refpool.Client, name string, admin bool) error {
					if name == "USER_AUTH" && !slices.Contains(client.AuthFlows, "ALLOW_USER_SRP_AUTH") {
						fired()
						return exception("InvalidParameterException", "USER_SRP_AUTH flow not enabled for this client")
					}
					return before(client, name, admin)
				}
			},
		},
		{
			Name: "codes-beside-required-mfa", Summary: "offers EMAIL_OTP in USER_AUTH although the pool requires MFA", Breaks: rules("USER-12"),
			set: offered(func(p *refpool.Pool, u *refpool.User, factors []string) []string {
				if p.Config.MFA != "ON" || !slices.Contains(p.Config.FirstFactors, "EMAIL_OTP") || u == nil || u.Attributes["email"] == "" {
					return factors
				}
				return append(factors, "EMAIL_OTP")
			}),
		},
		{
			Name: "no-mfa-after-choice", Summary: "never asks for a second factor in USER_AUTH", Breaks: rules("USER-13"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.Demanded
				b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
					if s.Flow == "USER_AUTH" && before(p, s, factors) {
						fired()
						return false
					}
					return before(p, s, factors)
				}
			},
		},
		{
			Name: "email-code-never-offered", Summary: "never offers EMAIL_OTP in USER_AUTH", Breaks: rules("USER-14"), Also: rules("USER-16"), Seen: "emulators",
			set: offered(func(_ *refpool.Pool, _ *refpool.User, factors []string) []string { return less(factors, "EMAIL_OTP") }),
		},
		{
			Name: "sms-code-never-offered", Summary: "never offers SMS_OTP in USER_AUTH", Breaks: rules("USER-15"), Seen: "emulators",
			set: offered(func(_ *refpool.Pool, _ *refpool.User, factors []string) []string { return less(factors, "SMS_OTP") }),
		},
		{
			Name: "selected-email-code-refused", Summary: "rejects EMAIL_OTP as the answer to SELECT_CHALLENGE", Breaks: rules("USER-16"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Choice.Selected
				b.Auth.Choice.Selected = func(answer string, offered []string) (string, error) {
					if answer == "EMAIL_OTP" && slices.Contains(offered, answer) {
						fired()
						return "", exception("InvalidParameterException", "Codes are sent on preference alone.")
					}
					return before(answer, offered)
				}
			},
		},
		{
			Name: "any-one-time-password", Summary: "accepts any one-time password", Breaks: rules("USER-17"), Seen: "emulators",
			Fakes: rules("USER-14", "USER-15"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.Choice.CheckCode = func(string, string) error { fired(); return nil }
			},
		},
		{
			Name: "wrong-selected-password-name", Summary: "rejects a wrong password in SELECT_CHALLENGE with InvalidParameterException", Breaks: rules("USER-18"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Wrong
				b.Auth.Wrong = func(step string) error {
					if step == "SELECT_CHALLENGE" {
						fired()
						return exception("InvalidParameterException", "The password is wrong.")
					}
					return before(step)
				}
			},
		},
		{
			Name: "choice-outlives-wrong-password", Summary: "lets a password be tried again in the Session of SELECT_CHALLENGE", Breaks: rules("USER-19"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Auth.Sessions.SpentBy
				b.Auth.Sessions.SpentBy = func(ch *refpool.Challenge, refusal error) bool {
					if ch.Name == "SELECT_CHALLENGE" && refusal != nil {
						fired()
						return false
					}
					return before(ch, refusal)
				}
			},
		},
		{
			Name: "choice-not-for-admins", Summary: "rejects USER_AUTH in AdminInitiateAuth", Breaks: rules("USER-22"), Seen: "emulators",
			set: flow(func(name string, admin bool) (bool, error) {
				return admin && name == "USER_AUTH", exception("InvalidParameterException", "Initiate Auth method not supported.")
			}),
		},
		{
			Name: "device-key-in-choice-refused", Summary: "rejects USER_AUTH with a DEVICE_KEY", Breaks: rules("USER-23"),
			set: refuseBody("InitiateAuth", func(body map[string]any) bool {
				return body["AuthFlow"] == "USER_AUTH" && member(body, "AuthParameters")["DEVICE_KEY"] != nil
			}),
		},
		{
			Name: "no-metadata-after-choice", Summary: "issues no device keys in USER_AUTH", Breaks: rules("USER-26"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Issue.Due
				b.Device.Issue.Due = func(p *refpool.Pool, s *refpool.SignIn) bool {
					if s.Flow == "USER_AUTH" && before(p, s) {
						fired()
						return false
					}
					return before(p, s)
				}
			},
		},
	}
}

// offered changes the first factors that a user has.
func offered(change func(p *refpool.Pool, u *refpool.User, factors []string) []string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Choice.Offered
		b.Auth.Choice.Offered = func(p *refpool.Pool, u *refpool.User) []string {
			factors := before(p, u)
			changed := change(p, u, slices.Clone(factors))
			if len(changed) != len(factors) {
				fired()
			}
			return changed
		}
	}
}

// less is factors without one of them.
func less(factors []string, name string) []string {
	return slices.DeleteFunc(factors, func(factor string) bool { return factor == name })
}

// preferred answers one preference with another challenge.
func preferred(preference, challenge string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Auth.Choice.Preferred
		b.Auth.Choice.Preferred = func(preferred string, offered []string) string {
			if preferred == preference {
				fired()
				return challenge
			}
			return before(preferred, offered)
		}
	}
}

// selects matches responses to SELECT_CHALLENGE with a parameter.
func selects(parameter string) func(body map[string]any) bool {
	return func(body map[string]any) bool {
		return body["ChallengeName"] == "SELECT_CHALLENGE" && member(body, "ChallengeResponses")[parameter] != nil
	}
}
