package faults

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/cogbench/cogbench/refpool"
)

// onReply has change act on the answers of some operations; it reports whether it
// changed anything.
func onReply(change func(*refpool.Reply) bool, operations ...string) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		before := b.Wire.Reply
		b.Wire.Reply = func(operation string, r *refpool.Reply) {
			before(operation, r)
			if len(operations) == 0 || slices.Contains(operations, operation) {
				if change(r) {
					fired()
				}
			}
		}
	}
}

// onSuccess is onReply for the JSON object of successful answers.
func onSuccess(change func(map[string]any) bool, operations ...string) replacement {
	return onReply(func(r *refpool.Reply) bool {
		object := map[string]any{}
		if r.Status != 200 || len(r.Body) > 0 && json.Unmarshal(r.Body, &object) != nil || !change(object) {
			return false
		}
		r.Body, _ = json.Marshal(object) // of what was JSON
		return true
	}, operations...)
}

// member returns the object that a member of an object is, nil if it is none.
func member(object map[string]any, name string) map[string]any {
	inner, _ := object[name].(map[string]any)
	return inner
}

// without deletes a member of an object within a successful answer.
func without(outer, name string, operations ...string) replacement {
	return onSuccess(func(object map[string]any) bool {
		inner := member(object, outer)
		_, there := inner[name]
		delete(inner, name)
		return there
	}, operations...)
}

// renamed gives an exception another name wherever it goes out.
func renamed(from, to string) replacement {
	return onException(func(e *refpool.Exception) bool {
		if e.Name != from {
			return false
		}
		e.Name = to
		return true
	})
}

// reworded gives a message another text wherever it goes out.
func reworded(matches func(message string) bool, to string) replacement {
	return onException(func(e *refpool.Exception) bool {
		if !matches(e.Message) {
			return false
		}
		e.Message = to
		return true
	})
}

// onException has change act on a copy of every exception that goes out.
func onException(change func(*refpool.Exception) bool) replacement {
	return func(b *refpool.Behaviour, fired func()) {
		body, header := b.Wire.ErrorBody, b.Wire.ErrorHeader
		changed := func(e *refpool.Exception) *refpool.Exception {
			other := *e
			if change(&other) {
				fired()
			}
			return &other
		}
		b.Wire.ErrorBody = func(e *refpool.Exception) any { return body(changed(e)) }
		b.Wire.ErrorHeader = func(h http.Header, e *refpool.Exception) { header(h, changed(e)) }
	}
}
