package proxy

import "sync"

// most is how many exchanges are kept at a time: a client that begins more loses the oldest.
const most = 1000

// recent keeps the last exchanges by a name. Its zero value is empty; it is safe for
// concurrent use.
type recent struct {
	mu     sync.Mutex
	byName map[string]*exchange
	names  []string // the oldest first
}

func (r *recent) put(name string, on *exchange) {
	if name == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName == nil {
		r.byName = map[string]*exchange{}
	}
	if r.byName[name] == nil {
		r.names = append(r.names, name)
	}
	r.byName[name] = on
	if len(r.names) > most {
		delete(r.byName, r.names[0])
		r.names = r.names[1:]
	}
}

// get is the exchange of a name; nil if none is kept.
func (r *recent) get(name string) *exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byName[name]
}
