package proxy

import (
	"context"
	"net/http"

	"github.com/cogbench/cogbench/referee"
)

type knownKey struct{}

// Witness has a request tell what the proxy comes to know of it: a Witness of
// record.Options. Without a [User] it knows nothing, which is nil.
func Witness(r *http.Request) (*http.Request, func() *referee.Known) {
	known := new(*referee.Known)
	return r.WithContext(context.WithValue(r.Context(), knownKey{}, known)), func() *referee.Known { return *known }
}

// tell has the witness of a request know something, if it has one.
func tell(r *http.Request, known *referee.Known) {
	if slot, ok := r.Context().Value(knownKey{}).(**referee.Known); ok {
		*slot = known
	}
}
