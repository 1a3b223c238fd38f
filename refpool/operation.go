package refpool

import (
	"encoding/json"
	"fmt"
)

// handler runs one operation on a request body that the model has validated.
// A nil result is an empty body (WIRE-13).
type handler func(r *request, body []byte) (any, error)

// operation adapts an operation, a method of request, to a handler. In is its
// input structure, with the names of the wire; unknown members are ignored as
// the service ignores them.
func operation[In, Out any](run func(*request, *In) (*Out, error)) handler {
	return func(r *request, body []byte) (any, error) {
		in := new(In)
		if err := json.Unmarshal(body, in); err != nil {
			return nil, refuse("SerializationException", "%v", err)
		}
		out, err := run(r, in)
		if err != nil || out == nil {
			return nil, err
		}
		return out, nil
	}
}

// handlers lists every operation that the server offers, by its name on the wire.
func handlers() map[string]handler {
	all := map[string]handler{}
	for _, group := range []map[string]handler{
		poolOperations(), clientOperations(), userOperations(), mfaOperations(),
		authOperations(), deviceOperations(), tokenOperations(),
	} {
		for name, h := range group {
			if _, twice := all[name]; twice {
				panic(fmt.Sprintf("refpool: operation %s is listed twice", name))
			}
			all[name] = h
		}
	}
	return all
}
