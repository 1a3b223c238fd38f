package target

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	// idlePatience is how long a connection is kept that no call uses.
	idlePatience = 90 * time.Second
	// maxPlainBody bounds the bodies that plain sends: one so small fits into
	// the socket's buffer, so that sending cannot wait for a server that answers
	// without having read it.
	maxPlainBody = 16 << 10
)

var errLargeHeader = fmt.Errorf("header of the answer larger than %d bytes", maxHeaderBytes)

// plain makes round trips over plain HTTP/1.1 connections, each on the goroutine
// that asks for it. net/http's transport has two goroutines a connection and wakes
// both for each call, which would be a third of what a load costs its driver. It
// still makes all round trips that suits refuses.
type plain struct {
	dial func(ctx context.Context, network, address string) (net.Conn, error)

	mu   sync.Mutex
	idle map[string][]*plainConn // by address; the one used last is the last
}

// suits tells whether plain can make the round trip: not over TLS, nor through a
// proxy, nor with a large body.
func (p *plain) suits(request *http.Request) bool {
	if !hasSockets || request.URL.Scheme != "http" || request.ContentLength < 0 || request.ContentLength > maxPlainBody {
		return false
	}
	through, err := proxy(request)
	return err == nil && through == nil
}

// roundTrip sends the request and reads the header of the answer. Closing the
// answer's body gives the connection back.
func (p *plain) roundTrip(request *http.Request, deadline time.Time) (*http.Response, error) {
	ctx := request.Context()
	c, err := p.connect(ctx, request.URL, deadline)
	if err != nil {
		return nil, err
	}
	release := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	response, err := c.ask(request)
	if err != nil {
		release()
		_ = c.Close()
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, err
	}
	response.Body = &plainBody{
		ReadCloser: response.Body, conn: c, release: release,
		last: response.Close || response.StatusCode == http.StatusSwitchingProtocols,
	}
	return response, nil
}

// connect takes the connection that was used last, or opens one.
func (p *plain) connect(ctx context.Context, to *url.URL, deadline time.Time) (*plainConn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for c := p.take(to.Host); c != nil; c = p.take(to.Host) {
		if c.SetDeadline(deadline) == nil && c.isQuiet() {
			return c, nil
		}
		_ = c.Close()
	}
	opened, err := p.dial(ctx, "tcp", net.JoinHostPort(to.Hostname(), cmp.Or(to.Port(), "80")))
	if err != nil {
		return nil, err
	}
	s, err := newSocket(opened)
	if err != nil {
		_ = opened.Close()
		return nil, err
	}
	c := &plainConn{socket: s, pool: p, host: to.Host}
	c.r = bufio.NewReader(c)
	return c, c.SetDeadline(deadline)
}

func (p *plain) take(host string) *plainConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	idle := p.idle[host]
	if len(idle) == 0 {
		return nil
	}
	c := idle[len(idle)-1]
	p.idle[host] = idle[:len(idle)-1]
	return c
}

// put keeps a connection for the next call, and closes one that was not used for
// long.
func (p *plain) put(c *plainConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.idle == nil {
		p.idle = map[string][]*plainConn{}
	}
	idle := p.idle[c.host]
	c.since = time.Now()
	if len(idle) > 0 && (len(idle) >= idleConnections || c.since.Sub(idle[0].since) > idlePatience) {
		_ = idle[0].Close()
		idle = append(idle[:0], idle[1:]...)
	}
	p.idle[c.host] = append(idle, c)
}

func (p *plain) closeIdle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, idle := range p.idle {
		for _, c := range idle {
			_ = c.Close()
		}
	}
	clear(p.idle)
}

// plainConn is a connection, used by one call at a time.
type plainConn struct {
	*socket
	pool  *plain
	host  string
	r     *bufio.Reader // of the plainConn
	sent  bytes.Buffer  // the request, which goes out at once
	left  int64         // what may still be read
	cut   error         // what ended the reading but the other side's end
	since time.Time     // when it became idle
}

func (c *plainConn) Read(b []byte) (int, error) {
	if c.left <= 0 {
		c.cut = errLargeHeader
		return 0, c.cut
	}
	n, err := c.socket.Read(b[:min(int64(len(b)), c.left)])
	c.left -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.cut = err
	}
	return n, err
}

// ask sends the request and reads the header of its answer.
func (c *plainConn) ask(request *http.Request) (*http.Response, error) {
	c.left = maxHeaderBytes
	c.sent.Reset()
	if err := request.Write(&c.sent); err != nil {
		return nil, err
	}
	if _, err := c.Write(c.sent.Bytes()); err != nil {
		return nil, err
	}
	for {
		response, err := http.ReadResponse(c.r, request)
		switch {
		case errors.Is(c.cut, errLargeHeader):
			return nil, &BrokenAnswerError{Err: c.cut}
		case c.cut != nil:
			return nil, c.cut // whatever was made of what came before
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, err
		case err != nil:
			return nil, &BrokenAnswerError{Err: err}
		}
		if response.StatusCode/100 != 1 || response.StatusCode == http.StatusSwitchingProtocols {
			c.left = math.MaxInt64 // the body's reader bounds itself
			return response, nil
		}
	}
}

// plainBody is the body of an answer.
type plainBody struct {
	io.ReadCloser
	conn    *plainConn
	release func() bool
	last    bool // no other answer can follow
	read    bool // to the end
}

func (b *plainBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read = b.read || errors.Is(err, io.EOF)
	return n, err
}

// Close gives the connection back, or closes it if it is of no further use.
func (b *plainBody) Close() error {
	if b.release() && b.read && !b.last && b.conn.r.Buffered() == 0 {
		b.conn.pool.put(b.conn)
		return nil
	}
	return b.conn.Close()
}
