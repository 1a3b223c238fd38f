package target_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
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

func plainTarget(t *testing.T, endpoint string, timeout time.Duration) *target.Target {
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

func TestPlainConnectionsAreKeptWhereTheyCan(t *testing.T) {
	tests := map[string]struct {
		texts       []string
		connections int64 // for three calls
	}{
		"kept":         {[]string{good, good, good}, 1},
		"chunked":      {[]string{chunked, good, chunked}, 1},
		"continued":    {[]string{"HTTP/1.1 100 Continue\r\n\r\n" + good, good, good}, 1},
		"said to end":  {[]string{strings.Replace(good, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1), "", ""}, 3},
		"old protocol": {[]string{strings.Replace(good, "1.1", "1.0", 1)}, 3},
		"hung up":      {[]string{good}, 3},
		"said more":    {[]string{good + good, good, good}, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			endpoint, connections := speaker(t, test.texts...)
			made := plainTarget(t, endpoint, time.Minute)
			for range 3 {
				answer, err := made.Raw(t.Context(), target.RawCall{Operation: "X"})
				if err != nil || answer.Status != http.StatusOK || string(answer.Body) != `{"a":1}` {
					t.Fatalf("%+v, %v", answer, err)
				}
				time.Sleep(20 * time.Millisecond) // for the server to hang up
			}
			if n, counted := connections.Load(), made.Connections().Dialed; n != test.connections || counted != n {
				t.Errorf("%d connections, %d counted", n, counted)
			}
		})
	}
}

func TestPlainAnswersAreBounded(t *testing.T) {
	long := strings.Repeat("X-Long: "+strings.Repeat("x", 1000)+"\r\n", 100)
	endless := strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 10_000)
	for name, text := range map[string]string{
		"header":   "HTTP/1.1 200 OK\r\n" + long + "Content-Length: 0\r\n\r\n",
		"interims": endless + good,
	} {
		t.Run(name, func(t *testing.T) {
			endpoint, _ := speaker(t, text)
			_, err := plainTarget(t, endpoint, time.Minute).Raw(t.Context(), target.RawCall{Operation: "X"})
			if err == nil || !strings.Contains(err.Error(), "header") {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestPlainCallsEnd(t *testing.T) {
	for name, text := range map[string]string{
		"before an answer": "",
		"within a header":  "HTTP/1.1 200 OK\r\nContent-",
		"within a body":    "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{",
	} {
		t.Run("timeout "+name, func(t *testing.T) {
			endpoint, _ := speaker(t, text, good)
			_, err := plainTarget(t, endpoint, 50*time.Millisecond).Raw(t.Context(), target.RawCall{Operation: "X"})
			if e := target.AsError(err); e == nil || e.Kind != target.TimedOut {
				t.Errorf("error %v", err)
			}
		})
		t.Run("canceled "+name, func(t *testing.T) {
			endpoint, _ := speaker(t, text, good)
			ctx, cancel := context.WithCancelCause(t.Context())
			word := fmt.Errorf("enough: %w", context.Canceled)
			time.AfterFunc(50*time.Millisecond, func() { cancel(word) })
			_, err := plainTarget(t, endpoint, time.Minute).Raw(ctx, target.RawCall{Operation: "X"})
			if e := target.AsError(err); e == nil || e.Kind != target.Canceled {
				t.Errorf("error %v", err)
			}
		})
	}
	t.Run("refused", func(t *testing.T) {
		_, err := plainTarget(t, "http://127.0.0.1:1", time.Minute).Raw(t.Context(), target.RawCall{Operation: "X"})
		if e := target.AsError(err); e == nil || e.Kind != target.Unreachable || errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
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
