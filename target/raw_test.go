package target_test

import (
	"strings"
	"testing"

	"github.com/cogbench/cogbench/target"
)

func TestRawSendsAsDescribed(t *testing.T) {
	for _, c := range []struct {
		name   string
		call   target.RawCall
		body   string
		target string
		kind   string
		method string
	}{
		{"empty", target.RawCall{Operation: "GetUser"}, "{}", "AWSCognitoIdentityProviderService.GetUser", "application/x-amz-json-1.1", "POST"},
		{"null and wrong type", target.RawCall{Operation: "X", JSON: map[string]any{"a": nil, "b": 7}}, `{"a":null,"b":7}`, "AWSCognitoIdentityProviderService.X", "application/x-amz-json-1.1", "POST"},
		{"no JSON", target.RawCall{Operation: "X", Body: []byte("{")}, "{", "AWSCognitoIdentityProviderService.X", "application/x-amz-json-1.1", "POST"},
		{"empty body", target.RawCall{Operation: "X", Body: []byte{}}, "", "AWSCognitoIdentityProviderService.X", "application/x-amz-json-1.1", "POST"},
		{"headers left out", target.RawCall{Operation: "X", Header: map[string]string{"X-Amz-Target": "", "Content-Type": "text/plain"}}, "{}", "", "text/plain", "POST"},
		{"other method", target.RawCall{Operation: "X", Method: "PUT"}, "{}", "AWSCognitoIdentityProviderService.X", "application/x-amz-json-1.1", "PUT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t, nil)
			if _, err := newTarget(t, f.URL).Raw(t.Context(), c.call); err != nil {
				t.Fatal(err)
			}
			got := f.seen("")[0]
			h := got.Request.Header
			if string(got.Raw) != c.body || h.Get("X-Amz-Target") != c.target || h.Get("Content-Type") != c.kind || got.Request.Method != c.method {
				t.Errorf("sent %s %q with %v", got.Request.Method, got.Raw, h)
			}
			if h.Get("Authorization") != "" {
				t.Error("signed unasked")
			}
		})
	}
}

func TestRawSigning(t *testing.T) {
	f := newFake(t, nil)
	made := newTarget(t, f.URL)
	signature := func(how target.Signing) (authorization, date string) {
		if _, err := made.Raw(t.Context(), target.RawCall{Operation: "X", Signing: how}); err != nil {
			t.Fatal(err)
		}
		calls := f.seen("X")
		h := calls[len(calls)-1].Request.Header
		return h.Get("Authorization"), h.Get("X-Amz-Date")
	}
	right, now := signature(target.Signed)
	if !strings.Contains(right, "Credential=AKIATEST/") || !strings.Contains(right, "/us-east-1/cognito-idp/aws4_request") {
		t.Errorf("signed as %q", right)
	}
	wrong, _ := signature(target.WrongSecret)
	if !strings.Contains(wrong, "Credential=AKIATEST/") || wrong == right {
		t.Errorf("wrong secret signed as %q", wrong)
	}
	if unknown, _ := signature(target.UnknownKey); strings.Contains(unknown, "AKIATEST") {
		t.Errorf("unknown key signed as %q", unknown)
	}
	if _, stale := signature(target.StaleSigning); stale >= now {
		t.Errorf("stale signature of %s, now is %s", stale, now)
	}
}

func TestRawReadsTheAnswer(t *testing.T) {
	f := newFake(t, map[string]func(call) (int, any){"X": always(200, map[string]any{"n": 1.5, "list": []int{1}})})
	r, err := newTarget(t, f.URL).Raw(t.Context(), target.RawCall{Operation: "X"})
	if err != nil || r.Kind != "" || r.Err("X") != nil || r.Object() == nil || len(r.Body) == 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	if n := r.Object()["n"]; n == nil || n.(interface{ String() string }).String() != "1.5" {
		t.Errorf("number read as %v", n)
	}
}

func TestRawRefusesWhatCannotBeEncoded(t *testing.T) {
	_, err := newTarget(t, "http://127.0.0.1:1").Raw(t.Context(), target.RawCall{Operation: "X", JSON: func() {}})
	if target.AsError(err).Kind != target.Unsent {
		t.Errorf("error %v", err)
	}
}
