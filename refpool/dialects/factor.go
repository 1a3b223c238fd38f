package dialects

import (
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// srpSkipsMFA goes from the password straight to the tokens, where that came by SRP.
func srpSkipsMFA() Dialect {
	return Dialect{
		Name: "srp-skips-mfa", Summary: "asks for no second factor after USER_SRP_AUTH, and does after USER_PASSWORD_AUTH",
		Like:  "overcast 7447958 and ministack f1bdbd8, less their unchecked proof",
		Fails: rules("MFA-09", "POOL-07"),
		MayFail: rules("MFA-", "POOL-", "ADM-03", "ADM-04", "AUTH-12", "AUTH-18", "AUTH-19", "DEV-CONF-03", "DEV-FORGET-03", "DEV-NEW-07", "DEV-SRP-20", "DEV-SRP-21", "DEV-SRP-23",
			"DEV-STAT-02", "DEV-STAT-10", "TRUST-02", "WIRE-08", "SEC-02", "SEC-03", "USER-13", "DEV-CONF-23", "DEV-NEW-15"),
		Passes:    rules("SRP-03", "SRP-04", "SRP-20", "AUTH-04", "TOK-01", "TOK-07", "DEV-CONF-02", "DEV-SRP-10", "DEV-FORGET-01", "REF-01"),
		NotPassed: rules("AUTH-19"),
		Cause:     rules("second factor", "no-mfa-after-srp"),
		set: func(b *refpool.Behaviour) {
			before := b.MFA.Demanded
			b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
				return s.Flow != "USER_SRP_AUTH" && before(p, s, factors)
			}
		},
	}
}

// anyTOTP takes every code of a software token.
func anyTOTP() Dialect {
	return Dialect{
		Name: "totp-faked", Summary: "accepts any code for a software token, when it is set up and when it is asked for",
		Like:      "moto 0af643a, verify_software_token and the answer to SOFTWARE_TOKEN_MFA in moto/cognitoidp/models.py",
		Fails:     rules("MFA-06", "MFA-28", "MFA-34"),
		MayFail:   rules("MFA-07", "MFA-13", "MFA-14", "MFA-26", "MFA-39"),
		Passes:    rules("SRP-03", "SRP-20", "AUTH-04", "DEV-CONF-02", "DEV-SRP-10", "DEV-FORGET-01", "POOL-05", "MFA-09"),
		NotPassed: rules("MFA-02", "MFA-21", "MFA-27"),
		Cause:     rules("any code for a software token"),
		set: func(b *refpool.Behaviour) {
			b.MFA.CheckTOTP = func(*refpool.TOTP, string, time.Time) error { return nil }
		},
	}
}
