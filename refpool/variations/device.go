package variations

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// longestPage is the greatest Limit of the model.
const longestPage = 60

func devices() []Variation {
	return []Variation{
		{Name: "pages-of-one", Summary: "lists one device per page if no Limit is given", set: usualPage(1)},
		{Name: "pages-of-seven", Summary: "lists seven devices per page if no Limit is given", set: usualPage(7)},
		{Name: "short-pages", Summary: "lists half of Limit per page, with a token for the rest", set: func(b *refpool.Behaviour) {
			b.Device.Describe.PageSize = func(limit *int) int {
				if limit == nil || *limit == 0 {
					return longestPage / 2
				}
				return (*limit + 1) / 2
			}
		}},
		{Name: "page-token-long", Summary: "issues pagination tokens of over a kilobyte", set: longPageToken},
		{Name: "devices-in-another-order", Summary: "lists the devices on a page in another order", set: onDevices(func(list []any) { slices.Reverse(list) })},
		{Name: "attributes-in-another-order", Summary: "lists a device's attributes in another order, plus one more", set: func(b *refpool.Behaviour) {
			before := b.Device.Describe.Attributes
			b.Device.Describe.Attributes = func(p *refpool.Pool, u *refpool.User, d *refpool.Device, admin bool) []refpool.Attribute {
				list := append(before(p, u, d, admin), refpool.Attribute{Name: "added_later", Value: "1"})
				slices.Reverse(list)
				return list
			}
		}},
		{Name: "dates-in-whole-seconds", Summary: "sends dates in whole seconds", set: func(b *refpool.Behaviour) {
			b.Wire.Date = func(t time.Time) any { return t.Unix() }
		}},
		{Name: "dates-with-exponent", Summary: "writes dates as JSON numbers with an exponent", set: func(b *refpool.Behaviour) {
			b.Wire.Date = func(t time.Time) any {
				const thousand = 1000
				return json.Number(strconv.FormatFloat(float64(t.UnixMilli())/thousand, 'E', -1, 64))
			}
		}},
	}
}

// usualPage is the page size if the request has no Limit.
func usualPage(size int) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Device.Describe.PageSize
		b.Device.Describe.PageSize = func(limit *int) int {
			if limit == nil {
				return size
			}
			return before(limit)
		}
	}
}

// longPageToken pads tokens, and wants the padding back.
func longPageToken(b *refpool.Behaviour) {
	padding := strings.Repeat("~", 1<<10)
	seal, open := b.Device.Describe.Seal, b.Device.Describe.Open
	b.Device.Describe.Seal = func(secret []byte, request, last string) string {
		return seal(secret, request, last) + padding
	}
	b.Device.Describe.Open = func(secret []byte, request, token string) (string, error) {
		short, padded := strings.CutSuffix(token, padding)
		if !padded {
			short = ""
		}
		return open(secret, request, short)
	}
}

// onDevices has change act on the lists of devices in answers.
func onDevices(change func([]any)) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Wire.Reply
		b.Wire.Reply = func(operation string, r *refpool.Reply) {
			before(operation, r)
			object := map[string]any{}
			if !strings.HasSuffix(operation, "ListDevices") || r.Status != http.StatusOK || json.Unmarshal(r.Body, &object) != nil {
				return
			}
			if list, ok := object["Devices"].([]any); ok {
				change(list)
				r.Body, _ = json.Marshal(object) // of what was JSON
			}
		}
	}
}
