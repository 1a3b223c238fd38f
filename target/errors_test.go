package target_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

func getUser(ctx context.Context, made *target.Target) error {
	_, err := made.API().GetUser(ctx, &cip.GetUserInput{AccessToken: new("token")})
	return err
}

// TestClassify sends every kind of refusal and holds that the SDK's call and the
// raw one see the same in it.
func TestClassify(t *testing.T) {
	const page = "<html><body><h1>%s</h1></body></html>"
	for _, c := range []struct {
		name    string
		status  int
		header  string
		body    string
		kind    target.Kind
		error   string
		message string
	}{
		{"refusal", 400, "", `{"__type":"NotAuthorizedException","message":"no"}`, target.Refused, "NotAuthorizedException", "no"},
		{"prefix", 400, "", `{"__type":"com.amazon#CodeMismatchException","message":"no"}`, target.Refused, "CodeMismatchException", "no"},
		{"header", 400, "ExpiredCodeException:http://x/", `{"Message":"old"}`, target.Refused, "ExpiredCodeException", "old"},
		{"code member", 400, "", `{"code":"UserNotFoundException"}`, target.Refused, "UserNotFoundException", ""},
		{"internal", 500, "", `{"__type":"InternalErrorException","message":"oops"}`, target.ServerError, "InternalErrorException", "oops"},
		{"bare 500", 500, "", ``, target.ServerError, "", ""},
		{"unknown operation", 400, "", `{"__type":"UnknownOperationException"}`, target.Unsupported, "UnknownOperationException", ""},
		{"invalid action", 400, "", `{"__type":"InvalidAction"}`, target.Unsupported, "InvalidAction", ""},
		{"not implemented", 400, "", `{"__type":"NotImplemented"}`, target.Unsupported, "NotImplemented", ""},
		{"unsupported operation", 400, "", `{"__type":"UnsupportedOperation"}`, target.Unsupported, "UnsupportedOperation", ""},
		{"404 page", 404, "", fmt.Sprintf(page, "Not Found"), target.Unsupported, "", ""},
		{"501", 501, "", ``, target.Unsupported, "", ""},
		{"500 that says so", 500, "", `{"message":"Operation Unsupported"}`, target.Unsupported, "", "Operation Unsupported"},
		{"500 page that says so", 500, "", fmt.Sprintf(page, "Cognito Unsupported operation: X"), target.Unsupported, "", ""},
		{"500 not implemented", 500, "", `X is not implemented yet`, target.Unsupported, "", ""},
		{"throttled", 400, "", `{"__type":"TooManyRequestsException"}`, target.Throttled, "TooManyRequestsException", ""},
		{"throttled by a proxy", 429, "", `slow down`, target.Throttled, "", ""},
		{"nameless refusal", 400, "", `{}`, target.Malformed, "", ""},
		{"wrong types", 400, "", `{"__type":7,"message":{"a":1}}`, target.Malformed, "", ""},
		{"redirect", 302, "", ``, target.Malformed, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if c.header != "" {
					w.Header().Set("X-Amzn-Errortype", c.header)
				}
				w.Header().Set("Location", "http://127.0.0.1:1/elsewhere")
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}))
			defer server.Close()
			made := newTarget(t, server.URL)
			ctx := target.WithoutRepeat(t.Context())
			err := getUser(ctx, made)
			e := target.AsError(err)
			if e == nil || e.Kind != c.kind || e.Name != c.error || e.Message != c.message || e.Status != c.status {
				t.Errorf("SDK call: %#v of %v", e, err)
			}
			r, err := made.Raw(ctx, target.RawCall{Operation: "GetUser"})
			if err != nil || r.Kind != c.kind || r.ErrorName != c.error || r.Message != c.message {
				t.Errorf("raw call: %+v, %v", r, err)
			}
			again := target.AsError(r.Err("GetUser"))
			if again.Kind != c.kind || again.Name != c.error {
				t.Errorf("raw error: %+v", again)
			}
		})
	}
}

func TestModelledErrorStaysWithin(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){
		"GetUser": always(400, map[string]string{"__type": "InvalidParameterException", "message": "m", "reasonCode": "r"}),
	})
	e := target.AsError(fmt.Errorf("a step: %w", getUser(t.Context(), newTarget(t, f.URL))))
	if e.ReasonCode != "r" || e.Operation != "GetUser" || len(e.Body) == 0 {
		t.Errorf("error %+v", e)
	}
	if modelled, ok := errors.AsType[*types.InvalidParameterException](e); !ok || modelled.ErrorMessage() != "m" {
		t.Errorf("the SDK's exception is not found in %v", e)
	}
	if target.AsError(nil) != nil {
		t.Error("an error for nil")
	}
	if got, want := e.Error(), "GetUser: HTTP 400 InvalidParameterException: m"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

// hostile answers in ways that are no answers.
func hostile(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

func TestHostileAnswers(t *testing.T) {
	stall := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server sees a hang-up only then
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
	}
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		kind    target.Kind
		// whole: the answer can be read; that it is none is for the SDK to say.
		whole bool
	}{
		{"cut off", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "{")
		}, target.Malformed, false},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			block := []byte(strings.Repeat("a", 1<<16))
			for {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, target.Malformed, false},
		{"web page", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html></html>") }, target.Malformed, true},
		{"wrong type in success", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"Username":{"a":1}}`) }, target.Malformed, true},
		{"silent", stall, target.TimedOut, false},
		{"stops half way", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"Username":`)
			w.(http.Flusher).Flush()
			stall(w, r)
		}, target.TimedOut, false},
		{"hangs up", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, target.Unreachable, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := newTarget(t, hostile(t, c.handler), func(_ *target.Config, o *target.Options) {
				o.Timeout = time.Minute
				if c.kind == target.TimedOut {
					o.Timeout = 300 * time.Millisecond
				}
			})
			if e := target.AsError(getUser(t.Context(), made)); e == nil || e.Kind != c.kind {
				t.Errorf("SDK call: %v, kind %v", e, e.Kind)
			}
			r, err := made.Raw(t.Context(), target.RawCall{Operation: "GetUser"})
			if c.whole {
				if err != nil || r.Kind != "" || r.Status != http.StatusOK {
					t.Errorf("raw call: %+v, %v", r, err)
				}
				return
			}
			if e := target.AsError(err); e == nil || e.Kind != c.kind {
				t.Errorf("raw call: %+v, %v", r, e)
			}
		})
	}
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	made := newTarget(t, server.URL)
	e := target.AsError(getUser(t.Context(), made))
	if e.Kind != target.Unreachable || e.Status != 0 || !strings.Contains(e.Error(), "refused") {
		t.Errorf("error %v, kind %v", e, e.Kind)
	}
	if _, err := made.Raw(t.Context(), target.RawCall{Operation: "X"}); target.AsError(err).Kind != target.Unreachable {
		t.Errorf("raw call: %v", err)
	}
}

func TestCanceled(t *testing.T) {
	f := newFake(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	made := newTarget(t, f.URL)
	if e := target.AsError(getUser(ctx, made)); e.Kind != target.Canceled {
		t.Errorf("error %v, kind %v", e, e.Kind)
	}
	if _, err := made.Raw(ctx, target.RawCall{Operation: "X"}); target.AsError(err).Kind != target.Canceled {
		t.Errorf("raw call: %v", err)
	}
}

func TestUnsent(t *testing.T) {
	f := newFake(t, nil)
	_, err := newTarget(t, f.URL).API().GetUser(t.Context(), &cip.GetUserInput{})
	if e := target.AsError(err); e.Kind != target.Unsent || len(f.seen("")) != 0 {
		t.Errorf("error %v, kind %v, %d calls", e, e.Kind, len(f.seen("")))
	}
}
