package dialects

import (
	"strings"

	"github.com/cogbench/cogbench/refpool"
)

// anyDeviceKey registers whatever key it is given.
func anyDeviceKey() Dialect {
	return Dialect{
		Name: "any-device-key", Summary: "confirms devices under any key, issued or not",
		Like:    "emulators that keep devices in a table and issue keys elsewhere; see the fault unissued-key-confirmed",
		Fails:   rules("DEV-CONF-05", "DEV-CONF-06", "DEV-FORGET-05"),
		MayFail: rules("DEV-FORGET-04", "DEV-CONF-23"),
		Passes:  rules("SRP-03", "SRP-20", "DEV-CONF-02", "DEV-CONF-07", "DEV-SRP-10", "DEV-FORGET-01", "POOL-05", "MFA-06"),
		Cause:   rules("any key"),
		set: func(b *refpool.Behaviour) {
			before := b.Device.Find
			b.Device.Find = func(p *refpool.Pool, u *refpool.User, key string) *refpool.Device {
				if d := before(p, u, key); d != nil {
					return d
				}
				if u.Devices == nil {
					u.Devices = map[string]*refpool.Device{}
				}
				// It is known to nobody until it is confirmed.
				u.Devices[key] = &refpool.Device{Key: key, GroupKey: "-any", Confirmable: true}
				return u.Devices[key]
			}
			b.Device.Issue.Confirmable = func(*refpool.SignIn) bool { return true }
		},
	}
}

// noDevices has the user's half of the protocol, and that right.
func noDevices() Dialect {
	return Dialect{
		Name: "no-devices", Summary: "has users, SRP and second factors right, and no devices",
		Like:     "isksss/cognito-mock b872383, index.post.ts:175; floci and fakecloud since June 2026",
		MayFail:  rules("POOL-02", "POOL-15", "POOL-16"),
		Passes:   rules("SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-06", "SRP-07", "SRP-09", "SRP-20", "AUTH-01", "AUTH-04", "MFA-06", "TOK-01", "TOK-08", "REF-04", "REF-09"),
		Unjudged: ofDevices(),
		Cause:    rules("no devices"),
		set: func(b *refpool.Behaviour) {
			withoutDevices(b)
			b.Wire.Unknown = unsupportedOperation
		},
	}
}

// ofDevices are the rules that speak of nothing but devices. Without any, a refused key
// or an empty list shows nothing.
func ofDevices() []string {
	return rules("DEV-", "TRUST-", "SRP-05", "SRP-08", "SEC-05", "POOL-03", "POOL-04", "POOL-05", "POOL-08", "POOL-09", "POOL-13",
		"REF-02", "REF-03", "REF-05", "REF-10", "REF-12", "REF-14", "REF-17", "ADM-01", "ADM-02", "ADM-03", "ADM-04", "ADM-08", "ADM-09", "ADM-11", "ADM-12",
		"AUTH-12", "AUTH-19", "MFA-12", "MFA-24", "USER-26", "WIRE-07", "WIRE-10", "WIRE-13", "WIRE-14")
}

// withoutDevices has pools track no devices, and no operation know of them.
func withoutDevices(b *refpool.Behaviour) {
	b.Pool.DeviceConfiguration = func(*refpool.Pool, *refpool.DeviceConfiguration) *refpool.DeviceConfiguration { return nil }
	without(b, func(operation string) bool { return strings.Contains(operation, "Device") })
}
