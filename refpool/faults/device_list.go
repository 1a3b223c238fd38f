package faults

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/cogbench/cogbench/refpool"
)

func listFaults() []Fault {
	return []Fault{
		{
			Name: "no-device-key", Summary: "omits DeviceKey from what GetDevice returns", Breaks: rules("DEV-GET-01"), Seen: "emulators",
			set: without("Device", "DeviceKey", "GetDevice"),
		},
		{
			Name: "empty-device-name", Summary: "shows an empty device_name where none was given", Breaks: rules("DEV-GET-02"), Seen: "emulators",
			set: attributes(func(d *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				if d.Name != "" {
					return list
				}
				return append(list, refpool.Attribute{Name: "device_name"})
			}),
		},
		{
			Name: "no-authenticated-date", Summary: "omits DeviceLastAuthenticatedDate", Breaks: rules("DEV-GET-06"), Also: rules("WIRE-07"), Seen: "emulators",
			set: without("Device", "DeviceLastAuthenticatedDate", "GetDevice"),
		},
		{
			Name: "no-device-status", Summary: "omits device_status from a device's attributes", Breaks: rules("DEV-GET-02"), Seen: "emulators",
			set: attributes(func(_ *refpool.Device, _ bool, list []refpool.Attribute) []refpool.Attribute {
				return slices.DeleteFunc(list, func(a refpool.Attribute) bool { return a.Name == "device_status" })
			}),
		},
		{
			Name: "get-unknown-name", Summary: "rejects an unknown key in GetDevice with NotAuthorizedException", Breaks: rules("DEV-GET-03"),
			Also: rules("DEV-GET-04", "WIRE-04", "WIRE-05", "WIRE-06"), set: unknown("NotAuthorizedException", "GetDevice"),
		},
		{
			Name: "not-remembered-shown", Summary: "shows users their devices that are not remembered", Breaks: rules("DEV-GET-04", "DEV-LIST-01"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				b.Device.Visible = func(*refpool.Device) bool { fired(); return true }
			},
		},
		{
			Name: "pages-begin-again", Summary: "starts every page with the first device", Breaks: rules("DEV-LIST-03"), Also: rules("DEV-LIST-04"), Seen: "emulators",
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
			Name: "any-pagination-token", Summary: "treats an ill-formed PaginationToken as if there were none", Breaks: rules("DEV-LIST-05"), Also: rules("WIRE-16", "WIRE-29"), Seen: "emulators",
			set: anyPaginationToken,
		},
		{Name: "pages-of-others", Summary: "shows another user's devices to whoever sends that user's PaginationToken", Breaks: rules("DEV-LIST-06"), set: pagesOfOthers},
	}
}

// refpoolOpen is the type of DeviceDescribeBehaviour.Open.
type refpoolOpen = func(secret []byte, request, token string) (string, error)

// open reads pagination tokens in another way.
func open(read func(before refpoolOpen, secret []byte, request, token string) (string, error)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Device.Describe.Open
		b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
			fired()
			return read(before, secret, request, token)
		}
	}
}

// anyPaginationToken overlooks the form of a token, and its contents.
func anyPaginationToken(b *refpool.Behaviour, fired func()) {
	overlook(at("paginationToken"))(b, fired)
	open(func(before refpoolOpen, secret []byte, request, token string) (string, error) {
		if last, err := before(secret, request, token); err == nil {
			return last, nil
		}
		return "", nil
	})(b, func() {})
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
