package faults

import (
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/refpool"
)

func adminFaults() []Fault {
	return []Fault{
		{
			Name: "no-admin-attributes", Summary: "shows administrators no more than the user sees", Breaks: rules("ADM-01"), Also: rules("ADM-02"), Seen: "emulators",
			set: attributes(func(_ *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				return slices.DeleteFunc(list, func(a refpool.Attribute) bool { return strings.HasPrefix(a.Name, "dev:") })
			}),
		},
		{
			Name: "not-remembered-hidden", Summary: "hides devices that are not remembered from administrators", Breaks: rules("ADM-02"), Also: rules("ADM-11", "DEV-GET-04"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.VisibleToAdmin = func(d *refpool.Device) bool { fired(); return d.Remembered }
			},
		},
		{Name: "admin-changes-lost", Summary: "discards what an administrator changes about a device", Breaks: rules("ADM-03", "ADM-04"), Also: rules("ADM-11", "TRUST-02"), set: changesLost},
		{
			Name: "admin-unknown-user", Summary: "rejects an unknown user with NotAuthorizedException", Breaks: rules("ADM-05"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Admin.UnknownUser = func(string) error { fired(); return exception("NotAuthorizedException", "User does not exist.") }
			},
		},
		{
			Name: "admin-unknown-pool", Summary: "rejects an unknown pool with InvalidParameterException", Breaks: rules("ADM-07"),
			set: func(b *refpool.Behaviour, fired func()) {
				b.Admin.UnknownPool = func(string) error { fired(); return exception("InvalidParameterException", "Which pool?") }
			},
		},
		{
			Name: "admin-by-username-only", Summary: "lets administrators find users only by user name", Breaks: rules("ADM-08"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Admin.FindUser
				b.Admin.FindUser = func(p *refpool.Pool, name string) *refpool.User {
					u := before(p, name)
					if u != nil && !strings.EqualFold(u.Username, name) {
						fired()
						return nil
					}
					return u
				}
			},
		},
		{
			Name: "admin-unknown-device", Summary: "rejects an unknown device key from an administrator with InvalidParameterException", Breaks: rules("ADM-09"), Also: rules("DEV-FORGET-01", "WIRE-04", "WIRE-05", "WIRE-06"),
			set: unknown("InvalidParameterException", "AdminGetDevice", "AdminForgetDevice", "AdminUpdateDeviceStatus"),
		},
		{
			Name: "device-arn-short", Summary: "shows dev:device_arn without the device's owner", Breaks: rules("ADM-12"),
			set: attributes(func(d *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				for i := range list {
					if list[i].Name == "dev:device_arn" {
						list[i].Value = "arn:aws:cognito-idp:us-east-1:000000000000:device/" + d.Key
					}
				}
				return list
			}),
		},
		{
			Name: "status-attribute-stands", Summary: "always shows dev:device_remembered_status as remembered", Breaks: rules("ADM-11", "ADM-02"),
			set: attributes(func(_ *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				for i := range list {
					if list[i].Name == "dev:device_remembered_status" {
						list[i].Value = "remembered"
					}
				}
				return list
			}),
		},
	}
}

// changesLost gives an administrator a copy of a user who has devices.
func changesLost(b *refpool.Behaviour, fired func()) {
	before := b.Admin.FindUser
	b.Admin.FindUser = func(p *refpool.Pool, name string) *refpool.User {
		u := before(p, name)
		if u == nil || len(u.Devices) == 0 {
			return u
		}
		fired()
		other := *u
		other.Devices = maps.Clone(u.Devices)
		for key, d := range other.Devices {
			same := *d
			other.Devices[key] = &same
		}
		return &other
	}
}
