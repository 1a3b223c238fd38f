package jwt

import (
	"hash/fnv"
	"sync"
)

// ringSize is how many keys all pools share. Few, for making one is slow; more
// than one, so that pools usually differ in their key.
const ringSize = 3

// Ring is a handful of keys, each made when it is first asked for, two of which
// belong to each pool: one signs access tokens, the other id tokens. The zero value
// is ready, and safe for concurrent use.
type Ring struct {
	slots [ringSize]slot
}

type slot struct {
	sync.Mutex
	key *Key
}

// For returns the two keys of the pool poolID: always the same ones.
func (r *Ring) For(poolID string) (access, id *Key, err error) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(poolID)) // never fails
	at := h.Sum32() % ringSize
	if access, err = r.slots[at].get(); err != nil {
		return nil, nil, err
	}
	if id, err = r.slots[(at+1)%ringSize].get(); err != nil {
		return nil, nil, err
	}
	return access, id, nil
}

// get makes the slot's key unless it is there.
func (s *slot) get() (*Key, error) {
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
