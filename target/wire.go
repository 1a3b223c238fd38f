package target

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

const (
	// maxAnswerBytes bounds every body read from a target. The largest that
	// the service sends, a page of 60 devices, has some 60 KiB.
	maxAnswerBytes = 1 << 20
	// maxHeaderBytes bounds the header of an answer.
	maxHeaderBytes = 64 << 10
	// idleConnections is how many connections stay open between calls.
	idleConnections = 512
	// idlePatience is how long a connection is kept that no call uses: servers on Node
	// close theirs after five seconds, and a call that meets the close gets no answer.
	idlePatience = 4 * time.Second
	// targetPrefix precedes the operation in X-Amz-Target.
	targetPrefix = "AWSCognitoIdentityProviderService."
)

// wire sends the requests of the SDK, of raw calls and of Direct alike: within the
// quota and the timeout, without following redirects, recorded if the context asks.
type wire struct {
	transport *http.Transport
	caller    *caller // makes the calls of Direct, and all over plain HTTP; nil if it cannot
	governor  governor
	brake     brake
	attempted func(asked, answered []byte, came outcome) // told of what came of each call; nil for nobody
	made      atomic.Pointer[func(operation string, asked, answered []byte)]
	absence   absence
	timeout   time.Duration
	trace     func(record)
	dials     atomic.Int64
	shakes    atomic.Int64
}

func newWire(endpoint *url.URL, ca *tls.Config, timeout time.Duration, g governor) *wire {
	w := &wire{governor: g, timeout: timeout}
	dialer := &net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second}
	settings := ca.Clone()
	settings.VerifyConnection = func(tls.ConnectionState) error {
		w.shakes.Add(1)
		return nil
	}
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		w.dials.Add(1)
		return dialer.DialContext(ctx, network, address)
	}
	w.caller = newCaller(endpoint, dial, settings)
	w.transport = &http.Transport{
		Proxy:                  proxy,
		DialContext:            dial,
		TLSClientConfig:        settings,
		TLSHandshakeTimeout:    timeout,
		MaxIdleConns:           idleConnections,
		MaxIdleConnsPerHost:    idleConnections,
		IdleConnTimeout:        idlePatience,
		MaxResponseHeaderBytes: maxHeaderBytes,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
	return w
}

// proxy is the environment's, but never between cogbench and this machine.
func proxy(r *http.Request) (*url.URL, error) {
	if isLoopback(r.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Do sends the request and reads the whole answer: over net/http if TLS lets the
// target choose HTTP/2. It implements the SDK's HTTPClient.
func (w *wire) Do(request *http.Request) (*http.Response, error) {
	if w.caller != nil && w.caller.reaches(request.URL) {
		return w.do(request, w.caller.exchange)
	}
	return w.do(request, w.exchange)
}

// doOnCaller is Do for a load: once, and without net/http, whatever the scheme, where
// that is possible.
func (w *wire) doOnCaller(request *http.Request) (*http.Response, error) {
	if w.caller == nil {
		return w.once(request, w.exchange, nil)
	}
	return w.once(request, w.caller.exchange, nil)
}

func (w *wire) do(request *http.Request, by exchange) (*http.Response, error) {
	ctx, asked := request.Context(), takeBody(request)
	if timingOf(ctx) != nil { // whoever measures wants to know
		return w.once(request, by, asked)
	}
	by = w.renewed(by, asked)
	if repeats(ctx) {
		return w.patiently(request, by, asked)
	}
	return w.steadily(request, by, asked)
}

// exchange is one round trip with the answer's body read to its end. The response
// stays valid when the error is about its body.
type exchange func(request *http.Request, deadline time.Time) (*http.Response, []byte, error)

// once makes a call; asked is its body, nil if that is only in the request.
func (w *wire) once(request *http.Request, by exchange, asked []byte) (*http.Response, error) {
	outer := request.Context()
	operation := operationOf(request)
	if err := w.governor.wait(outer, operation); err != nil {
		return nil, err
	}
	if request.Header.Get("Accept-Encoding") == "" { // which would allow every encoding (RFC 9110 §12.5.3)
		request.Header.Set("Accept-Encoding", "identity")
	}
	transcript, shown := transcriptOf(outer)
	recording := transcript != nil || shown && w.trace != nil
	timing := timingOf(outer)
	if recording && asked == nil {
		asked = takeBody(request)
	}

	started := time.Now()
	response, body, err := by(request, started.Add(w.timeout))
	took := time.Since(started)
	if outer.Err() == nil && isTimeout(err) {
		err = fmt.Errorf("%w of %v: %w", errTimeout, w.timeout, err)
	}
	if timing != nil {
		timing.Started, timing.RoundTrip = started, took
	}
	if recording {
		w.record(transcript, newRecord(operation, request, asked, response, body, started, took, err))
	}
	if err != nil {
		return nil, err
	}
	w.observe(operation, asked, response, body)
	response.Body = &answer{
		Reader: bytes.NewReader(body), data: body, asked: asked, absent: w.absence.shows(operation, response, body),
	}
	return response, nil
}

func (w *wire) record(transcript *Transcript, r record) {
	if transcript != nil {
		transcript.add(r)
	}
	if w.trace != nil {
		w.trace(r)
	}
}

// exchange is a round trip over net/http.
func (w *wire) exchange(request *http.Request, deadline time.Time) (*http.Response, []byte, error) {
	ctx, cancel := context.WithDeadline(request.Context(), deadline)
	defer cancel()
	var began, kept atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn:              func(of httptrace.GotConnInfo) { kept.Store(of.Reused) },
		GotFirstResponseByte: func() { began.Store(true) },
	})
	response, err := w.transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		switch {
		case began.Load() && ctx.Err() == nil && !isNetwork(err):
			err = &BrokenAnswerError{Err: err}
		case kept.Load() && !began.Load() && ctx.Err() == nil:
			err = asStale(err)
		}
		return nil, nil, err
	}
	defer response.Body.Close()
	body, err := readBounded(response)
	if err != nil {
		err = &BrokenAnswerError{Status: response.StatusCode, Err: err}
	}
	return response, body, err
}

func readBounded(response *http.Response) ([]byte, error) {
	var buffer bytes.Buffer
	if n := response.ContentLength; n > 0 && n <= maxAnswerBytes {
		buffer.Grow(int(n) + bytes.MinRead)
	}
	_, err := buffer.ReadFrom(io.LimitReader(response.Body, maxAnswerBytes+1))
	if err != nil {
		return buffer.Bytes(), fmt.Errorf("cut off after %d bytes: %w", buffer.Len(), err)
	}
	if buffer.Len() > maxAnswerBytes {
		return buffer.Bytes()[:maxAnswerBytes], errTooLarge
	}
	return buffer.Bytes(), nil
}

// isNetwork tells whether it is the connection that failed, not what came over it.
func isNetwork(err error) bool {
	_, ok := errors.AsType[*net.OpError](err)
	return ok || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// isTimeout tells whether an error, if any, came of a deadline.
func isTimeout(err error) bool {
	timed, ok := errors.AsType[net.Error](err)
	return ok && timed.Timeout()
}

var (
	errTimeout  = errors.New("no answer within the timeout")
	errTooLarge = fmt.Errorf("body larger than %d bytes", maxAnswerBytes)
)

// BrokenAnswerError tells of an answer that began and could not be read.
type BrokenAnswerError struct {
	// Status is the HTTP status that the answer began with, 0 if it has none that
	// can be read.
	Status int
	// Err says what was wrong with the rest.
	Err error
}

func (e *BrokenAnswerError) Error() string {
	if e.Status == 0 {
		return fmt.Sprintf("broken header of an answer: %v", e.Err)
	}
	return fmt.Sprintf("answer with status %d: %v", e.Status, e.Err)
}

func (e *BrokenAnswerError) Unwrap() error { return e.Err }

func asBroken(err error) (*BrokenAnswerError, bool) {
	return errors.AsType[*BrokenAnswerError](err)
}

// answer is a body already read, which an error can be explained from later.
type answer struct {
	*bytes.Reader
	data   []byte
	asked  []byte // what it answers, nil if that was not kept
	absent bool   // it is what the target says for an operation that it lacks
}

func (*answer) Close() error { return nil }

// bodyOf is the body of an answer that Do returned.
func bodyOf(response *http.Response) []byte {
	if body, ok := response.Body.(*answer); ok {
		return body.data
	}
	return nil
}

// askedBy is the body of the request that an answer of Do is to, nil if it was not
// kept.
func askedBy(response *http.Response) []byte {
	if body, ok := response.Body.(*answer); ok {
		return body.asked
	}
	return nil
}

// isAbsent tells whether an answer of Do is what the target says for an operation that
// it lacks.
func isAbsent(response *http.Response) bool {
	body, ok := response.Body.(*answer)
	return ok && body.absent
}

// takeBody reads the request's body for the record and puts it back. Requests
// come from memory, so that reading cannot fail or be large.
func takeBody(request *http.Request) []byte {
	if request.Body == nil {
		return nil
	}
	var sent bytes.Buffer
	if n := request.ContentLength; n > 0 {
		sent.Grow(int(n) + bytes.MinRead)
	}
	_, _ = sent.ReadFrom(request.Body)
	_ = request.Body.Close()
	request.Body = io.NopCloser(bytes.NewReader(sent.Bytes()))
	return sent.Bytes()
}

func operationOf(request *http.Request) string {
	name := request.Header.Get("X-Amz-Target")
	if name == "" {
		return request.Method + " " + request.URL.Path
	}
	return strings.TrimPrefix(name, targetPrefix)
}

// closeIdle closes the connections that no call uses.
func (w *wire) closeIdle() {
	w.caller.closeIdle()
	w.transport.CloseIdleConnections()
}

// Connections counts what the target's transport opened.
type Connections struct {
	// Dialed counts TCP connections, Handshakes TLS handshakes.
	Dialed, Handshakes int64
}
