package variations_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
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
			t.Errorf("%s: the summary %q does not end a sentence", v.Name, v.Summary)
		}
		if got, err := variations.Named(v.Name); err != nil || got.Summary != v.Summary {
			t.Errorf("Named(%q) is %q, %v", v.Name, got.Summary, err)
		}
	}
	if _, err := variations.Named("no-such-variation"); err == nil || !strings.Contains(err.Error(), "no-such-variation") {
		t.Errorf("Named of no variation: %v", err)
	}
}

// reply is an answer that was read to its end.
type reply struct {
	status   int
	header   http.Header
	length   int64 // -1 if it was not told
	encoding []string
	closes   bool
	body     string
}

// answer is the answer of a pool that varies, to a call that is refused.
func answer(t *testing.T, names ...string) reply {
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
	return reply{response.StatusCode, response.Header, response.ContentLength, response.TransferEncoding, response.Close, string(body)}
}

// Each variation is to be seen, and leaves what is documented: the name of the
// exception, in JSON.
func TestAnswersVary(t *testing.T) {
	plain := answer(t)
	for name, seen := range map[string]func(r reply) bool{
		"connection-closed": func(r reply) bool { return r.closes && r.length > 0 },
		"chunked": func(r reply) bool {
			return slices.Equal(r.encoding, []string{"chunked"})
		},
		"body-until-close": func(r reply) bool { return r.length < 0 && len(r.encoding) == 0 },
		"more-headers":     func(r reply) bool { return r.header.Get("Via") != "" },
		"charset-named": func(r reply) bool {
			return strings.Contains(r.header.Get("Content-Type"), "charset")
		},
		"texts-reworded":       func(r reply) bool { return strings.Contains(r.body, "The server said no") },
		"texts-of-one-request": func(r reply) bool { return strings.Contains(r.body, "(Request ID: ") },
		"error-type-prefixed":  func(r reply) bool { return strings.Contains(r.body, "#NotAuthorizedException") },
		"more-members":         func(r reply) bool { return strings.Contains(r.body, "AddedLater") },
		"members-in-reverse":   func(r reply) bool { return strings.HasPrefix(r.body, `{"message"`) },
		"spaced": func(r reply) bool {
			return strings.Contains(r.body, "\n\t") || strings.Contains(r.body, "\n  ")
		},
		"older-content-type": func(r reply) bool {
			return r.header.Get("Content-Type") == "application/x-amz-json-1.0"
		},
		"no-date":                    func(r reply) bool { return r.header.Get("Date") == "" },
		"request-id-absent":          func(r reply) bool { return r.header.Get("X-Amzn-Requestid") == "" },
		"request-id-of-another-form": func(r reply) bool { return strings.HasSuffix(r.header.Get("X-Amzn-Requestid"), "=") },
		"error-type-in-body":         func(r reply) bool { return r.header.Get("X-Amzn-Errortype") == "" },
		"error-type-in-header":       func(r reply) bool { return !strings.Contains(r.body, "__type") },
		"error-type-with-address":    func(r reply) bool { return strings.Contains(r.header.Get("X-Amzn-Errortype"), ":http") },
		"error-type-bare":            func(r reply) bool { return !strings.Contains(r.header.Get("X-Amzn-Errortype"), ":") },
		"error-message-capital":      func(r reply) bool { return strings.Contains(r.body, "Message") },
		"statuses-of-the-smithy-model": func(r reply) bool {
			return r.status == http.StatusForbidden
		},
		"slow": func(reply) bool { return true }, // how slow is drawn
	} {
		t.Run(name, func(t *testing.T) {
			if seen(plain) && name != "slow" {
				t.Fatalf("the pool does so without the variation: %s", plain.body)
			}
			got := answer(t, name)
			if !seen(got) {
				t.Errorf("not to be seen in %v %s", got.header, got.body)
			}
			var object struct {
				Type string `json:"__type"`
			}
			told := got.header.Get("X-Amzn-Errortype")
			if err := json.Unmarshal([]byte(got.body), &object); err != nil || !strings.Contains(object.Type+told, "NotAuthorizedException") {
				t.Errorf("__type %q, x-amzn-errortype %q, %v", object.Type, told, err)
			}
		})
	}
}

func TestVariationsGoTogether(t *testing.T) {
	var names []string
	for _, v := range variations.All() {
		names = append(names, v.Name)
	}
	got := answer(t, names...)
	if got.status != http.StatusForbidden || !json.Valid([]byte(got.body)) {
		t.Errorf("status %d, %s", got.status, got.body)
	}
}
