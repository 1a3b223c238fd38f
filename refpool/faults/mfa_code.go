package faults

import (
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/cogbench/cogbench/refpool"
)

// tokenStep is the life of a TOTP code.
const tokenStep = 30 * time.Second

// codeFaults are about which codes are right, and what they bring about.
func codeFaults() []Fault {
	return []Fault{
		{
			Name: "wrong-codes-never-lock", Summary: "lets a user try codes without end", Breaks: rules("MFA-26"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.Lockout.Counts = func(string) bool { fired(); return false }
			},
		},
		{
			Name: "present-step-only", Summary: "accepts no TOTP code but that of the present step", Breaks: rules("MFA-27"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.CheckTOTP
				b.MFA.CheckTOTP = func(t *refpool.TOTP, code string, now time.Time) error {
					if present, err := totp.GenerateCode(t.Secret, now); err == nil && present != code {
						fired()
						return exception("CodeMismatchException", "Invalid code received for user")
					}
					return before(t, code, now)
				}
			},
		},
		{
			Name: "any-hash", Summary: "accepts TOTP codes made with HMAC-SHA-256", Breaks: rules("MFA-28"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.CheckTOTP
				b.MFA.CheckTOTP = func(t *refpool.TOTP, code string, now time.Time) error {
					other, err := totp.GenerateCodeCustom(t.Secret, now, totp.ValidateOpts{
						Period: uint(tokenStep / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA256,
					})
					if err == nil && other == code {
						fired()
						return nil
					}
					return before(t, code, now)
				}
			},
		},
		{
			Name: "code-verifies-no-address", Summary: "leaves an address unverified that a code was sent to", Breaks: rules("MFA-29"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.Verifies = func(string) string { fired(); return "" }
			},
		},
		{
			Name: "sent-code-life-minute", Summary: "refuses codes that were sent more than a minute ago", Breaks: rules("MFA-31"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.CodeLife = func(*refpool.Client) time.Duration { fired(); return time.Minute }
			},
		},
		{Name: "delivery-untold", Summary: "does not tell where a code was sent", Breaks: rules("MFA-32"), Seen: "emulators", set: dropParameter("SMS_MFA", "CODE_DELIVERY_DESTINATION")},
		{Name: "medium-untold", Summary: "does not tell how a code was sent", Breaks: rules("MFA-32"), set: dropParameter("SMS_MFA", "CODE_DELIVERY_DELIVERY_MEDIUM")},
		{
			Name: "no-totp-name", Summary: "rejects software tokens in pools without TOTP with InvalidParameterException", Breaks: rules("MFA-33"), Seen: "emulators",
			set: renamed("SoftwareTokenMFANotFoundException", "InvalidParameterException"),
		},
		{
			Name: "token-replaced-at-once", Summary: "forgets a software token as soon as another is associated", Breaks: rules("MFA-39"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.Associate = func(t *refpool.TOTP, secret string) {
					fired()
					if t.Secret != "" {
						t.Secret = secret
					}
					t.Pending = secret
				}
			},
		},
	}
}
