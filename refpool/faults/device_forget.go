package faults

import (
	"io"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

func forgetFaults() []Fault {
	return []Fault{
		{
			Name: "forget-nothing", Summary: "does not forget any device", Breaks: rules("DEV-FORGET-01"), Also: forgotten(), Seen: "emulators",
			set: forget(func(*refpool.User, *refpool.Device) error { return nil }),
		},
		{
			Name: "forgotten-key-again", Summary: "issues the key of a forgotten device again", Breaks: rules("DEV-FORGET-04"), Also: rules("DEV-FORGET-03"),
			set: reissueForgotten,
		},
		{
			Name: "forget-unconfirms", Summary: "keeps a forgotten key as one that was issued", Breaks: rules("DEV-FORGET-05"),
			set: forget(func(_ *refpool.User, d *refpool.Device) error { d.Confirmed, d.Remembered = false, false; return nil }),
		},
		{
			Name: "forget-twice", Summary: "lets a device be forgotten twice", Breaks: rules("DEV-FORGET-06"), Also: rules("DEV-FORGET-07"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Unknown
				b.Device.Unknown = func(operation string) error {
					if operation == "ForgetDevice" {
						fired()
						return nil
					}
					return before(operation)
				}
			},
		},
		{
			Name: "forget-remembered-only", Summary: "refuses to forget a device that is not remembered", Breaks: rules("DEV-FORGET-09"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Forget
				b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
					if !d.Remembered {
						fired()
						return exception("ResourceNotFoundException", "Device does not exist.")
					}
					return before(p, u, d)
				}
			},
		},
		{
			Name: "forget-revokes", Summary: "revokes the access tokens of a device that is forgotten", Breaks: rules("DEV-FORGET-11"), Also: rules("DEV-FORGET-02", "DEV-FORGET-06", "DEV-STAT-04"),
			set: forgetRevokes,
		},
		{
			Name: "forgotten-device-hidden", Summary: "hides a forgotten device until its status is set", Breaks: rules("ADM-04"), Also: rules("DEV-STAT-04", "DEV-FORGET-02", "DEV-FORGET-03", "DEV-FORGET-06", "DEV-FORGET-08", "DEV-FORGET-09", "REF-12"),
			set: forgottenIsHidden,
		},
		{
			Name: "refresh-outlives-device", Summary: "refreshes the tokens of a forgotten device", Breaks: rules("DEV-FORGET-08", "REF-12"), Seen: "emulators",
			set: refreshOutlivesDevice,
		},
	}
}

// forgotten are rules whose checks forget a device and look for it.
func forgotten() []string {
	return rules("DEV-FORGET-02", "DEV-FORGET-03", "DEV-FORGET-06", "DEV-FORGET-08", "DEV-FORGET-09", "DEV-STAT-04", "REF-12", "ADM-04")
}

// forgottenIsHidden keeps the devices that are forgotten.
func forgottenIsHidden(b *refpool.Behaviour, fired func()) {
	var hidden sync.Map
	isHidden := func(d *refpool.Device) bool { _, there := hidden.Load(d.Key); return there }
	shown := func(before func(*refpool.Device) bool) func(*refpool.Device) bool {
		return func(d *refpool.Device) bool { return !isHidden(d) && before(d) }
	}
	b.Device.Visible, b.Device.VisibleToAdmin = shown(b.Device.Visible), shown(b.Device.VisibleToAdmin)
	asks, set := b.Device.SignIn.AsksProof, b.Device.SetStatus
	b.Device.Forget = func(_ *refpool.Pool, _ *refpool.User, d *refpool.Device) error {
		hidden.Store(d.Key, true)
		return nil
	}
	b.Device.SignIn.AsksProof = func(p *refpool.Pool, s *refpool.SignIn, d *refpool.Device) bool {
		return (d == nil || !isHidden(d)) && asks(p, s, d)
	}
	b.Device.SetStatus = func(d *refpool.Device, status string, now time.Time) {
		if _, gone := hidden.LoadAndDelete(d.Key); gone {
			fired()
		}
		set(d, status, now)
	}
}

// forgetRevokes remembers which keys were forgotten.
func forgetRevokes(b *refpool.Behaviour, fired func()) {
	var gone sync.Map
	forget, revoked := b.Device.Forget, b.Token.Use.Revoked
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		gone.Store(d.Key, true)
		return forget(p, u, d)
	}
	b.Token.Use.Revoked = func(g *refpool.Grant) bool {
		if g == nil {
			return revoked(g)
		}
		if _, there := gone.Load(g.DeviceKey); there {
			fired()
			return true
		}
		return revoked(g)
	}
}

// refreshOutlivesDevice remembers which keys were forgotten.
func refreshOutlivesDevice(b *refpool.Behaviour, fired func()) {
	var gone sync.Map
	before := b.Device.Forget
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		gone.Store(d.Key, true)
		return before(p, u, d)
	}
	deviceFits(func(g *refpool.Grant, _ *refpool.Device, sent string) bool {
		_, forgotten := gone.Load(sent)
		return forgotten && sent == g.DeviceKey
	})(b, fired)
}

// reissueForgotten draws the key of the device that was forgotten last.
func reissueForgotten(b *refpool.Behaviour, fired func()) {
	var lock sync.Mutex
	last := map[string]string{} // a key by its region
	forget, draw := b.Device.Forget, b.Device.Issue.NewKey
	b.Device.Forget = func(p *refpool.Pool, u *refpool.User, d *refpool.Device) error {
		region, _, _ := strings.Cut(d.Key, "_")
		lock.Lock()
		defer lock.Unlock()
		last[region] = d.Key
		return forget(p, u, d)
	}
	b.Device.Issue.NewKey = func(region string, random io.Reader) (string, error) {
		lock.Lock()
		defer lock.Unlock()
		if key, there := last[region]; there {
			fired()
			delete(last, region)
			return key, nil
		}
		return draw(region, random)
	}
}

func forget(do func(*refpool.User, *refpool.Device) error) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Forget = func(_ *refpool.Pool, u *refpool.User, d *refpool.Device) error { fired(); return do(u, d) }
	}
}
