package proxy

import "sync"

// most is how much is kept at a time: a client that begins more loses the oldest.
const most = 1000

// recent keeps the last values by a name. Its zero value is empty; it is safe for
// concurrent use.
type recent[V any] struct {
	mu     sync.Mutex
	byName map[string]V
	names  []string // the oldest first
}

// put keeps a value by a name that is not empty.
func (r *recent[V]) put(name string, value V) {
	if name == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName == nil {
		r.byName = map[string]V{}
	}
	if _, kept := r.byName[name]; !kept {
		r.names = append(r.names, name)
	}
	r.byName[name] = value
	if len(r.names) > most {
		delete(r.byName, r.names[0])
		r.names = r.names[1:]
	}
}

// get is the value of a name; false if none is kept.
func (r *recent[V]) get(name string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	value, kept := r.byName[name]
	return value, kept
}
