package target_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cogbench/cogbench/target"
)

// call is what a fake server was asked.
type call struct {
	Operation string
	Body      map[string]any
	Raw       []byte
	Request   *http.Request
}

func (c call) text(name string) string {
	s, _ := c.Body[name].(string)
	return s
}

// fake is a server whose answers a test writes down, an operation each.
type fake struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []call
	answers map[string]func(call) (status int, body any)
}

func newFake(t *testing.T, answers map[string]func(call) (int, any)) *fake {
	t.Helper()
	f := &fake{answers: answers}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if operation == "" {
		operation = r.Method + " " + r.URL.Path
	}
	c := call{Operation: operation, Raw: raw, Request: r}
	_ = json.Unmarshal(raw, &c.Body)
	f.mu.Lock()
	f.calls = append(f.calls, c)
	answer := f.answers[operation]
	f.mu.Unlock()
	status, body := http.StatusBadRequest, any(refusal("UnknownOperationException", "no "+operation))
	if answer != nil {
		status, body = answer(c)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	if text, ok := body.(string); ok {
		_, _ = io.WriteString(w, text)
		return
	}
	_ = json.NewEncoder(w).Encode(body)
}

// seen are the calls of one operation, of all if it is "".
func (f *fake) seen(operation string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []call
	for _, c := range f.calls {
		if operation == "" || c.Operation == operation {
			found = append(found, c)
		}
	}
	return found
}

func refusal(name, message string) map[string]string {
	return map[string]string{"__type": name, "message": message}
}

func always(status int, body any) func(call) (int, any) {
	return func(call) (int, any) { return status, body }
}

// noEnvironment hides the variables of the machine that runs the test.
func noEnvironment(string) string { return "" }

func newTarget(t *testing.T, endpoint string, change ...func(*target.Config, *target.Options)) *target.Target {
	t.Helper()
	config := target.Config{
		Endpoint:    endpoint,
		Credentials: &target.Credentials{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret-access-key"},
	}
	options := target.Options{Getenv: noEnvironment}
	for _, c := range change {
		c(&config, &options)
	}
	made, err := target.New(t.Context(), config, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	return made
}

// newBubbledTarget is newTarget on a fake clock, of a fake that was started outside:
// the clock stands still while that answers, and goes on where the target waits.
func newBubbledTarget(t *testing.T, endpoint string, change ...func(*target.Config, *target.Options)) *target.Target {
	t.Helper()
	// It runs after the connections are closed: what looks after them ends then.
	t.Cleanup(func() { time.Sleep(time.Hour) })
	return newTarget(t, endpoint, change...)
}
