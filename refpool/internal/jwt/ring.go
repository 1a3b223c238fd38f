package jwt

import (
	"hash/fnv"
	"sync"
)

// ringSize is how many keys all pools share. Few, for making one is slow; more
// than one, so that pools usually differ in their key.
const ringSize = 4

// Ring is a handful of keys, each made when it is first asked for. The zero
// value is ready, and safe for concurrent use.
type Ring struct {
	slots [ringSize]slot
}

type slot struct {
	sync.Mutex
	key *Key
}

// For returns the key of the pool poolID: always the same one.
func (r *Ring) For(poolID string) (*Key, error) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(poolID)) // never fails
	s := &r.slots[h.Sum32()%ringSize]
	s.Lock()
	defer s.Unlock()
	if s.key == nil {
		key, err := NewKey()
		if err != nil {
			return nil, err
		}
		s.key = key
	}
	return s.key, nil
}
