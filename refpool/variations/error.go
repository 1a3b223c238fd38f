package variations

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strings"

	"github.com/cogbench/cogbench/refpool"
)

// errorForms are the ways in which documents, recordings and clients have an error
// name its exception.
func errorForms() []Variation {
	return []Variation{
		{Name: "error-type-in-header", Summary: "names the exception in the header alone", set: onError(func(r *refpool.Reply, object map[string]any) {
			if r.Header.Get(typeHeader) != "" {
				delete(object, "__type")
			}
		})},
		{Name: "error-type-in-body", Summary: "names the exception in the body alone", set: onError(func(r *refpool.Reply, object map[string]any) {
			if object["__type"] != nil {
				r.Header.Del(typeHeader)
				r.Header.Del("X-Amzn-Errormessage")
			}
		})},
		{Name: "error-type-with-address", Summary: "has an address after the exception's name in the header", set: onError(func(r *refpool.Reply, _ map[string]any) {
			if name := r.Header.Get(typeHeader); name != "" {
				r.Header.Set(typeHeader, name+"http://internal.example/coral/com.amazonaws.cognito/")
			}
		})},
		{Name: "error-type-bare", Summary: "has the exception's name alone in the header, without a colon", set: onError(func(r *refpool.Reply, _ map[string]any) {
			if name, _, found := strings.Cut(r.Header.Get(typeHeader), ":"); found {
				r.Header.Set(typeHeader, name)
			}
		})},
		{Name: "error-message-capital", Summary: "writes the message of an error as Message", set: onError(func(_ *refpool.Reply, object map[string]any) {
			object["Message"] = object["message"]
			delete(object, "message")
		})},
		{Name: "reason-codes", Summary: "adds a reasonCode to InvalidParameterException", set: onError(func(_ *refpool.Reply, object map[string]any) {
			if object["__type"] == "InvalidParameterException" {
				object["reasonCode"] = "InvalidCharacter"
			}
		})},
		{Name: "statuses-of-the-smithy-model", Summary: "answers with the statuses of AWS's Smithy model, 403 and 404 among them", set: func(b *refpool.Behaviour) {
			before := b.Wire.Status
			b.Wire.Status = func(exception string) int {
				if status, known := smithyStatuses()[exception]; known {
					return status
				}
				return before(exception)
			}
		}},
		// The last one, because the others find headers by their usual names.
		{Name: "headers-in-lower-case", Summary: "writes the names of headers in lower case", set: onReply(func(r *refpool.Reply) {
			for name, values := range maps.Clone(r.Header) {
				if name != "Connection" && name != "Transfer-Encoding" { // which net/http looks for
					r.Header[name] = nil // or net/http adds its own
					r.Header[strings.ToLower(name)] = values
				}
			}
		})},
	}
}

// typeHeader names the exception of an error.
const typeHeader = "X-Amzn-Errortype"

// smithyStatuses are the exceptions for which the Smithy model has a status of its own.
func smithyStatuses() map[string]int {
	return map[string]int{
		"NotAuthorizedException":    http.StatusForbidden,
		"ForbiddenException":        http.StatusForbidden,
		"ResourceNotFoundException": http.StatusNotFound,
		"UserNotFoundException":     http.StatusNotFound,
		"TooManyRequestsException":  http.StatusTooManyRequests,
	}
}

// onError has change act on every error on its way out, and on its body.
func onError(change func(r *refpool.Reply, object map[string]any)) func(*refpool.Behaviour) {
	return onReply(func(r *refpool.Reply) {
		object := map[string]any{}
		if r.Status < http.StatusBadRequest || json.NewDecoder(bytes.NewReader(r.Body)).Decode(&object) != nil {
			return
		}
		change(r, object)
		r.Body, _ = json.Marshal(object) // of what was JSON
	})
}
