package target

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	// maxInterim bounds the answers with a status below 200 before the real one.
	maxInterim = 100
	// maxConnections is more than a load can have calls in flight.
	maxConnections = 1 << 20
)

// caller makes calls over HTTP/1.1, each on the goroutine that asks for it: a load's
// sign-ins, and every call over plain HTTP. net/http's transport wakes two more
// goroutines for each call, which is a fifth of what a load costs its driver beside
// SRP (docs/results/load.md), and a quarter of what conform's checks cost. fasthttp
// keeps the connections, writes requests and reads answers. Added here is what it
// lacks: contexts, the network's own errors, and a look at whether the server has
// closed an idle connection.
type caller struct {
	client fasthttp.HostClient
	dial   dialFunc
	tls    *tls.Config // nil for plain HTTP
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// newCaller makes calls of the endpoint. It is nil if net/http has to make them:
// through a proxy, or on a system that does not show whether a connection is open.
func newCaller(endpoint *url.URL, dial dialFunc, settings *tls.Config) *caller {
	through, err := proxy(&http.Request{URL: endpoint})
	if !canPeek || err != nil || through != nil {
		return nil
	}
	c := &caller{dial: dial}
	if endpoint.Scheme == "https" {
		c.tls = settings.Clone()
		c.tls.ServerName = endpoint.Hostname()
	}
	c.client.Addr = addressOf(endpoint)
	c.client.Dial = func(string) (net.Conn, error) { return &callerConn{}, nil } // open dials: it has a context
	c.client.MaxConns = maxConnections
	c.client.ReadBufferSize = maxHeaderBytes
	return c
}

// addressOf is the host and the port of a URL of HTTP or HTTPS.
func addressOf(u *url.URL) string {
	port := "80"
	if u.Scheme == "https" {
		port = "443"
	}
	return net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), port))
}

// reaches reports whether an address is one of the endpoint's over plain HTTP: codes may
// be read elsewhere.
func (c *caller) reaches(u *url.URL) bool {
	return u.Scheme == "http" && addressOf(u) == c.client.Addr
}

// exchange is one round trip with the answer's body read to its end.
func (c *caller) exchange(request *http.Request, deadline time.Time) (*http.Response, []byte, error) {
	ctx := request.Context()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	var conn *callerConn
	// "Connection: close" is claimed, and not sent: for others fasthttp starts a
	// goroutine that outlives the target.
	lease, err := c.client.AcquireConn(0, true)
	for ; err == nil; lease, err = c.client.AcquireConn(0, true) {
		conn, _ = lease.Conn().(*callerConn)
		if conn.Conn == nil || time.Since(lease.LastUseTime()) < idlePatience && isQuiet(conn.Conn) {
			break
		}
		c.client.CloseConn(lease)
	}
	if err != nil {
		return nil, nil, err
	}
	kept := conn.Conn != nil
	if err := c.open(ctx, conn, deadline); err != nil {
		c.client.CloseConn(lease)
		return nil, nil, err
	}
	conn.answers = false
	release := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	response, body, last, err := c.ask(conn, request)
	if !release() || err != nil || last || c.client.IdleConnsCount() >= idleConnections {
		c.client.CloseConn(lease)
	} else {
		c.client.ReleaseConn(lease)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		err = context.Cause(ctx)
	case kept && !conn.answers:
		err = asStale(err)
	}
	return response, body, err
}

// open dials unless the connection is open, and sets its deadline.
func (c *caller) open(ctx context.Context, conn *callerConn, deadline time.Time) error {
	if conn.Conn != nil {
		return conn.SetDeadline(deadline)
	}
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	opened, err := c.dial(ctx, "tcp", c.client.Addr)
	if err != nil {
		return err
	}
	conn.Conn = opened
	if c.tls != nil {
		secured := tls.Client(opened, c.tls)
		conn.Conn = secured
		if err := secured.HandshakeContext(ctx); err != nil {
			return err
		}
	}
	return conn.SetDeadline(deadline)
}

// ask sends the request and reads the answer; last says that the connection
// serves no other. The response stays valid when the error is about its body.
func (c *caller) ask(conn *callerConn, request *http.Request) (response *http.Response, body []byte, last bool, err error) {
	if err := c.send(conn, request); err != nil {
		return nil, nil, true, err
	}
	answer := fasthttp.AcquireResponse()
	defer fasthttp.ReleaseResponse(answer)
	r := c.client.AcquireReader(conn)
	defer c.client.ReleaseReader(r)
	if err := conn.explain(readHeader(answer, r)); err != nil {
		return nil, nil, true, err
	}
	response = &http.Response{StatusCode: answer.StatusCode(), Header: make(http.Header, 8), Request: request}
	for name, value := range answer.Header.All() {
		response.Header[string(name)] = append(response.Header[string(name)], string(value))
	}
	err = readBody(answer, r)
	body = bytes.Clone(answer.Body())
	switch {
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		err = &BrokenAnswerError{Status: response.StatusCode, Err: errTooLarge}
	case err != nil:
		err = &BrokenAnswerError{Status: response.StatusCode, Err: fmt.Errorf("cut off after %d bytes: %w", len(body), cmp.Or(conn.failed, err))}
	}
	return response, body, answer.ConnectionClose() || r.Buffered() > 0, err
}

func (c *caller) send(conn net.Conn, request *http.Request) error {
	sent := fasthttp.AcquireRequest()
	defer fasthttp.ReleaseRequest(sent)
	sent.Header.SetMethod(request.Method)
	sent.Header.SetHost(request.URL.Host)
	sent.Header.SetRequestURI(request.URL.RequestURI())
	for name, values := range request.Header {
		sent.Header.Set(name, values[0])
	}
	sent.Header.SetUserAgent("cogbench")
	if request.Body != nil {
		if _, err := io.Copy(sent.BodyWriter(), request.Body); err != nil {
			return err
		}
	}
	w := c.client.AcquireWriter(conn)
	defer c.client.ReleaseWriter(w)
	if err := sent.Write(w); err != nil {
		return err
	}
	return w.Flush()
}

// readHeader reads the header of an answer, past those that announce another.
func readHeader(answer *fasthttp.Response, r *bufio.Reader) error {
	for range maxInterim {
		err := answer.Header.Read(r)
		if status := answer.StatusCode(); err != nil || status/100 != 1 || status == http.StatusSwitchingProtocols {
			return err
		}
	}
	return errors.New("too many interim answers")
}

// readBody reads the body, which a status may rule out.
func readBody(answer *fasthttp.Response, r *bufio.Reader) error {
	switch answer.StatusCode() {
	case http.StatusSwitchingProtocols, http.StatusNoContent, http.StatusNotModified:
		return nil
	}
	if answer.Header.ContentLength() == -1 {
		return readChunks(answer, r)
	}
	return answer.ReadBody(r, maxAnswerBytes)
}

// readChunks reads a body in chunks, which may have extensions: fasthttp knows none.
func readChunks(answer *fasthttp.Response, r *bufio.Reader) error {
	body, err := io.ReadAll(io.LimitReader(httputil.NewChunkedReader(r), maxAnswerBytes+1))
	answer.SetBodyRaw(body)
	switch {
	case err != nil:
		return err
	case len(body) > maxAnswerBytes:
		return fasthttp.ErrBodyTooLarge
	}
	return answer.Header.ReadTrailer(r)
}

// callerConn is a connection, nil until it is opened.
type callerConn struct {
	net.Conn
	failed  error // what ended the reading but the other side's end
	answers bool  // something of the answer to the present call came
}

func (c *callerConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.answers = c.answers || n > 0
	if err != nil && !errors.Is(err, io.EOF) {
		c.failed = err
	}
	return n, err
}

func (c *callerConn) Close() error {
	if c.Conn == nil {
		return nil
	}
	return c.Conn.Close()
}

// explain is the error of the network where there was one, of which fasthttp
// makes another, else a broken header unless the connection ended.
func (c *callerConn) explain(err error) error {
	if err == nil || c.failed != nil {
		return c.failed
	}
	if isNetwork(err) {
		return err
	}
	return &BrokenAnswerError{Err: cmp.Or(errors.Unwrap(err), err)} // without what was received
}

func (c *caller) closeIdle() {
	if c != nil {
		c.client.CloseIdleConnections()
	}
}
