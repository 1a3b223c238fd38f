package faults

import (
	"net/http"

	"github.com/cogbench/cogbench/refpool"
)

func corsFaults() []Fault {
	return []Fault{
		{
			Name: "no-cors", Summary: "answers programs only, no page of another origin", Breaks: rules("CORS-01", "CORS-02", "CORS-03", "CORS-04"),
			Seen: "emulators tried from the command line alone", set: func(b *refpool.Behaviour, fired func()) {
				b.CORS.Preflight = func(http.Header, refpool.Preflight) int { fired(); return http.StatusBadRequest }
				b.CORS.Answer = func(http.Header, string, int) { fired() }
			},
		},
		{
			Name: "preflight-forbidden", Summary: "answers a preflight with HTTP 403, as it has no signature", Breaks: rules("CORS-01"),
			set: onPreflight(func(http.Header) int { return http.StatusForbidden }),
		},
		{
			Name: "preflight-of-an-older-sdk", Summary: "allows pages only the headers that an older AWS SDK sends", Breaks: rules("CORS-01"),
			Seen: "AWS's own services, for a while", set: onPreflight(func(h http.Header) int {
				h.Set("Access-Control-Allow-Headers", "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token,X-Amz-Target,X-Amz-User-Agent")
				return http.StatusOK
			}),
		},
		{
			Name: "preflight-authorization-by-asterisk", Summary: "allows pages the header * and not Authorization by name", Breaks: rules("CORS-01"),
			set: onPreflight(func(h http.Header) int { h.Set("Access-Control-Allow-Headers", "*"); return http.StatusOK }),
		},
		{
			Name: "preflight-not-remembered", Summary: "does not say how long a browser may remember the answer to a preflight", Breaks: rules("CORS-05"),
			set: onPreflight(func(h http.Header) int { h.Del("Access-Control-Max-Age"); return http.StatusOK }),
		},
		{
			Name: "cors-one-origin", Summary: "lets pages of http://localhost:3000 read answers, and no others", Breaks: rules("CORS-01", "CORS-02", "CORS-03"),
			Seen: "emulators made for one front end", set: oneOrigin,
		},
		{
			Name: "cors-refusals-hidden", Summary: "hides refusals from pages of other origins", Breaks: rules("CORS-03", "CORS-04"),
			Seen: "servers whose error pages come from elsewhere", set: func(b *refpool.Behaviour, fired func()) {
				before := b.CORS.Answer
				b.CORS.Answer = func(h http.Header, origin string, status int) {
					if status != http.StatusOK {
						fired()
						return
					}
					before(h, origin, status)
				}
			},
		},
		{
			Name: "cors-headers-hidden", Summary: "exposes no header of an answer to pages", Breaks: rules("CORS-04"), Seen: "emulators",
			set: onAnswer(func(h http.Header) { h.Del("Access-Control-Expose-Headers") }),
		},
	}
}

// onPreflight has change act on the headers of every answer to a preflight, and
// choose its status.
func onPreflight(change func(http.Header) int) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.CORS.Preflight
		b.CORS.Preflight = func(h http.Header, q refpool.Preflight) int {
			before(h, q)
			fired()
			return change(h)
		}
	}
}

// onAnswer has change act on what the headers of every other answer tell browsers.
func onAnswer(change func(http.Header)) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.CORS.Answer
		b.CORS.Answer = func(h http.Header, origin string, status int) {
			before(h, origin, status)
			fired()
			change(h)
		}
	}
}

func oneOrigin(b *refpool.Behaviour, fired func()) {
	one := func(h http.Header) { h.Set("Access-Control-Allow-Origin", "http://localhost:3000") }
	onPreflight(func(h http.Header) int { one(h); return http.StatusOK })(b, fired)
	onAnswer(one)(b, fired)
}
