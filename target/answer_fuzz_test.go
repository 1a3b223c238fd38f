package target_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/target"
)

// Whatever a server answers is read without a panic, and the name of an exception
// is one word.
func FuzzReadAnswer(f *testing.F) {
	f.Add("", []byte(`{"__type":"com.amazonaws#NotAuthorizedException","message":"No."}`))
	f.Add("NotAuthorizedException:http://x/", []byte(`{"Message":"No.","reason":"R"}`))
	f.Add("", []byte(`{"messages":[{"medium":"SMS","code":"123456"}]}`))
	f.Fuzz(func(t *testing.T, header string, body []byte) {
		name, _, _ := target.ReadError(http.Header{"X-Amzn-Errortype": {header}}, body)
		if strings.ContainsAny(name, "#:") {
			t.Errorf("the exception %q", name)
		}
		_, _ = target.ReadMessages(body)
	})
}
