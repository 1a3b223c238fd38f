package variations

import (
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool"
)

// slowest is how long a slow answer may be kept back.
const slowest = 60 * time.Millisecond

func transports() []Variation {
	return []Variation{
		{Name: "connection-closed", Summary: "closes the connection after each answer, as HTTP/1.1 allows", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("Connection", "close")
		})},
		{Name: "connections-end", Summary: "closes connections after some answers, without saying so before", around: endsConnections},
		{Name: "chunked", Summary: "sends bodies in chunks, without Content-Length", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("Transfer-Encoding", "chunked")
		})},
		{Name: "body-until-close", Summary: "ends bodies by closing the connection, without Content-Length", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("Transfer-Encoding", "identity")
		})},
		{Name: "slow", Summary: "delays each answer by up to " + slowest.String(), set: onReply(func(*refpool.Reply) {
			time.Sleep(rand.N(slowest)) //nolint:gosec // nothing secret comes of it
		})},
		{Name: "more-headers", Summary: "sends headers that a proxy would add", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("Via", "1.1 gateway")
			r.Header.Set("Server", "another")
			r.Header.Set("Cache-Control", "no-store")
			r.Header.Set("Set-Cookie", "route=1; Path=/; HttpOnly")
			r.Header.Set("X-Served-By", "another")
		})},
		{Name: "no-date", Summary: "sends no Date header", set: onReply(func(r *refpool.Reply) {
			r.Header["Date"] = nil
		})},
		{Name: "request-id-of-another-form", Summary: "sends an x-amzn-RequestId that is not a UUID", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("X-Amzn-Requestid", "1-"+strings.Repeat("Zq9", 17)+"=")
		})},
		{Name: "request-id-absent", Summary: "sends no x-amzn-RequestId", set: onReply(func(r *refpool.Reply) {
			r.Header["X-Amzn-Requestid"] = nil
		})},
		{Name: "older-content-type", Summary: "answers with Content-Type application/x-amz-json-1.0, as samples of the reference do", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("Content-Type", "application/x-amz-json-1.0")
		})},
		{Name: "origin-named", Summary: "lets pages read answers by naming their origin, and allows them every header by an asterisk", set: originNamed},
		{Name: "charset-named", Summary: "states a charset in Content-Type", set: onReply(func(r *refpool.Reply) {
			r.Header.Set("Content-Type", r.Header.Get("Content-Type")+"; charset=utf-8")
		})},
	}
}

// originNamed answers in the other ways in which a browser takes leave to be given.
func originNamed(b *refpool.Behaviour) {
	preflight, answer := b.CORS.Preflight, b.CORS.Answer
	name := func(h http.Header, origin string) {
		if origin != "" {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Add("Vary", "Origin")
		}
	}
	b.CORS.Preflight = func(h http.Header, q refpool.Preflight) int {
		preflight(h, q)
		name(h, q.Origin)
		h.Set("Access-Control-Allow-Headers", "*, Authorization")
		return http.StatusNoContent
	}
	b.CORS.Answer = func(h http.Header, origin string, status int) {
		answer(h, origin, status)
		name(h, origin)
	}
}

// onReply has change act on every answer on its way out.
func onReply(change func(*refpool.Reply)) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) {
		before := b.Wire.Reply
		b.Wire.Reply = func(operation string, r *refpool.Reply) {
			before(operation, r)
			change(r)
		}
	}
}
