package engine

import (
	"errors"
	"slices"
	"time"

	"github.com/cogbench/cogbench/target"
)

// Target returns the service under test.
func (c *Check) Target() *target.Target { return c.Fixtures().Target() }

// Fixtures returns what creates pools and users, for what [Check.Pool],
// [Check.Client] and [Check.User] cannot express. All of it is removed after the run.
func (c *Check) Fixtures() *target.Fixtures {
	if c.session.fixtures == nil {
		panic("the check of " + c.registered.rule.ID + " was given no target")
	}
	return c.session.fixtures
}

// Pool returns a pool of the configuration, shared by the checks of a session.
func (c *Check) Pool(spec target.PoolSpec) *target.Pool {
	pool, err := c.Fixtures().Pool(c.ctx, spec)
	if errors.Is(err, target.ErrUnmet) {
		c.Wanted(spec)
	}
	c.Given(err, "creating a pool")
	c.noteSetting(pool)
	c.noteRungs(pool.Rungs)
	return pool
}

// noteSetting keeps how a pool that the check works in is configured.
func (c *Check) noteSetting(pool *target.Pool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	if c.settings == nil {
		c.settings = map[string]bool{}
	}
	c.settings[pool.Spec.String()] = true
}

// Wanted records a configuration that the check would work in, and that the given pool
// has not.
func (c *Check) Wanted(spec target.PoolSpec) {
	setting := spec.Setting()
	if given, err := c.Fixtures().GivenPool(c.ctx); err == nil && given.Spec.Setting() == setting {
		return // it lacks something else
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && !slices.Contains(c.wanted, setting) {
		c.wanted = append(c.wanted, setting)
	}
}

// noteRungs keeps the lower ways in which something was had.
func (c *Check) noteRungs(lower []string) {
	for _, rung := range lower {
		c.Rung(rung)
	}
}

// Client returns a client of the pool, shared by the checks of a session.
func (c *Check) Client(pool *target.Pool, spec target.ClientSpec) *target.Client {
	client, err := pool.Client(c.ctx, spec)
	c.Given(err, "creating a client")
	c.noteRungs(client.Rungs)
	return client
}

// User returns a user of the pool that no other check has.
func (c *Check) User(pool *target.Pool, spec target.UserSpec) *target.User {
	user, err := pool.User(c.ctx, spec)
	c.Given(err, "creating a user")
	c.noteSetting(pool)
	c.noteRungs(user.Rungs)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.users = append(c.users, user)
	return user
}

// release returns the users that were taken after the first n: if the target's users
// are given, the next case may need the same ones. Others are kept until the check ends:
// a case beside this one may work with them.
func (c *Check) release(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n = min(n, len(c.users)) // cases side by side release one another's
	for _, user := range c.users[n:] {
		user.Release()
		if !user.Given {
			c.spent = append(c.spent, user)
		}
	}
	c.users = c.users[:n]
}

// retire has the users that the check made deleted: it is over.
func (c *Check) retire() {
	c.release(0)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.spent) > 0 {
		c.session.fixtures.Retire(c.spent...)
		c.spent = nil
	}
}

func (c *Check) held() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.users)
}

// Instant reports whether waiting takes no real time.
func (c *Check) Instant() bool { return c.session.Instant() }

// Wait lets d pass for the pool: at once if its clock can be moved, in real time
// otherwise. The check is registered with [Waits] of the sum.
func (c *Check) Wait(pool *target.Pool, d time.Duration) {
	c.Given(c.Target().Clock().Advance(c.ctx, pool.ID, d), "waiting for "+d.String())
}
