package faults

import (
	"slices"

	"github.com/cogbench/cogbench/refpool"
)

func poolFaults() []Fault {
	return []Fault{
		{
			Name: "metadata-without-tracking", Summary: "issues device keys in pools that do not track devices", Breaks: rules("POOL-01"), Also: rules("POOL-16"), Seen: "emulators",
			set: due(func(p *refpool.Pool, _ *refpool.SignIn) (bool, bool) { return true, p.Config.Device == nil }),
		},
		{
			Name: "false-false-is-off", Summary: "treats {false, false} as if devices were not tracked", Breaks: rules("POOL-02"), Also: append(neverTracked(), "AUTH-13", "DEV-NEW-04", "DEV-NEW-08", "DEV-NEW-09", "DEV-NEW-14"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Tracked
				off := func(p *refpool.Pool) bool {
					d := p.Config.Device
					return d != nil && !d.ChallengeRequiredOnNewDevice && !d.DeviceOnlyRememberedOnUserPrompt
				}
				b.Device.Tracked = func(p *refpool.Pool) bool {
					if off(p) {
						fired()
						return false
					}
					return before(p)
				}
				due(func(p *refpool.Pool, _ *refpool.SignIn) (bool, bool) { return false, off(p) })(b, fired)
			},
		},
		{
			Name: "confirm-never-remembers", Summary: "never remembers a device on ConfirmDevice", Breaks: rules("POOL-03", "DEV-CONF-02"), Also: append(alwaysRemembered(), "DEV-GET-05", "SRP-14", "WIRE-02", "WIRE-07", "POOL-12", "DEV-CONF-14", "DEV-SRP-22", "DEV-SRP-29", "DEV-SRP-31", "DEV-GET-02", "DEV-FORGET-10"), Seen: "emulators",
			set: remembered(func(*refpool.Pool) bool { return false }),
		},
		{
			Name: "confirm-always-remembers", Summary: "remembers every device on ConfirmDevice", Breaks: rules("POOL-04", "DEV-CONF-03"), Also: rules("POOL-13", "DEV-SRP-20", "ADM-11", "POOL-07"), Seen: "emulators",
			set: remembered(func(*refpool.Pool) bool { return true }),
		},
		{
			Name: "device-never-replaces-mfa", Summary: "still asks for the second factor after the device's proof", Breaks: rules("POOL-05"), Also: rules("POOL-10", "POOL-13", "MFA-09", "TRUST-01", "TRUST-02", "AUTH-19", "DEV-SRP-21", "DEV-SRP-14", "SRP-14", "POOL-12"),
			set: mfaAfterDevice,
		},
		{
			Name: "device-always-replaces-mfa", Summary: "skips the second factor on a remembered device although ChallengeRequiredOnNewDevice is false", Breaks: rules("POOL-06"), Seen: "emulators",
			set: suppressed(func(p *refpool.Pool, _ *refpool.SignIn, d *refpool.Device, _ []string) (bool, bool) {
				return true, p.Config.Device != nil && !p.Config.Device.ChallengeRequiredOnNewDevice && d != nil && d.Remembered
			}),
		},
		{
			Name: "confirmed-device-replaces-mfa", Summary: "skips the second factor on a device that is confirmed but not remembered", Breaks: rules("POOL-07"), Also: rules("DEV-STAT-02", "DEV-SRP-20", "POOL-13", "ADM-03", "TRUST-02", "MFA-08"), Seen: "emulators",
			set: suppressed(func(_ *refpool.Pool, _ *refpool.SignIn, d *refpool.Device, _ []string) (bool, bool) {
				return true, d != nil && d.Confirmed && !d.Remembered
			}),
		},
		{
			Name: "device-only-with-optional-mfa", Summary: "does not authenticate the device of a user without a second factor", Breaks: rules("POOL-08"),
			set: asks(func(p *refpool.Pool, s *refpool.SignIn, _ *refpool.Device) (bool, bool) {
				return false, p.Config.MFA == "OPTIONAL" && (s.User.TOTP == nil || !s.User.TOTP.Active)
			}),
		},
		{
			Name: "device-only-with-mfa", Summary: "does not authenticate devices in pools without MFA", Breaks: rules("POOL-09"), Also: append(withoutDeviceProof(), "DEV-SRP-01", "DEV-CONF-14", "SRP-14"), Seen: "emulators",
			set: asks(func(p *refpool.Pool, _ *refpool.SignIn, _ *refpool.Device) (bool, bool) {
				return false, p.Config.MFA == "OFF"
			}),
		},
		{
			Name: "device-replaces-mfa-at-once", Summary: "skips a second factor that was enabled after the device was remembered", Breaks: rules("POOL-10"),
			set: suppressed(func(p *refpool.Pool, _ *refpool.SignIn, d *refpool.Device, _ []string) (bool, bool) {
				return true, d != nil && d.Remembered && !d.MFAPassed && p.Config.Device.ChallengeRequiredOnNewDevice
			}),
		},
		{
			Name: "device-does-not-replace-email", Summary: "asks for an e-mail code even on a remembered device", Breaks: rules("POOL-12"),
			set: suppressed(func(_ *refpool.Pool, s *refpool.SignIn, _ *refpool.Device, factors []string) (bool, bool) {
				return false, s.User.PreferredMFA == "EMAIL_OTP" && slices.Contains(factors, "EMAIL_OTP")
			}),
		},
		{
			Name: "device-does-not-replace-sms", Summary: "asks for an SMS code even on a remembered device", Breaks: rules("POOL-13"),
			set: suppressed(func(_ *refpool.Pool, _ *refpool.SignIn, _ *refpool.Device, factors []string) (bool, bool) {
				return false, slices.Contains(factors, "SMS_MFA")
			}),
		},
		{
			Name: "prompt-undescribed", Summary: "describes DeviceOnlyRememberedOnUserPrompt as false", Breaks: rules("POOL-15"),
			set: onSuccess(func(object map[string]any) bool {
				device := member(member(object, "UserPool"), "DeviceConfiguration")
				set := device["DeviceOnlyRememberedOnUserPrompt"] == true
				if set {
					device["DeviceOnlyRememberedOnUserPrompt"] = false
				}
				return set
			}, "DescribeUserPool"),
		},
		{
			Name: "tracking-stays-on", Summary: "goes on tracking devices when UpdateUserPool leaves DeviceConfiguration out", Breaks: rules("POOL-16"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Pool.DeviceConfiguration = func(p *refpool.Pool, given *refpool.DeviceConfiguration) *refpool.DeviceConfiguration {
					if given == nil && p.Config.Device != nil {
						fired()
						return p.Config.Device
					}
					return given
				}
			},
		},
	}
}

// neverTracked are rules that are checked in pools with {false, false} too.
func neverTracked() []string {
	return rules("DEV-NEW-01", "DEV-CONF-01", "POOL-06", "POOL-07", "POOL-08", "POOL-09")
}

// alwaysRemembered are rules whose checks need a device remembered by
// ConfirmDevice alone.
func alwaysRemembered() []string {
	return rules("POOL-05", "POOL-08", "POOL-09", "POOL-10", "DEV-SRP-01", "DEV-GET-01", "DEV-LIST-01", "DEV-LIST-03", "ADM-01", "ADM-11", "DEV-FORGET-01", "MFA-09", "POOL-02")
}

// withoutDeviceProof are rules whose checks sign in with a device in pools
// without MFA.
func withoutDeviceProof() []string {
	return rules("DEV-SRP-07", "DEV-SRP-21", "DEV-SRP-22", "DEV-STAT-01", "DEV-STAT-03", "DEV-CONF-02", "DEV-CONF-10", "DEV-CONF-12", "POOL-03", "POOL-04", "AUTH-19", "ADM-03", "DEV-FORGET-04", "DEV-SRP-09")
}

// due decides for some sign-ins whether a device key is issued.
func due(decide func(*refpool.Pool, *refpool.SignIn) (due, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Issue.Due
		b.Device.Issue.Due = func(p *refpool.Pool, s *refpool.SignIn) bool {
			if due, decided := decide(p, s); decided {
				fired()
				return due
			}
			return before(p, s)
		}
	}
}

// remembered decides what ConfirmDevice remembers; what it answers is as ever.
func remembered(decide func(*refpool.Pool) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Confirm.Remembered = func(p *refpool.Pool) bool { fired(); return decide(p) }
	}
}

// suppressed decides for some sign-ins whether a device replaces the factor.
func suppressed(decide func(*refpool.Pool, *refpool.SignIn, *refpool.Device, []string) (skip, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.MFA.Suppressed
		b.MFA.Suppressed = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device, factors []string) bool {
			if skip, decided := decide(p, s, d, factors); decided {
				fired()
				return skip
			}
			return before(p, s, d, factors)
		}
	}
}

// mfaAfterDevice takes the device's proof for no second factor.
func mfaAfterDevice(b *refpool.Behaviour, fired func()) {
	before := b.MFA.Suppressed
	b.MFA.Suppressed = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device, factors []string) bool {
		suppressed := before(p, s, d, factors)
		if suppressed && s.HasPassed("DEVICE_PASSWORD_VERIFIER") {
			fired()
			return false
		}
		return suppressed
	}
}

// asks decides for some sign-ins whether the device's challenges are issued.
func asks(decide func(*refpool.Pool, *refpool.SignIn, *refpool.Device) (asked, decided bool)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.SignIn.AsksProof
		b.Device.SignIn.AsksProof = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device) bool {
			if d == nil || s.User == nil || s.HasPassed("DEVICE_PASSWORD_VERIFIER") {
				return before(p, s, d)
			}
			if asked, decided := decide(p, s, d); decided {
				fired()
				return asked
			}
			return before(p, s, d)
		}
	}
}
