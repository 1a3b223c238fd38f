package faults

import (
	"io"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// toys are servers that one could write in an afternoon, and that pass the tests
// that one would write with them.
func toys() []Fault {
	return []Fault{
		{
			Name: "toy-accepts-every-proof", Summary: "accepts every proof", Toy: true, Breaks: rules("AUTH-04", "SRP-20", "DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "SEC-05"), Also: rules("PWD-02", "PWD-03", "PWD-18", "PWD-19", "SEC-04", "SRP-17", "SRP-22", "AUTH-24", "DEV-CONF-14", "SEC-06"), Seen: "emulators",
			Fakes: rightProofs(),
			set:   checkProof(func(*refpool.Challenge, refpool.Claim) (error, bool) { return nil, true }),
		},
		{
			Name: "toy-skips-mfa-after-srp", Summary: "never asks for a second factor after SRP", Toy: true, Breaks: rules("POOL-07", "POOL-06", "MFA-09", "AUTH-18"), Also: rules("MFA-30", "POOL-02", "POOL-10", "ADM-03", "ADM-04", "DEV-FORGET-03", "DEV-SRP-20", "DEV-STAT-02", "POOL-13", "WIRE-08", "USER-13", "MFA-20", "TRUST-02"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.MFA.Demanded = func(*refpool.Pool, *refpool.SignIn, []string) bool { fired(); return false }
			},
		},
		{
			Name: "toy-ignores-device-key", Summary: "ignores DEVICE_KEY", Toy: true, Breaks: rules("DEV-SRP-01", "DEV-SRP-16", "DEV-NEW-05"), Also: rules("DEV-CONF-02", "DEV-CONF-14", "DEV-FORGET-03", "DEV-STAT-01", "DEV-STAT-03", "MFA-09", "POOL-03", "POOL-09", "POOL-13", "REF-01", "SRP-14", "POOL-12", "REF-17"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Sent = func(string, map[string]string) string { fired(); return "" }
			},
		},
		{
			Name: "toy-remembers-everything", Summary: "remembers every device, whatever its status is set to", Toy: true, Breaks: rules("POOL-04", "DEV-STAT-02", "DEV-SRP-20"), Also: rules("POOL-07", "ADM-02", "ADM-03", "ADM-11", "DEV-CONF-03", "DEV-GET-04", "DEV-LIST-01", "DEV-STAT-10", "POOL-13"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				remembered(func(*refpool.Pool) bool { return true })(b, fired)
				setStatus(func(_ *refpool.Device, status string) bool { return status == "not_remembered" })(b, fired)
			},
		},
		{
			Name: "toy-forgets-nothing", Summary: "never forgets a device", Toy: true, Breaks: rules("DEV-FORGET-01", "ADM-04"), Also: rules("DEV-FORGET-09", "DEV-STAT-04", "REF-12"), Seen: "emulators",
			set: forget(func(*refpool.User, *refpool.Device) error { return nil }),
		},
		{
			Name: "toy-never-uses-the-verifier", Summary: "stores a device's verifier, but accepts any proof", Toy: true, Breaks: rules("DEV-SRP-09", "DEV-SRP-10", "DEV-CONF-14"), Also: rules("DEV-SRP-11", "SEC-04", "SEC-05", "SRP-17", "SRP-20"), Seen: "emulators",
			Fakes: rules("SRP-05", "SRP-08", "DEV-SRP-07"),
			set:   checkProof(func(ch *refpool.Challenge, _ refpool.Claim) (error, bool) { return nil, ch.DeviceKey != "" }),
		},
		{
			Name: "toy-fixed-width-everywhere", Summary: "pads every integer to 384 bytes", Toy: true, Chance: true, Breaks: rules("SRP-03", "SRP-06"), Seen: "emulators",
			set: wrongArithmetic("scrambling=fixed-width,premaster-bytes=fixed-width"),
		},
		{
			Name: "toy-one-secret-block", Summary: "sends everyone the same SECRET_BLOCK", Toy: true, Breaks: rules("SRP-13"), Also: rules("WIRE-20"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Auth.SRP.NewSecretBlock = func(io.Reader) ([]byte, error) { fired(); return make([]byte, 64), nil }
			},
		},
		{
			Name: "toy-no-isolation", Summary: "keeps the devices of all users in one place", Toy: true, Breaks: rules("DEV-STAT-06", "DEV-GET-05", "DEV-FORGET-07"), Also: rules("DEV-CONF-06", "DEV-SRP-18"), Seen: "emulators",
			set: devicesOfAllUsers,
		},
		{
			Name: "toy-never-checks-tokens", Summary: "reads tokens without checking anything", Toy: true, Breaks: rules("TOK-07", "TOK-08", "DEV-CONF-08"), Also: rules("DEV-FORGET-10", "DEV-CONF-09", "TOK-18", "PWD-21"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				use := &b.Token.Use
				use.Verify = func(_ refpool.SigningKeys, token string) (refpool.TokenClaims, error) {
					fired()
					return refpool.UnverifiedClaims(token)
				}
				use.IsAccess = func(string) bool { return true }
				use.InScope = func(string) bool { return true }
				use.Expired = func(time.Time, time.Time) bool { return false }
				use.Revoked = func(g *refpool.Grant) bool { return g == nil }
			},
		},
		{
			Name: "toy-refreshes-without-device", Summary: "refreshes tokens whatever the device", Toy: true, Breaks: rules("REF-02", "REF-03", "DEV-FORGET-08"), Also: rules("REF-05", "REF-12", "REF-14", "REF-17"), Seen: "emulators",
			set: deviceFits(func(*refpool.Grant, *refpool.Device, string) bool { return true }),
		},
	}
}
