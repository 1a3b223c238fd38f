// Package expiring keeps things that are of use for a while, bounded.
//
// A Map never holds more than its limit and never grows by entries that nobody
// asks for again: a Put drops what has expired or is too old. It is not safe
// for concurrent use.
package expiring

import "time"

// DefaultLimit is the limit of a Map whose Limit is 0.
const DefaultLimit = 1 << 15

// Map is a map whose entries expire. The zero value is an empty map.
type Map[K comparable, V any] struct {
	Limit int // the most entries, 0: DefaultLimit

	entries        map[K]*entry[K, V]
	oldest, newest *entry[K, V] // of a list in the order of Put
}

type entry[K comparable, V any] struct {
	key          K
	value        V
	expires      time.Time
	older, newer *entry[K, V]
}

// Put keeps value under key until expires. The oldest entries go as long as
// they have expired by now or there are too many.
func (m *Map[K, V]) Put(key K, value V, expires, now time.Time) {
	if m.entries == nil {
		m.entries = map[K]*entry[K, V]{}
	}
	m.Delete(key)
	e := &entry[K, V]{key: key, value: value, expires: expires, older: m.newest}
	if m.newest == nil {
		m.oldest = e
	} else {
		m.newest.newer = e
	}
	m.newest = e
	m.entries[key] = e
	limit := m.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	for m.oldest != nil && (len(m.entries) > limit || !now.Before(m.oldest.expires)) {
		m.Delete(m.oldest.key)
	}
}

// Get returns the value of key, unless there is none or it has expired by now.
func (m *Map[K, V]) Get(key K, now time.Time) (V, bool) {
	if e, ok := m.entries[key]; ok && now.Before(e.expires) {
		return e.value, true
	}
	var none V
	return none, false
}

// Delete takes key out.
func (m *Map[K, V]) Delete(key K) {
	e, ok := m.entries[key]
	if !ok {
		return
	}
	delete(m.entries, key)
	if e.older == nil {
		m.oldest = e.newer
	} else {
		e.older.newer = e.newer
	}
	if e.newer == nil {
		m.newest = e.older
	} else {
		e.newer.older = e.older
	}
}

// Len is the number of entries, expired ones that were not yet dropped included.
func (m *Map[K, V]) Len() int { return len(m.entries) }
