package target

import (
	"context"
	"sync"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
)

const (
	// retirers is how many users are deleted at a time, beside the checks.
	retirers = 2
	// retireTimeout bounds the deletion of one.
	retireTimeout = 10 * time.Second
)

// thingRemoval is not told among the rungs: nothing is judged by it.
const thingRemoval = "removal of users"

// retiring deletes users that nobody needs any more, in the background.
type retiring struct {
	mu      sync.Mutex
	waiting []*User
	running int
	ended   bool // it was refused once, or all is being removed
	group   sync.WaitGroup
}

// Retire deletes users that were made, in the background: servers grow slow with many.
// They would go with their pools anyhow, so that it is given up where it is refused, and
// where calls are scarce or deletion is no help: on the service and on reference pools.
func (f *Fixtures) Retire(users ...*User) {
	if f.target.AWS || f.target.wire.brake.pressed() {
		return
	}
	r := &f.retiring
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	for _, u := range users {
		if !u.Given {
			r.waiting = append(r.waiting, u)
		}
	}
	for r.running < min(retirers, len(r.waiting)) {
		r.running++
		r.group.Go(f.retireWaiting)
	}
}

// retireWaiting deletes users until none waits.
func (f *Fixtures) retireWaiting() {
	r := &f.retiring
	for {
		r.mu.Lock()
		if r.ended || len(r.waiting) == 0 {
			r.running--
			r.mu.Unlock()
			return
		}
		u := r.waiting[0]
		r.waiting = r.waiting[1:]
		r.mu.Unlock()
		if f.target.offersExtension(context.Background()) || u.remove() != nil {
			f.endRetiring()
		}
	}
}

// endRetiring leaves the users that wait to their pools' removal.
func (f *Fixtures) endRetiring() {
	f.retiring.mu.Lock()
	defer f.retiring.mu.Unlock()
	f.retiring.ended, f.retiring.waiting = true, nil
}

// remove deletes the user, as an administrator or as the user does.
func (u *User) remove() error {
	ctx, cancel := context.WithTimeout(withoutRecord(context.Background()), retireTimeout)
	defer cancel()
	t := u.Pool.Target()
	ways := []way{{"AdminDeleteUser", func() error {
		_, err := t.api.AdminDeleteUser(ctx, &cip.AdminDeleteUserInput{UserPoolId: &u.Pool.ID, Username: &u.ID})
		if name := AsError(err); name != nil && (name.Name == "UserNotFoundException" || name.Name == "ResourceNotFoundException") {
			return nil
		}
		return err
	}}}
	if u.token != nil {
		ways = append(ways, way{"DeleteUser", func() error {
			_, err := t.api.DeleteUser(ctx, &cip.DeleteUserInput{AccessToken: u.token})
			return err
		}})
	}
	_, err := t.ladders.climb(thingRemoval, ways)
	return err
}
