package variations_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/variations"
)

func TestEntriesAreInOrder(t *testing.T) {
	form := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	names := map[string]bool{}
	for _, v := range variations.All() {
		if !form.MatchString(v.Name) || names[v.Name] {
			t.Errorf("the name %q is ill-formed, or given twice", v.Name)
		}
		names[v.Name] = true
		if v.Summary == "" || strings.HasSuffix(v.Summary, ".") {
			t.Errorf("%s: the summary %q is no end of a sentence", v.Name, v.Summary)
		}
		if got, err := variations.Named(v.Name); err != nil || got.Summary != v.Summary {
			t.Errorf("Named(%q) is %q, %v", v.Name, got.Summary, err)
		}
	}
	if _, err := variations.Named("no-such-variation"); err == nil || !strings.Contains(err.Error(), "no-such-variation") {
		t.Errorf("Named of no variation: %v", err)
	}
}

// answer is the answer of a pool that varies, to a call that is refused.
func answer(t *testing.T, names ...string) (*http.Response, string) {
	t.Helper()
	var options refpool.Options
	for _, name := range names {
		v, err := variations.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		v.Install(&options)
	}
	server, err := refpool.New(options)
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, running.Endpoint, strings.NewReader(`{"AccessToken":"a.b.c"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.GetUser")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// Each variation is to be seen, and leaves what is documented: the name of the
// exception, in JSON.
func TestAnswersVary(t *testing.T) {
	plain, plainBody := answer(t)
	for name, seen := range map[string]func(r *http.Response, body string) bool{
		"connection-closed": func(r *http.Response, _ string) bool { return r.Close && r.ContentLength > 0 },
		"chunked": func(r *http.Response, _ string) bool {
			return len(r.TransferEncoding) == 1 && r.TransferEncoding[0] == "chunked"
		},
		"body-until-close": func(r *http.Response, _ string) bool { return r.ContentLength < 0 && len(r.TransferEncoding) == 0 },
		"more-headers":     func(r *http.Response, _ string) bool { return r.Header.Get("Via") != "" },
		"charset-named": func(r *http.Response, _ string) bool {
			return strings.Contains(r.Header.Get("Content-Type"), "charset")
		},
		"texts-reworded":      func(_ *http.Response, body string) bool { return strings.Contains(body, "The server said no") },
		"error-type-prefixed": func(_ *http.Response, body string) bool { return strings.Contains(body, "#NotAuthorizedException") },
		"more-members":        func(_ *http.Response, body string) bool { return strings.Contains(body, "AddedLater") },
		"members-in-reverse":  func(_ *http.Response, body string) bool { return strings.HasPrefix(body, `{"message"`) },
		"spaced": func(_ *http.Response, body string) bool {
			return strings.Contains(body, "\n\t") || strings.Contains(body, "\n  ")
		},
		"slow": func(*http.Response, string) bool { return true }, // how slow is drawn
	} {
		t.Run(name, func(t *testing.T) {
			if seen(plain, plainBody) && name != "slow" {
				t.Fatalf("the pool does so without the variation: %s", plainBody)
			}
			response, body := answer(t, name)
			if !seen(response, body) {
				t.Errorf("not to be seen in %v %s", response.Header, body)
			}
			var object struct {
				Type string `json:"__type"`
			}
			if err := json.Unmarshal([]byte(body), &object); err != nil || !strings.HasSuffix(object.Type, "NotAuthorizedException") {
				t.Errorf("__type %q, %v", object.Type, err)
			}
		})
	}
}

func TestVariationsGoTogether(t *testing.T) {
	var names []string
	for _, v := range variations.All() {
		names = append(names, v.Name)
	}
	response, body := answer(t, names...)
	if response.StatusCode != http.StatusBadRequest || !json.Valid([]byte(body)) {
		t.Errorf("status %d, %s", response.StatusCode, body)
	}
}
