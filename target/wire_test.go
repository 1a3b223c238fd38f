package target_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/target"
)

// speaker is a server that says what it is told to each request on a connection,
// and hangs up after the last text.
func speaker(t *testing.T, texts ...string) (endpoint string, connections *atomic.Int64) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	connections = &atomic.Int64{}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			go speak(c, texts)
		}
	}()
	return "http://" + listener.Addr().String(), connections
}

func speak(c net.Conn, texts []string) {
	defer func() { _ = c.Close() }()
	r := bufio.NewReader(c)
	for _, text := range texts {
		request, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
	}
}

func impatientTarget(t *testing.T, endpoint string, timeout time.Duration) *target.Target {
	t.Helper()
	made, err := target.New(t.Context(), target.Config{
		Endpoint: endpoint, Credentials: &target.Credentials{AccessKeyID: "a", SecretAccessKey: "b"},
	}, target.Options{Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	return made
}

const (
	good    = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}"
	chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n"
)

// ways are the two ways of a call to the wire: through net/http, as the calls of
// the SDK go too, and on the goroutine of the caller.
func ways(made *target.Target) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"net/http": func(ctx context.Context) error {
			_, err := made.Raw(ctx, target.RawCall{Operation: "X"})
			return err
		},
		"direct": func(ctx context.Context) error {
			_, err := made.Direct().InitiateAuth(ctx, &cip.InitiateAuthInput{})
			return err
		},
	}
}

func TestConnectionsAreKeptWhereTheyCan(t *testing.T) {
	tests := map[string]struct {
		texts       []string
		connections int64 // for three calls
	}{
		"kept":         {[]string{good, good, good}, 1},
		"chunked":      {[]string{chunked, good, chunked}, 1},
		"extensions":   {[]string{strings.NewReplacer("3\r", "3;a=\"b\"\r", "4\r", "04;c\r", "0\r", "0;d\r").Replace(chunked), good, good}, 1},
		"trailers":     {[]string{strings.TrimSuffix(chunked, "\r\n") + "A: b\r\n\r\n", good, good}, 1},
		"no body":      {[]string{"HTTP/1.1 204 No Content\r\n\r\n", good, good}, 1},
		"continued":    {[]string{"HTTP/1.1 100 Continue\r\n\r\n" + good, good, good}, 1},
		"said to end":  {[]string{strings.Replace(good, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1), "", ""}, 3},
		"old protocol": {[]string{strings.Replace(good, "1.1", "1.0", 1)}, 3},
		"no length":    {[]string{"HTTP/1.1 200 OK\r\n\r\n{}"}, 3},
		"hung up":      {[]string{good}, 3},
		"said more":    {[]string{good + good, good, good}, 3},
	}
	for name, test := range tests {
		for way := range ways(nil) {
			t.Run(name+" by "+way, func(t *testing.T) {
				log.SetOutput(io.Discard) // net/http's remark on who said more
				defer log.SetOutput(os.Stderr)
				endpoint, connections := speaker(t, test.texts...)
				made := impatientTarget(t, endpoint, time.Minute)
				for range 3 {
					if err := ways(made)[way](t.Context()); err != nil && name != "no body" {
						t.Fatal(err)
					}
					if hangsUp := len(test.texts) == 1; hangsUp {
						awaitHangUp(t, made)
					}
				}
				if n, counted := connections.Load(), made.Connections().Dialed; n != test.connections || counted != n {
					t.Errorf("%d connections, %d counted", n, counted)
				}
			})
		}
	}
}

// A proxy may compress what is not asked for as it is.
func TestAnswersAreAskedForUncompressed(t *testing.T) {
	endpoint := hostile(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "identity" {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			_, _ = io.WriteString(packed, "{}")
			_ = packed.Close()
			return
		}
		_, _ = io.WriteString(w, "{}")
	})
	for way, call := range ways(newTarget(t, endpoint)) {
		if err := call(t.Context()); err != nil {
			t.Errorf("%s: %v", way, err)
		}
	}
	if r, err := newTarget(t, endpoint).Raw(t.Context(), target.RawCall{Operation: "X"}); err != nil || r.JSON == nil {
		t.Errorf("raw call: %+v, %v", r, err)
	}
}

// awaitHangUp waits until the end that the server makes of a kept connection has
// come.
func awaitHangUp(t *testing.T, made *target.Target) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !made.HungUp(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the server does not hang up")
		}
	}
}

// TestKeptConnectionsThatEnd holds that a call which meets the end of a kept connection is
// made again on a new one, as AWS's clients make it, and that one which is hung up on ends.
func TestKeptConnectionsThatEnd(t *testing.T) {
	for name, test := range map[string]struct {
		texts       []string
		fails       bool
		connections int64 // for three calls
	}{
		"after an answer":         {[]string{good, ""}, false, 3},
		"at the first call":       {[]string{""}, true, 1},
		"within a second answer":  {[]string{good, "HTTP/1.1 200 OK\r\nContent-"}, true, 1},
		"at a call and once more": {[]string{good, good, ""}, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			address, connections := speaker(t, test.texts...)
			made := impatientTarget(t, address, time.Minute)
			var err error
			for _, ctx := range []context.Context{t.Context(), target.WithoutRepeat(t.Context()), t.Context()} {
				if err == nil {
					_, err = made.Raw(ctx, target.RawCall{Operation: "X"})
				}
			}
			if n := connections.Load(); err != nil != test.fails || n != test.connections {
				t.Errorf("%d connections, error %v", n, err)
			}
		})
	}
	t.Run("over TLS", func(t *testing.T) {
		made, served := hangingUpOverTLS(t)
		for range 3 {
			if _, err := made.Raw(t.Context(), target.RawCall{Operation: "X"}); err != nil {
				t.Fatal(err)
			}
		}
		if n := served.Load(); n != 5 {
			t.Errorf("%d calls came", n)
		}
	})
	t.Run("of a load", func(t *testing.T) {
		address, _ := speaker(t, good, "")
		made := impatientTarget(t, address, time.Minute)
		_, first := made.Direct().InitiateAuth(t.Context(), &cip.InitiateAuthInput{})
		_, second := made.Direct().InitiateAuth(t.Context(), &cip.InitiateAuthInput{})
		if e := target.AsError(second); first != nil || e == nil || e.Kind != target.Unreachable {
			t.Errorf("errors %v and %v", first, second)
		}
	})
}

// hangingUpOverTLS is a target that hangs up on the second call of each connection.
func hangingUpOverTLS(t *testing.T) (made *target.Target, served *atomic.Int64) {
	t.Helper()
	type callsKey struct{}
	served = &atomic.Int64{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		served.Add(1)
		if calls, ok := r.Context().Value(callsKey{}).(*atomic.Int64); ok && calls.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, "{}")
	}))
	server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, callsKey{}, &atomic.Int64{})
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(authority, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return newTarget(t, server.URL, func(_ *target.Config, o *target.Options) { o.CAFile = authority }), served
}

func TestHeadersAreBounded(t *testing.T) {
	long := strings.Repeat("X-Long: "+strings.Repeat("x", 1000)+"\r\n", 100)
	endless := strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 10_000)
	for name, text := range map[string]string{
		"header":   "HTTP/1.1 200 OK\r\n" + long + "Content-Length: 0\r\n\r\n",
		"interims": endless + good,
	} {
		for way := range ways(nil) {
			t.Run(name+" by "+way, func(t *testing.T) {
				endpoint, _ := speaker(t, text)
				err := ways(impatientTarget(t, endpoint, time.Minute))[way](t.Context())
				if err == nil || !strings.Contains(err.Error(), "header") && !strings.Contains(err.Error(), "interim") {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

func TestCallsEnd(t *testing.T) {
	for name, text := range map[string]string{
		"before an answer": "",
		"within a header":  "HTTP/1.1 200 OK\r\nContent-",
		"within a body":    "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{",
	} {
		for way := range ways(nil) {
			t.Run("timeout "+name+" by "+way, func(t *testing.T) {
				endpoint, _ := speaker(t, text, good)
				err := ways(impatientTarget(t, endpoint, 50*time.Millisecond))[way](t.Context())
				if e := target.AsError(err); e == nil || e.Kind != target.TimedOut {
					t.Errorf("error %v", err)
				}
			})
			t.Run("canceled "+name+" by "+way, func(t *testing.T) {
				endpoint, _ := speaker(t, text, good)
				ctx, cancel := context.WithCancelCause(t.Context())
				word := fmt.Errorf("enough: %w", context.Canceled)
				time.AfterFunc(50*time.Millisecond, func() { cancel(word) })
				err := ways(impatientTarget(t, endpoint, time.Minute))[way](ctx)
				if e := target.AsError(err); e == nil || e.Kind != target.Canceled {
					t.Errorf("error %v", err)
				}
			})
		}
	}
	for way := range ways(nil) {
		t.Run("refused by "+way, func(t *testing.T) {
			err := ways(impatientTarget(t, "http://127.0.0.1:1", time.Minute))[way](t.Context())
			if e := target.AsError(err); e == nil || e.Kind != target.Unreachable || errors.Is(err, context.Canceled) || !errors.Is(err, syscall.ECONNREFUSED) {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestDialsEnd holds that opening a connection ends with the timeout and with the
// context: the listener accepts nothing, and TLS waits for it.
func TestDialsEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	endpoint := "https://" + listener.Addr().String()
	for way := range ways(nil) {
		t.Run("timeout by "+way, func(t *testing.T) {
			err := ways(impatientTarget(t, endpoint, 50*time.Millisecond))[way](t.Context())
			if e := target.AsError(err); e == nil || e.Kind != target.TimedOut {
				t.Errorf("error %v", err)
			}
		})
		t.Run("canceled by "+way, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(50*time.Millisecond, cancel)
			err := ways(impatientTarget(t, endpoint, time.Minute))[way](ctx)
			if e := target.AsError(err); e == nil || e.Kind != target.Canceled {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestResetsAreToldFromEnds holds that a load can count them apart.
func TestResetsAreToldFromEnds(t *testing.T) {
	for name, linger := range map[string]int{"reset": 0, "end": -1} {
		for way := range ways(nil) {
			t.Run(name+" by "+way, func(t *testing.T) {
				endpoint := hostile(t, func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					conn, _, err := w.(http.Hijacker).Hijack()
					if err != nil {
						t.Error(err)
						return
					}
					_ = conn.(*net.TCPConn).SetLinger(linger)
					_ = conn.Close()
				})
				err := ways(impatientTarget(t, endpoint, time.Minute))[way](t.Context())
				e := target.AsError(err)
				if e == nil || e.Kind != target.Unreachable || errors.Is(err, syscall.ECONNRESET) != (name == "reset") || errors.Is(err, io.EOF) != (name == "end") {
					t.Errorf("error %v", err)
				}
			})
		}
	}
}

func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer server.Close()
	authority := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(authority, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	for way := range ways(nil) {
		t.Run("trusted by "+way, func(t *testing.T) {
			made := newTarget(t, server.URL, func(_ *target.Config, o *target.Options) { o.CAFile = authority })
			for range 3 {
				if err := ways(made)[way](t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if n := made.Connections(); n.Dialed != 1 || n.Handshakes != 1 {
				t.Errorf("%+v for three calls", n)
			}
		})
		t.Run("unknown by "+way, func(t *testing.T) {
			err := ways(newTarget(t, server.URL))[way](t.Context())
			if e := target.AsError(err); e == nil || e.Kind != target.Unreachable || !strings.Contains(err.Error(), "certificate") {
				t.Errorf("error %v", err)
			}
		})
	}
}

// TestCloseIdleLeavesNothing counts what the server still has open.
func TestCloseIdleLeavesNothing(t *testing.T) {
	var open sync.WaitGroup
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed, http.StateHijacked:
			open.Done()
		}
	}
	server.Start()
	defer server.Close()
	made := newTarget(t, server.URL)
	var calls sync.WaitGroup
	for _, call := range ways(made) {
		for range 5 {
			calls.Go(func() {
				if err := call(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
	}
	calls.Wait()
	made.CloseIdle()
	open.Wait()
}

// TestHeadersThatCannotBeRead are answers, broken ones: somebody was there.
func TestHeadersThatCannotBeRead(t *testing.T) {
	for name, text := range map[string]string{
		"two lengths": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
		"too large":   "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("a", 100<<10) + "\r\n\r\n",
		"no HTTP":     "SSH-2.0-OpenSSH_9.2\r\n\r\n",
		"endless 100": strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			endpoint, _ := speaker(t, text)
			made := newTarget(t, endpoint)
			_, direct := made.Direct().InitiateAuth(t.Context(), &cip.InitiateAuthInput{})
			_, raw := made.Raw(t.Context(), target.RawCall{Operation: "GetUser"})
			for how, err := range map[string]error{"directly": direct, "raw": raw, "by the SDK": getUser(t.Context(), made)} {
				if e := target.AsError(err); e == nil || e.Kind != target.Malformed {
					t.Errorf("%s: %v", how, err)
				}
			}
		})
	}
}
