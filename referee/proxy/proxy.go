// Package proxy stands between a client and a server: plain HTTP for the client, HTTP or
// HTTPS to the server.
//
// It promises that it makes no call of its own and repeats none; that a call which is
// signed arrives as it was signed; and that a client which waits for a server that does
// not answer is told so. For a user whose password it is told it takes part in the exchange
// of SRP, so that proofs can be checked; all else arrives as it was sent. It is for this
// machine: whoever reaches it reaches the server.
package proxy

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/cogbench/cogbench/referee"
)

// Options configures a proxy.
type Options struct {
	// Upstream is the server's base URL.
	Upstream *url.URL
	// Timeout bounds the wait for the beginning of an answer; no bound if 0.
	Timeout time.Duration
	// TLS is used for HTTPS; nil for the usual settings.
	TLS *tls.Config
	// User is whose proofs are checked; nil for nobody's.
	User *User
	// Note is called with [NotOfPassword], [NoPart] or [Over] where that is so; it may be nil.
	Note func(string)
	// Failed is called when the server gave no answer; it may be nil.
	Failed func(error)
	// Log gets what a debugger wants to know; nil: nothing.
	Log *slog.Logger
}

// New returns a handler that passes calls on.
func New(options Options) http.Handler {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	return whole(&httputil.ReverseProxy{
		Rewrite:      options.rewrite,
		ErrorLog:     slog.NewLogLogger(options.Log.Handler(), slog.LevelDebug),
		Transport:    options.transport(),
		ErrorHandler: options.fail,
	})
}

func (o Options) transport() http.RoundTripper {
	once := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		TLSClientConfig:       o.TLS,
		ResponseHeaderTimeout: o.Timeout,
		TLSHandshakeTimeout:   o.Timeout,
		Protocols:             onlyHTTP1(),
		DisableCompression:    true, // the client asks for it, or not
		// A call on a connection that has just ended, or on a stream of HTTP/2 that is
		// refused, would be sent once more.
		DisableKeepAlives: true,
	}
	if o.User == nil {
		return once
	}
	note := o.Note
	if note == nil {
		note = func(string) {}
	}
	return &intermediary{user: *o.User, next: once, timeout: o.Timeout, note: note}
}

func onlyHTTP1() *http.Protocols {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	return protocols
}

// rewrite sends a call to the server. The host is part of what a signature is over: a
// signed call keeps the one that its client signed, all others get the server's.
func (o Options) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(o.Upstream)
	if IsSigned(r.In) {
		r.Out.Host = r.In.Host
	}
}

// IsSigned reports whether a request has an AWS signature.
func IsSigned(r *http.Request) bool { return strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-") }

// fail answers where the server did not. A page may read it.
func (o Options) fail(w http.ResponseWriter, r *http.Request, err error) {
	if o.Failed != nil {
		o.Failed(err)
	}
	if recording, ok := w.(interface{ NoAnswer() }); ok {
		recording.NoAnswer()
	}
	header := w.Header()
	if r.Header.Get("Origin") != "" {
		header.Set("Access-Control-Allow-Origin", "*")
	}
	header.Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusBadGateway)
	fmt.Fprintf(w, "no answer from %s\n", o.Upstream.Host)
}

// whole has next get bodies whole, and refuses those that are larger than what is read of
// any: nothing of a call is sent before all of it is there.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, referee.MaxBody+1))
		switch {
		case err != nil:
			http.Error(w, "the request body could not be read", http.StatusBadRequest)
			return
		case len(body) > referee.MaxBody:
			http.Error(w, "a body of more than 1 MiB is not passed on", http.StatusRequestEntityTooLarge)
			return
		}
		r.Body, r.ContentLength, r.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
		next.ServeHTTP(w, r)
	})
}
