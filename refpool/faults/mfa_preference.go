package faults

import "github.com/cogbench/cogbench/refpool"

// preferenceFaults are about what users, administrators and pools turn on and off.
func preferenceFaults() []Fault {
	return []Fault{
		{Name: "last-factor-turned-off", Summary: "lets users turn off their last factor although the pool demands MFA", Breaks: rules("MFA-30"), Seen: "emulators", set: lastFactorTurnedOff},
		{
			Name: "mfa-outlives-setting", Summary: "asks for a second factor although the pool has MFA off", Breaks: rules("MFA-35"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.Demanded
				b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
					if p.Config.MFA == "OFF" && s.User.TOTP != nil && s.User.TOTP.Active {
						fired()
						return true
					}
					return before(p, s, factors)
				}
				factors := b.MFA.Factors
				b.MFA.Factors = func(p *refpool.Pool, u *refpool.User) []string {
					if p.Config.MFA == "OFF" && u.TOTP != nil && u.TOTP.Active {
						return []string{"SOFTWARE_TOKEN_MFA"}
					}
					return factors(p, u)
				}
			},
		},
		{
			Name: "factor-stays-on", Summary: "refuses to turn a software token off", Breaks: rules("MFA-36", "MFA-37"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.CheckPreference
				b.MFA.CheckPreference = func(p *refpool.Pool, u *refpool.User, wanted refpool.MFAPreference) error {
					if wanted.SoftwareToken != nil && !wanted.SoftwareToken.Enabled {
						fired()
						return exception("InvalidParameterException", "TOTP cannot be turned off.")
					}
					return before(p, u, wanted)
				}
			},
		},
		{
			Name: "active-factors-untold", Summary: "omits the active factors from GetUser", Breaks: rules("MFA-38"), Seen: "emulators",
			set: onSuccess(func(object map[string]any) bool {
				_, there := object["UserMFASettingList"]
				delete(object, "UserMFASettingList")
				return there
			}, "GetUser"),
		},
		{
			Name: "email-mfa-beside-recovery", Summary: "allows e-mail codes where accounts are recovered by e-mail alone", Breaks: rules("MFA-40"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Pool.EmailFactor = func(*refpool.Pool) bool { fired(); return true }
			},
		},
	}
}

// lastFactorTurnedOff takes any preference, and asks users who turned their token off
// for nothing.
func lastFactorTurnedOff(b *refpool.Behaviour, fired func()) {
	check, demanded := b.MFA.CheckPreference, b.MFA.Demanded
	off := func(u *refpool.User) bool {
		return u.TOTP != nil && u.TOTP.Secret != "" && !u.TOTP.Active && !u.SMSMFA && !u.EmailMFA
	}
	b.MFA.CheckPreference = func(p *refpool.Pool, u *refpool.User, wanted refpool.MFAPreference) error {
		if p.Config.MFA == "ON" && wanted.SoftwareToken != nil && !wanted.SoftwareToken.Enabled {
			return nil
		}
		return check(p, u, wanted)
	}
	b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
		if p.Config.MFA == "ON" && off(s.User) {
			fired()
			return false
		}
		return demanded(p, s, factors)
	}
}
