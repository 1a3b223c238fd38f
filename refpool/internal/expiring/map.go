// Package expiring keeps things that are of use for a while, bounded.
//
// A Map never holds more than its limit and never grows by entries that nobody
// asks for again: a Put drops what has expired or is too old. It is not safe
// for concurrent use.
package expiring

import (
	"container/list"
	"time"
)

// DefaultLimit is the limit of a Map whose Limit is 0.
const DefaultLimit = 1 << 15

// Map is a map whose entries expire. The zero value is an empty map.
type Map[K comparable, V any] struct {
	Limit int // the most entries, 0: DefaultLimit

	entries map[K]*list.Element
	order   list.List // of entry[K, V], the first put in front
}

type entry[K comparable, V any] struct {
	key     K
	value   V
	expires time.Time
}

// Put keeps value under key until expires. Entries that have expired by now
// go, and the oldest when there are too many.
func (m *Map[K, V]) Put(key K, value V, expires, now time.Time) {
	if m.entries == nil {
		m.entries = map[K]*list.Element{}
	}
	m.Delete(key)
	m.entries[key] = m.order.PushBack(entry[K, V]{key, value, expires})
	m.prune(now)
}

// Get returns the value of key, unless there is none or it has expired by now.
func (m *Map[K, V]) Get(key K, now time.Time) (V, bool) {
	if element, ok := m.entries[key]; ok {
		if e := element.Value.(entry[K, V]); now.Before(e.expires) {
			return e.value, true
		}
	}
	var none V
	return none, false
}

// Delete takes key out.
func (m *Map[K, V]) Delete(key K) {
	if element, ok := m.entries[key]; ok {
		m.order.Remove(element)
		delete(m.entries, key)
	}
}

// Len is the number of entries, expired ones that were not yet dropped included.
func (m *Map[K, V]) Len() int { return len(m.entries) }

func (m *Map[K, V]) prune(now time.Time) {
	limit := m.Limit
	if limit == 0 {
		limit = DefaultLimit
	}
	for element := m.order.Front(); element != nil; element = m.order.Front() {
		e := element.Value.(entry[K, V])
		if len(m.entries) <= limit && now.Before(e.expires) {
			return
		}
		m.order.Remove(element)
		delete(m.entries, e.key)
	}
}
