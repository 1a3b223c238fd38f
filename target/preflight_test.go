package target_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// TestPreflightAsksSideBySide has the probes after the first answered once all were asked.
func TestPreflightAsksSideBySide(t *testing.T) {
	probes := []string{"SetUserPoolMfaConfig", "AssociateSoftwareToken", "GetTokensFromRefreshToken"}
	known := always(400, refusal("InvalidParameterException", "1 validation error detected"))
	answers := map[string]func(call) (int, any){"InitiateAuth": known, "AdminGetUser": known}
	var asked atomic.Int64
	all := make(chan struct{})
	for _, operation := range probes {
		answers[operation] = func(c call) (int, any) {
			if asked.Add(1) == int64(len(probes)) {
				close(all)
			}
			select {
			case <-all:
			case <-time.After(time.Minute): // a guard against a hang
				t.Error("the probes are not asked side by side")
			}
			return known(c)
		}
	}
	findings, err := newTarget(t, newFake(t, answers).URL).Preflight(t.Context())
	if err != nil || !slices.Equal(findings.Found, []string{"admin", "refresh-rotation", "totp"}) {
		t.Errorf("%+v, %v", findings, err)
	}
}

func TestPreflightFindsFeatures(t *testing.T) {
	known := always(400, refusal("InvalidParameterException", "1 validation error detected"))
	everything := withExtension(always(200, []any{}))
	for _, operation := range []string{"InitiateAuth", "AdminGetUser", "SetUserPoolMfaConfig", "AssociateSoftwareToken", "GetTokensFromRefreshToken"} {
		everything[operation] = known
	}
	everything["GET /_cogbench/"] = always(200, map[string]any{"name": "cogbench", "triggers": map[string]string{"answer": "42"}})
	refused := map[string]func(call) (int, any){
		"InitiateAuth": known,
		"AdminGetUser": always(400, refusal("UnrecognizedClientException", "The security token is invalid")),
	}
	for _, c := range []struct {
		name    string
		answers map[string]func(call) (int, any)
		claimed []string
		found   []string
		missing []string
		clock   bool
		refused string
	}{
		{"all", everything, []string{"totp"}, []string{"admin", "custom-auth", "email", "refresh-rotation", "sms", "totp"}, nil, true, ""},
		{"nothing but sign-in", map[string]func(call) (int, any){"InitiateAuth": known}, []string{"totp", "admin"}, nil, []string{"admin", "totp"}, false, ""},
		{"key refused", refused, nil, nil, nil, false, "UnrecognizedClientException"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, c.answers)
			made := newTarget(t, f.URL, func(p *target.Config, _ *target.Options) {
				p.Features = c.claimed
				if c.refused != "" { // nothing can be done without rights where no pool is given
					p.Pool.Existing = &target.ExistingPool{ID: "us-east-1_given", ClientID: "c", Users: []target.ExistingUser{{Username: "u", Password: "p"}}}
				}
			})
			findings, err := made.Preflight(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(findings.Found, c.found) || !slices.Equal(findings.Missing(), c.missing) ||
				findings.ClockOffered != c.clock || findings.KeyRefused != c.refused {
				t.Errorf("findings %+v, missing %v", findings, findings.Missing())
			}
			if findings.Has(spec.TOTP) != slices.Contains(c.found, "totp") {
				t.Errorf("has TOTP: %v", findings.Has(spec.TOTP))
			}
			if n := len(f.seen("")); n > 8 {
				t.Errorf("%d calls are more than a handful", n)
			}
		})
	}
}

// TestPreflightWithoutRights has credentials refused where pools would have to be
// made.
func TestPreflightWithoutRights(t *testing.T) {
	answer := always(400, map[string]any{"__type": "UnrecognizedClientException"})
	f := newFake(t, map[string]func(call) (int, any){"AdminGetUser": answer, "SetUserPoolMfaConfig": answer})
	_, err := newTarget(t, f.URL).Preflight(t.Context())
	refused, ok := errors.AsType[*target.PreflightError](err)
	if !ok || refused.Reason != target.KeyRefused || !strings.Contains(refused.Hint(), "COGBENCH_ACCESS_KEY_ID") {
		t.Errorf("error %v, want one of the credentials", err)
	}
}

// TestPreflightOfAFragile meets a server that breaks down at a request without
// members, and speaks the protocol otherwise.
func TestPreflightOfAFragile(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){"InitiateAuth": always(500, "<html>Cannot read properties of undefined</html>")})
	if _, err := newTarget(t, f.URL).Preflight(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestPreflightOfStrangers(t *testing.T) {
	page := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}
	}
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
	}{
		{"web page", page(200, "<html>hello</html>")},
		{"not found", page(404, "404 page not found")},
		{"page of errors", page(500, "<html>unsupported</html>")},
		{"JSON of something else", page(200, `{"ok":true}`)},
		{"JSON error of something else", page(401, `{"error":"who are you"}`)},
		{"list", page(400, `[]`)},
		{"page in the protocol's clothes", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, "<html></html>")
		}},
		{"empty", page(200, "")},
		{"redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }},
		{"half an answer", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "50")
			fmt.Fprint(w, "{")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assertPreflight(t, hostile(t, c.handler), time.Minute, target.NotTheService)
		})
	}
}

// TestPreflightBesideTheService has an endpoint at which the protocol is spoken and no
// call is known: its path is wrong, and nothing is missing of the service.
func TestPreflightBesideTheService(t *testing.T) {
	assertPreflight(t, newFake(t, nil).URL, time.Minute, target.NotTheService)
}

// TestPreflightHints has each way to miss a server name what would find it.
func TestPreflightHints(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	private := httptest.NewTLSServer(http.NotFoundHandler())
	defer private.Close()
	closed := httptest.NewServer(nil)
	closed.Close()
	signature := always(400, map[string]any{"__type": "InvalidSignatureException"})
	moved := newFake(t, map[string]func(call) (int, any){"AdminGetUser": signature, "SetUserPoolMfaConfig": signature})
	for endpoint, want := range map[string]string{
		strings.Replace(plain.URL, "http:", "https:", 1): "write http:// in place of https://",
		private.URL: "--ca-file",
		strings.Replace(private.URL, "127.0.0.1", "localhost", 1): "for another name",
		closed.URL: "is the server running",
		plain.URL:  "port and path",
		moved.URL:  "the region",
	} {
		_, err := newTarget(t, endpoint).Preflight(t.Context())
		refused, ok := errors.AsType[*target.PreflightError](err)
		if !ok || !strings.Contains(refused.Hint(), want) {
			t.Errorf("%s: %v, want a hint with %q", endpoint, err, want)
		}
	}
}

func TestPreflightOfNobody(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	assertPreflight(t, server.URL, time.Minute, target.CannotReach)
	assertPreflight(t, "http://no.such.host.invalid", time.Minute, target.CannotReach)
	assertPreflight(t, strings.Replace(server.URL, "http:", "https:", 1), time.Minute, target.CannotReach)
}

// TestPreflightOfAMute meets a server that accepts connections and says nothing.
func TestPreflightOfAMute(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	assertPreflight(t, "http://"+listener.Addr().String(), 2*time.Second, target.NoAnswer)
}

// TestPreflightOfAThrottler meets a server that answers every call, and none well.
func TestPreflightOfAThrottler(t *testing.T) {
	t.Parallel()
	later := always(400, refusal("TooManyRequestsException", "Rate exceeded"))
	assertPreflight(t, newFake(t, map[string]func(call) (int, any){"InitiateAuth": later}).URL, time.Minute, target.Throttles)
}

func assertPreflight(t *testing.T, endpoint string, timeout time.Duration, want target.Reason) {
	t.Helper()
	made := newTarget(t, endpoint, func(_ *target.Config, o *target.Options) { o.Timeout = timeout })
	_, err := made.Preflight(t.Context())
	failed, ok := errors.AsType[*target.PreflightError](err)
	if !ok || failed.Reason != want || !strings.Contains(err.Error(), endpoint) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestPreflightInterrupted(t *testing.T) {
	f := newFake(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newTarget(t, f.URL).Preflight(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
