package refpool

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// call is one validated request on its way through an operation.
type call struct {
	context.Context
	server    *Server
	operation string
	remoteIP  string
	userAgent string
}

// now is p's time: the machine's, moved by /_cogbench/clock. The caller holds
// p's lock. TIMESTAMPs and request signatures are judged by real time instead.
func (c *call) now(p *Pool) time.Time { return c.server.time().Add(p.ClockOffset) }

// handler runs one operation on a request body that the model has validated.
// A nil result is an empty body (WIRE-13).
type handler func(c *call, body []byte) (any, error)

// operation adapts a typed function to a handler. In is the operation's input
// structure, named as on the wire; unknown members are ignored as the service
// ignores them.
func operation[In, Out any](run func(*call, *In) (*Out, error)) handler {
	return func(c *call, body []byte) (any, error) {
		in := new(In)
		if err := json.Unmarshal(body, in); err != nil {
			return nil, refuse("SerializationException", "%v", err)
		}
		out, err := run(c, in)
		if err != nil || out == nil {
			return nil, err
		}
		return out, nil
	}
}

// handlers lists every operation that the pool speaks, by its name on the wire.
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
