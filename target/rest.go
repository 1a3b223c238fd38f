package target

import (
	"cmp"
	"context"
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
	// failures are sign-ins in a row that were refused.
	failures map[string]int
	// names are the users of the ids that challenges have in place of names.
	names map[string]string
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

// outcome is what came of a call for a user.
type outcome int

const (
	taken   outcome = iota
	refused         // for another reason than the next
	tooMany         // as one attempt too many
)

// watchUsers has the target's given users rest when a call for them is refused as one
// too many, and counts the sign-ins of each that failed in a row.
func (t *Target) watchUsers() {
	if t.Config.Pool.Existing == nil {
		return
	}
	t.wire.attempted = func(asked, answered []byte, came outcome) {
		username, proves := attemptIn(asked)
		if came == taken && username != "" {
			t.resting.learn(idForSRP(answered), username)
		}
		switch username = t.resting.nameOf(username); {
		case username == "":
		case came == tooMany:
			t.resting.strain(username)
		case proves:
			t.resting.count(username, came == refused)
		}
	}
}

// learn notes which user an id of a challenge is of.
func (r *resting) learn(id, username string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if id == "" || id == username {
		return
	}
	if r.names == nil {
		r.names = make(map[string]string)
	}
	r.names[id] = username
}

// nameOf is the name by which a user is known here.
func (r *resting) nameOf(username string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return cmp.Or(r.names[username], username)
}

// count notes that a password or its proof was taken or refused.
func (r *resting) count(username string, failed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failures == nil {
		r.failures = make(map[string]int)
	}
	if failed {
		r.failures[username]++
	} else {
		delete(r.failures, username)
	}
}

// nearLock is how many sign-ins in a row may fail before a right one has to come first:
// the service locks a user out after five.
const nearLock = 2

// near reports whether a user has failed so often that the next few failures may lock
// it out.
func (r *resting) near(username string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failures[username] >= nearLock
}

// clear signs a given user in if it has failed so often that the next failures would lock
// it out: what one check provokes must not be met by another. A user that cannot be
// signed in is left as it is.
func (p *Pool) clear(ctx context.Context, u *User) {
	t := p.Target()
	if !t.resting.near(u.Username) {
		return
	}
	client := &Client{ID: p.existing.ClientID, Secret: p.existing.ClientSecret, Pool: p}
	signedIn := false
	if by := t.signInBySRP; by != nil {
		_, err := by(ctx, client, u)
		signedIn = err == nil
	}
	if !signedIn && p.existing.ClientSecret == "" {
		_, err := u.signInByPassword(ctx, client)
		signedIn = err == nil
	}
	if signedIn {
		t.resting.count(u.Username, false)
	}
}

// attemptIn is the name of the user whom a request is about, "" without one, and whether
// the request holds the user's password or a proof of it.
func attemptIn(asked []byte) (username string, proves bool) {
	var request struct {
		Username           string
		AuthParameters     map[string]string
		ChallengeResponses map[string]string
		ChallengeName      string
	}
	if json.Unmarshal(asked, &request) != nil {
		return "", false
	}
	proves = request.AuthParameters["PASSWORD"] != "" || request.ChallengeName == "PASSWORD_VERIFIER"
	for _, name := range []string{request.Username, request.AuthParameters["USERNAME"], request.ChallengeResponses["USERNAME"]} {
		if name != "" {
			return name, proves
		}
	}
	return "", false
}

// idForSRP is the USER_ID_FOR_SRP of an answer, "" without one.
func idForSRP(answered []byte) string {
	var answer struct{ ChallengeParameters map[string]string }
	if json.Unmarshal(answered, &answer) != nil {
		return ""
	}
	return answer.ChallengeParameters["USER_ID_FOR_SRP"]
}

// freeUser is the given user to lease: one that suits, is with nobody and need not rest,
// and of these the one that was leased longest ago. If all have to rest it is the one
// that may soonest be asked again. The caller holds the lock.
func (p *Pool) freeUser(spec UserSpec) (ExistingUser, bool) {
	f := p.fixtures
	var free []ExistingUser
	for _, user := range p.existing.Users {
		if !f.leased[p.ID+"/"+user.Username] && user.serves(spec, p.Spec.MFA) {
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
