package refpool_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool"
)

const (
	page    = "https://app.example"
	exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
)

// TestPreflight: a page may send what it likes to operations and documents.
func TestPreflight(t *testing.T) {
	s := start(t, refpool.Options{})
	for _, path := range []string{"/", "/us-east-1_none/.well-known/jwks.json"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, s.endpoint+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		asked := "content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,authorization"
		r.Header.Set("Origin", page)
		r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		r.Header.Set("Access-Control-Request-Headers", asked)
		got := do(t, r)
		if got.status != http.StatusOK || len(got.body) > 0 {
			t.Errorf("%s: HTTP %d %s", path, got.status, got.body)
		}
		for name, want := range map[string]string{
			"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": http.MethodPost,
			"Access-Control-Allow-Headers": asked, "Access-Control-Expose-Headers": exposed, "Access-Control-Max-Age": "172800",
		} {
			if value := got.header.Get(name); value != want {
				t.Errorf("%s: %s is %q, want %q", path, name, value, want)
			}
		}
	}
}

// TestPagesReadAnswers: successes, refusals and what is refused before it is read.
func TestPagesReadAnswers(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	client := s.client(p.Id, nil)
	s.user(p.Id, "ann")
	signIn := `{"ClientId":"` + *client.ClientId + `","AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"ann","SRP_A":"10"}}`
	for _, test := range []struct {
		name    string
		request *http.Request
		status  int
	}{
		{"success", s.raw("InitiateAuth", signIn), http.StatusOK},
		{"refusal", s.raw("InitiateAuth", "{}"), http.StatusBadRequest},
		{"no signature", s.raw("AdminGetUser", "{}"), http.StatusBadRequest},
		{"unknown operation", s.raw("NoSuchThing", "{}"), http.StatusBadRequest},
		{"too long", s.raw("InitiateAuth", strings.Repeat(" ", 2<<20)), http.StatusRequestEntityTooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.request.Header.Set("Origin", page)
			got := do(t, test.request)
			if got.status != test.status {
				t.Errorf("HTTP %d, want %d", got.status, test.status)
			}
			if got.header.Get("Access-Control-Allow-Origin") != "*" || got.header.Get("Access-Control-Expose-Headers") != exposed {
				t.Errorf("headers %v", got.header)
			}
		})
	}
	keys := s.control(http.MethodGet, "/"+*p.Id+"/.well-known/jwks.json", "")
	if keys.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("public keys: headers %v", keys.header)
	}
}

// TestPagesAreKeptFromControls: what programs on this machine may do without
// credentials, pages in its browser may not, whatever name they came by.
func TestPagesAreKeptFromControls(t *testing.T) {
	server, err := refpool.New(refpool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, method, path, host string
		header                   map[string]string
		status                   int
	}{
		{"a program", http.MethodPost, "/_cogbench/clock", "127.0.0.1:9229", nil, http.StatusOK},
		{"a program, by name", http.MethodPost, "/_cogbench/clock", "LocalHost:9229", nil, http.StatusOK},
		{"a program, by IPv6", http.MethodGet, "/_cogbench/messages", "[::1]", nil, http.StatusOK},
		{"a page that posts", http.MethodPost, "/_cogbench/clock", "127.0.0.1:9229", map[string]string{"Origin": page}, http.StatusBadRequest},
		{"a page that posts, in a browser of today", http.MethodPost, "/_cogbench/clock", "127.0.0.1:9229", map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusBadRequest},
		{"a page that reads", http.MethodGet, "/_cogbench/messages", "127.0.0.1:9229", map[string]string{"Origin": page}, http.StatusOK},
		{"a page whose name was made to point here", http.MethodGet, "/_cogbench/messages", "app.example:9229", nil, http.StatusBadRequest},
		{"a page that asks first", http.MethodOptions, "/_cogbench/clock", "127.0.0.1:9229", map[string]string{"Origin": page, "Access-Control-Request-Method": http.MethodPost}, http.StatusBadRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, test.path, strings.NewReader(`{"advance":"1s"}`))
			r.RemoteAddr, r.Host = "127.0.0.1:4711", test.host
			for name, value := range test.header {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			if w.Code != test.status {
				t.Errorf("HTTP %d %s, want %d", w.Code, w.Body, test.status)
			}
			for name := range w.Header() {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("header %s", name)
				}
			}
		})
	}
}
