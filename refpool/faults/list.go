package faults

import (
	"encoding/json"
	"io"
	"strings"
	"sync"

	"github.com/cogbench/cogbench/refpool"
)

func listFaults() []Fault {
	return []Fault{
		{
			Name: "no-authenticated-date", Summary: "leaves DeviceLastAuthenticatedDate out", Breaks: rules("DEV-GET-01"), Also: rules("DEV-SRP-24", "WIRE-07"), Seen: "emulators",
			set: without("Device", "DeviceLastAuthenticatedDate", "GetDevice"),
		},
		{
			Name: "no-device-status", Summary: "leaves device_status out of a device's attributes", Breaks: rules("DEV-GET-02"), Seen: "emulators",
			set: attributes(func(_ *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute { return list[1:] }),
		},
		{
			Name: "get-unknown-name", Summary: "answers GetDevice of an unknown key with NotAuthorizedException", Breaks: rules("DEV-GET-03"),
			Also: rules("DEV-GET-04", "DEV-GET-05", "DEV-FORGET-01", "WIRE-04", "WIRE-05", "WIRE-06", "ADM-04"), set: unknown("NotAuthorizedException", "GetDevice"),
		},
		{
			Name: "not-remembered-shown", Summary: "shows devices to the user that are not remembered", Breaks: rules("DEV-GET-04", "DEV-LIST-01"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Visible = func(*refpool.Device) bool { fired(); return true }
			},
		},
		{
			Name: "pages-begin-again", Summary: "begins every page with the first device", Breaks: rules("DEV-LIST-03"), Also: rules("DEV-LIST-04"), Seen: "emulators",
			set: open(func(before refpoolOpen, secret []byte, request, token string) (string, error) {
				_, err := before(secret, request, token)
				return "", err
			}),
		},
		{
			Name: "page-too-long", Summary: "puts one device more than Limit on a page", Breaks: rules("DEV-LIST-04"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.Device.Describe.PageSize
				b.Device.Describe.PageSize = func(limit *int) int { fired(); return before(limit) + 1 }
			},
		},
		{
			Name: "any-pagination-token", Summary: "takes a PaginationToken that it cannot read for none", Breaks: rules("DEV-LIST-05"), Seen: "emulators",
			set: open(func(before refpoolOpen, secret []byte, request, token string) (string, error) {
				if last, err := before(secret, request, token); err == nil {
					return last, nil
				}
				return "", nil
			}),
		},
		{Name: "pages-of-others", Summary: "shows the devices of the user whose PaginationToken it is", Breaks: rules("DEV-LIST-06"), set: pagesOfOthers},
	}
}

// refpoolOpen is the type of DeviceDescribeBehaviour.Open.
type refpoolOpen = func(secret []byte, request, token string) (string, error)

// open reads pagination tokens in another way.
func open(read func(before refpoolOpen, secret []byte, request, token string) (string, error)) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Describe.Open
		b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
			fired()
			return read(before, secret, request, token)
		}
	}
}

// pagesOfOthers remembers the last page of every token, and shows it whoever
// asks with the token of another.
func pagesOfOthers(b *refpool.Behaviour, fired func()) {
	var lock sync.Mutex
	var pages []string // the bodies of pages with a token
	foreign := ""
	before := b.Device.Describe.Open
	b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
		last, err := before(secret, request, token)
		if err == nil {
			return last, nil
		}
		lock.Lock()
		defer lock.Unlock()
		for _, page := range pages {
			if strings.Contains(page, token) {
				foreign = page
				fired()
				return "", nil
			}
		}
		return last, err
	}
	onReply(func(r *refpool.Reply) bool {
		lock.Lock()
		defer lock.Unlock()
		if foreign != "" {
			r.Body, foreign = []byte(foreign), ""
			return true
		}
		var page struct{ PaginationToken string }
		if json.Unmarshal(r.Body, &page) == nil && page.PaginationToken != "" {
			pages = append(pages, string(r.Body))
		}
		return false
	}, "ListDevices", "AdminListDevices")(b, func() {})
}

func forgetFaults() []Fault {
	return []Fault{
		{
			Name: "forget-nothing", Summary: "forgets no device", Breaks: rules("DEV-FORGET-01"), Also: forgotten(), Seen: "emulators",
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
			Name: "refresh-outlives-device", Summary: "refreshes tokens of a device that was forgotten", Breaks: rules("DEV-FORGET-08", "REF-12"), Seen: "emulators",
			set: refreshOutlivesDevice,
		},
	}
}

// forgotten are rules whose checks forget a device and look for it.
func forgotten() []string {
	return rules("DEV-FORGET-02", "DEV-FORGET-03", "DEV-FORGET-06", "DEV-FORGET-08", "DEV-FORGET-09", "DEV-STAT-04", "REF-12", "ADM-04")
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

func forget(do func(*refpool.User, *refpool.Device) error) func(*refpool.Behaviour, func()) {
	return func(b *refpool.Behaviour, fired func()) {
		b.Device.Forget = func(_ *refpool.Pool, u *refpool.User, d *refpool.Device) error { fired(); return do(u, d) }
	}
}
