package target

import (
	"context"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
)

// noOperation is the name of an operation that no server has.
const noOperation = "NoSuchOperation"

// absence knows how a target answers operations that it does not have, if not in the
// protocol's own words: with the page of a web framework, of status 500, say.
type absence struct {
	// ask calls noOperation, once, when an answer is first in doubt; nil if nobody asks.
	ask func() (*http.Response, []byte, error)

	once  sync.Once
	page  page
	lacks sync.Map    // the page that each operation has which was found to be lacking
	known sync.Map    // operations that gave another answer
	works atomic.Bool // some operation was answered without a status of 500 or more
}

// page is an answer that refuses, less what differs from call to call.
type page struct {
	status int
	kind   string // the media type
	text   string
}

// passing matches what differs from call to call: times, and identifiers of requests.
var passing = regexp.MustCompile(`[0-9a-fA-F-]{8,}|\d+`)

func pageOf(operation string, status int, header http.Header, body []byte) page {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	text := string(body[:min(len(body), scannedBytes)])
	return page{status, kind, passing.ReplaceAllString(strings.ReplaceAll(text, operation, ""), "")}
}

// shows tells whether an answer says that the target lacks the operation: it is the one
// by which the operation was found to be lacking; or the one that an operation gets which
// does not exist, and the target was never heard to give another. In that case an answer
// with the name of an error is taken at its word.
func (a *absence) shows(operation string, response *http.Response, body []byte) bool {
	if found, is := a.lacks.Load(operation); is {
		return pageOf(operation, response.StatusCode, response.Header, body) == found
	}
	if a.ask == nil || operation == noOperation || strings.Contains(operation, " ") {
		return false
	}
	if _, exists := a.known.Load(operation); exists {
		return false
	}
	switch status := response.StatusCode; {
	case status == http.StatusInternalServerError && isNameless(response, body):
		if !a.works.Load() {
			return false // a target that answers nothing else is broken
		}
		if pageOf(operation, response.StatusCode, response.Header, body) == a.ofNothing() {
			return true
		}
	case status > http.StatusInternalServerError, status == http.StatusTooManyRequests:
		return false // it is the word of a gateway, or of a limit
	}
	a.known.Store(operation, true)
	if response.StatusCode < http.StatusInternalServerError {
		a.works.Store(true)
	}
	return false
}

func isNameless(response *http.Response, body []byte) bool {
	name, _, _ := readError(response.Header, body)
	return name == ""
}

// ofNothing is the answer to an operation that does not exist, which is asked for once;
// the zero value if none came.
func (a *absence) ofNothing() page {
	a.once.Do(func() {
		if response, body, err := a.ask(); err == nil {
			a.page = pageOf(noOperation, response.StatusCode, response.Header, body)
		}
	})
	return a.page
}

// askForNothing calls an operation that no server has.
func (t *Target) askForNothing() (*http.Response, []byte, error) {
	ctx := context.Background() // the answer serves all checks, and is part of none
	request, body, err := t.rawRequest(ctx, RawCall{Operation: noOperation})
	if err != nil {
		return nil, nil, err
	}
	if err := t.sign(ctx, request, body, Signed); err != nil {
		return nil, nil, err
	}
	response, err := t.wire.Do(request)
	if err != nil {
		return nil, nil, err
	}
	return response, bodyOf(response), nil
}
