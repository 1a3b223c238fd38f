package faults

import (
	"slices"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func mfaFaults() []Fault {
	return slices.Concat(factorFaults(), setUpFaults(), codeFaults(), preferenceFaults())
}

// factorFaults are about the challenges of second factors and the choice among them.
func factorFaults() []Fault {
	return []Fault{
		{Name: "sms-code-key", Summary: "reads an SMS code from SMS_CODE", Breaks: rules("MFA-01"), Also: rules("POOL-13"), set: codeKey("SMS_MFA", "SMS_CODE")},
		{Name: "totp-code-key", Summary: "reads a TOTP code from SMS_MFA_CODE", Breaks: rules("MFA-02"), Also: rules("AUTH-04", "AUTH-13", "AUTH-18", "DEV-SRP-17", "POOL-01", "POOL-02", "TOK-01", "WIRE-08", "WIRE-09", "ASF-02"), Seen: "emulators", set: codeKey("SOFTWARE_TOKEN_MFA", "SMS_MFA_CODE")},
		{Name: "email-code-key", Summary: "reads an e-mail code only from EMAIL_MFA_CODE", Breaks: rules("MFA-03"), Also: rules("USER-14"), set: codeKey("EMAIL_OTP", "EMAIL_MFA_CODE")},
		{
			Name: "select-by-number", Summary: "rejects factor names in answers to SELECT_MFA_TYPE", Breaks: rules("MFA-04"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.Selected = func(string, []string) (string, error) {
					fired()
					return "", exception("InvalidParameterException", "ANSWER is a number.")
				}
			}, Also: rules("MFA-11"),
		},
		{
			Name: "missing-session-name", Summary: "rejects a missing Session with NotAuthorizedException", Breaks: rules("MFA-05"),
			set: missing("NotAuthorizedException", func(_, parameter string) bool { return parameter == "Session" }),
		},
		{Name: "wrong-code-name", Summary: "rejects a wrong code with NotAuthorizedException", Breaks: rules("MFA-06"), Also: rules("MFA-13", "PWD-03", "PWD-11"), Seen: "emulators", set: renamed("CodeMismatchException", "NotAuthorizedException")},
		{
			Name: "totp-reusable", Summary: "accepts the same TOTP code more than once", Breaks: rules("MFA-07"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.CheckTOTP
				b.MFA.CheckTOTP = func(t *refpool.TOTP, code string, now time.Time) error {
					t.LastStep = 0
					fired()
					return before(t, code, now)
				}
			},
		},
		{
			Name: "any-code", Summary: "accepts any code", Breaks: rules("MFA-06", "MFA-28", "MFA-34"), Also: rules("MFA-07", "MFA-13", "MFA-14", "MFA-15"), Seen: "emulators",
			Fakes: rules("MFA-01", "MFA-02", "MFA-03", "MFA-21", "MFA-27"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.CheckTOTP = func(*refpool.TOTP, string, time.Time) error { fired(); return nil }
				b.MFA.CheckSent = func(string, string) error { fired(); return nil }
			},
		},
		{
			Name: "device-key-in-mfa-refused", Summary: "rejects a DEVICE_KEY sent along with a code", Breaks: rules("MFA-08"), Also: rules("MFA-01", "DEV-SRP-23", "DEV-SRP-20", "POOL-06", "POOL-10", "DEV-STAT-02", "POOL-07", "POOL-13", "TRUST-02", "ADM-03", "DEV-CONF-03", "DEV-STAT-10", "POOL-04"),
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool {
				given := member(body, "ChallengeResponses")
				return given["DEVICE_KEY"] != nil && (given["SOFTWARE_TOKEN_MFA_CODE"] != nil || given["SMS_MFA_CODE"] != nil) && given["UNHEARD_OF"] == nil
			}),
		},
		{
			Name: "optional-mfa-never-asked", Summary: "never asks for a second factor if MFA is optional", Breaks: rules("MFA-09"), Also: rules("POOL-06", "POOL-10", "DEV-STAT-02", "DEV-SRP-20", "DEV-FORGET-03", "ADM-03", "ADM-04", "AUTH-18"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.Demanded
				b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
					if p.Config.MFA == "OPTIONAL" {
						fired()
						return false
					}
					return before(p, s, factors)
				}
			},
		},
		{
			Name: "any-preference", Summary: "accepts any MFA preference", Breaks: rules("MFA-10", "MFA-11"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.CheckPreference = func(*refpool.Pool, *refpool.User, refpool.MFAPreference) error { fired(); return nil }
			},
		},
		{
			Name: "first-factor", Summary: "asks for the first active factor, whichever is preferred", Breaks: rules("MFA-04", "MFA-11", "MFA-16"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.Choose = func(_ *refpool.Pool, _ *refpool.User, factors []string) string { fired(); return factors[0] }
			},
		},
		{
			Name: "device-key-kept-in-mfa", Summary: "keeps the device of PASSWORD_VERIFIER when an MFA response names none", Breaks: rules("MFA-12"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.KeepsDevice = func(ch *refpool.Challenge) bool {
					if ch.SignIn.DeviceKey != "" && ch.Name != "MFA_SETUP" {
						fired()
					}
					return true
				}
			},
		},
		{
			Name: "totp-where-mfa-is-optional", Summary: "asks for TOTP without a choice where MFA is optional", Breaks: rules("MFA-16"),
			set: chosen(func(p *refpool.Pool, u *refpool.User, factors []string) (string, bool) {
				return "SOFTWARE_TOKEN_MFA", p.Config.MFA == "OPTIONAL" && u.PreferredMFA == "" && slices.Contains(factors, "SOFTWARE_TOKEN_MFA")
			}),
		},
		{
			Name: "no-factor-of-recovery", Summary: "offers no factor whose address serves for account recovery first", Breaks: rules("MFA-16"),
			set: chosen(func(p *refpool.Pool, u *refpool.User, factors []string) (string, bool) {
				return "SOFTWARE_TOKEN_MFA", p.Config.Recovery[0] == "verified_phone_number" && p.Config.MFA == "ON" && u.PreferredMFA == "" &&
					slices.Equal(factors, []string{"SMS_MFA", "SOFTWARE_TOKEN_MFA"})
			}),
		},
		{Name: "no-friendly-name", Summary: "omits FRIENDLY_DEVICE_NAME from SOFTWARE_TOKEN_MFA", Breaks: rules("MFA-17"), set: dropParameter("SOFTWARE_TOKEN_MFA", "FRIENDLY_DEVICE_NAME")},
		{Name: "no-user-id-in-mfa", Summary: "omits USER_ID_FOR_SRP from SOFTWARE_TOKEN_MFA", Breaks: rules("MFA-18"), set: dropParameter("SOFTWARE_TOKEN_MFA", "USER_ID_FOR_SRP")},
		{Name: "factors-to-select-unlisted", Summary: "does not list the factors to select from", Breaks: rules("MFA-19"), Seen: "emulators", set: dropParameter("SELECT_MFA_TYPE", "MFAS_CAN_CHOOSE")},
	}
}

// chosen decides for some users which challenge comes of their factors.
func chosen(decide func(p *refpool.Pool, u *refpool.User, factors []string) (challenge string, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.MFA.Choose
		b.MFA.Choose = func(p *refpool.Pool, u *refpool.User, factors []string) string {
			if challenge, decided := decide(p, u, factors); decided {
				fired()
				return challenge
			}
			return before(p, u, factors)
		}
	}
}

// codeKey reads the code of a challenge under another name.
func codeKey(challenge, key string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.MFA.Code
		b.MFA.Code = func(name string, given map[string]string) string {
			if name == challenge {
				fired()
				return given[key]
			}
			return before(name, given)
		}
	}
}
