package target

import (
	"encoding/json"
	"slices"
	"sync"
	"time"
)

const (
	// firstRest is how long a given user is left alone after a lock; it doubles each
	// time, to longestRest, which is the service's longest lock.
	firstRest   = time.Minute
	longestRest = 15 * time.Minute
)

// resting knows which users are locked out or throttled, so that others are taken.
type resting struct {
	mu    sync.Mutex
	until map[string]time.Time
	times map[string]int
}

// strain notes that a call for a user was refused as one too many.
func (r *resting) strain(username string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.until == nil {
		r.until, r.times = make(map[string]time.Time), make(map[string]int)
	}
	now := time.Now()
	if now.Before(r.until[username]) {
		return
	}
	r.until[username] = now.Add(min(firstRest<<min(r.times[username], 8), longestRest))
	r.times[username]++
}

// end is when the user's rest is over; the zero time for one that needs none.
func (r *resting) end(username string) time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	if end := r.until[username]; time.Now().Before(end) {
		return end
	}
	return time.Time{}
}

// watchUsers has the target's given users rest when a call for them is refused as one
// too many.
func (t *Target) watchUsers() {
	if t.Config.Pool.Existing == nil {
		return
	}
	t.wire.strained = func(asked []byte) {
		if username := userIn(asked); username != "" {
			t.resting.strain(username)
		}
	}
}

// userIn is the name of the user whom a request is about, "" without one.
func userIn(asked []byte) string {
	var request struct {
		Username           string
		AuthParameters     map[string]string
		ChallengeResponses map[string]string
	}
	if json.Unmarshal(asked, &request) != nil {
		return ""
	}
	for _, name := range []string{request.Username, request.AuthParameters["USERNAME"], request.ChallengeResponses["USERNAME"]} {
		if name != "" {
			return name
		}
	}
	return ""
}

// freeUser is the given user to lease: one that suits, is with nobody and need not rest,
// and of these the one that was leased longest ago. If all have to rest it is the one
// that may soonest be asked again. The caller holds the lock.
func (p *Pool) freeUser(spec UserSpec) (ExistingUser, bool) {
	f := p.fixtures
	var free []ExistingUser
	for _, user := range p.existing.Users {
		if !f.leased[p.ID+"/"+user.Username] && user.serves(spec) {
			free = append(free, user)
		}
	}
	if len(free) == 0 {
		return ExistingUser{}, false
	}
	return slices.MinFunc(free, func(a, b ExistingUser) int {
		if c := f.target.restOf(a).Compare(f.target.restOf(b)); c != 0 {
			return c
		}
		return f.leases[p.ID+"/"+a.Username] - f.leases[p.ID+"/"+b.Username]
	}), true
}

// restOf is when the user may be asked again, by either of its names.
func (t *Target) restOf(user ExistingUser) time.Time {
	if end := t.resting.end(user.Username); !end.IsZero() || user.ID == "" {
		return end
	}
	return t.resting.end(user.ID)
}
