package faults

import (
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func statusFaults() []Fault {
	return []Fault{
		{
			Name: "remember-ignored", Summary: "ignores UpdateDeviceStatus remembered", Breaks: rules("DEV-STAT-01", "DEV-STAT-03"), Also: rules("POOL-04", "TRUST-02", "ADM-03", "ADM-11", "POOL-13", "DEV-SRP-01", "DEV-FORGET-01", "DEV-GET-01", "DEV-LIST-01", "MFA-09", "POOL-09", "POOL-05", "POOL-08", "POOL-10", "DEV-SRP-22"),
			set: setStatus(func(d *refpool.Device, status string) bool { return status == "remembered" && !d.Remembered }),
		},
		{
			Name: "unremember-ignored", Summary: "keeps remembering a device set to not_remembered", Breaks: rules("DEV-STAT-02", "DEV-STAT-10"),
			Also: rules("DEV-STAT-08", "DEV-GET-04", "DEV-LIST-01", "ADM-02", "ADM-03", "ADM-11", "POOL-07", "MFA-08"), Seen: "emulators",
			set: setStatus(func(_ *refpool.Device, status string) bool { return status == "not_remembered" }),
		},
		{
			Name: "unremember-drops-secret", Summary: "deletes the verifier of a device set to not_remembered", Breaks: rules("DEV-STAT-03"), Also: rules("ADM-03"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					before(d, status, now)
					if status == "not_remembered" {
						fired()
						d.Verifier = nil
					}
				}
			},
		},
		{
			Name: "status-toggles", Summary: "flips the status when it is set to what it already is", Breaks: rules("DEV-STAT-08"), Also: rules("ADM-03", "ADM-11", "DEV-CONF-10", "DEV-CONF-12", "DEV-CONF-14", "DEV-CONF-20", "POOL-07"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					if (status == "remembered") == d.Remembered && status != "" {
						fired()
						d.Remembered = !d.Remembered
						return
					}
					before(d, status, now)
				}
			},
		},
		{
			Name: "always-means-always", Summary: "authenticates a device set to not_remembered in an Always pool", Breaks: rules("DEV-STAT-02", "DEV-STAT-10"), Also: rules("DEV-STAT-08", "ADM-03", "MFA-08"), Seen: "emulators",
			set: asks(func(p *refpool.Pool, _ *refpool.SignIn, d *refpool.Device) (bool, bool) {
				return true, p.Config.Device != nil && !p.Config.Device.DeviceOnlyRememberedOnUserPrompt && d.Confirmed && !d.Remembered && d.Verifier != nil
			}),
		},
		{
			Name: "modified-date-stands", Summary: "does not update DeviceLastModifiedDate", Breaks: rules("DEV-STAT-11"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					modified := d.LastModified
					before(d, status, now)
					d.LastModified = modified
					fired()
				}
			},
		},
		{
			Name: "old-device-keeps-status", Summary: "ignores changes to the status of a device of more than three weeks", Breaks: rules("TRUST-02"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.SetStatus
				b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
					if now.Sub(d.Created) > 3*7*24*time.Hour {
						fired()
						return
					}
					before(d, status, now)
				}
			},
		},
		{
			Name: "status-by-own-token", Summary: "sets the status of a device only with the token of its own sign-in", Breaks: rules("DEV-STAT-12"), Also: rules("DEV-STAT-04", "DEV-LIST-01"),
			set: refuseBodyWith("UpdateDeviceStatus", exception("NotAuthorizedException", "Not this device's token."), func(body map[string]any) bool {
				token, _ := body["AccessToken"].(string)
				claims := claimsOf(token)
				key, _ := body["DeviceKey"].(string)
				return claims != "" && key != "" && !strings.Contains(claims, key)
			}),
		},
		{
			Name: "status-of-unknown-name", Summary: "rejects an unknown key in UpdateDeviceStatus with InvalidParameterException", Breaks: rules("DEV-STAT-04", "DEV-FORGET-02"), Also: rules("DEV-STAT-05"),
			set: unknown("InvalidParameterException", "UpdateDeviceStatus"),
		},
	}
}

// setStatus overlooks some changes of status.
func setStatus(overlooked func(d *refpool.Device, status string) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.SetStatus
		b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
			if overlooked(d, status) {
				fired()
				status = ""
			}
			before(d, status, now)
		}
	}
}

// unknown names the refusal of an unknown key by some operations.
func unknown(name string, operations ...string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Unknown
		b.Device.Unknown = func(operation string) error {
			for _, one := range operations {
				if one == operation {
					fired()
					return exception(name, "Device does not exist.")
				}
			}
			return before(operation)
		}
	}
}
