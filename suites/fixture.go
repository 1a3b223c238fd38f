package suites

import (
	"time"

	"github.com/cogbench/cogbench/target"
)

// Target returns the service under test.
func (c *Check) Target() *target.Target { return c.Fixtures().Target() }

// Fixtures returns what makes pools and users, for what [Check.Pool],
// [Check.Client] and [Check.User] cannot say. All is removed after the run.
func (c *Check) Fixtures() *target.Fixtures {
	b, ok := c.subject.(*bench)
	if !ok {
		panic("the check of " + c.rule.ID + " was given no target")
	}
	return b.fixtures
}

// Pool returns a pool of the configuration, shared by the checks of a process.
func (c *Check) Pool(spec target.PoolSpec) *target.Pool {
	pool, err := c.Fixtures().Pool(c.ctx, spec)
	c.Given(err, "a pool with "+spec.String())
	return pool
}

// Client returns a client of the pool, shared by the checks of a process.
func (c *Check) Client(pool *target.Pool, spec target.ClientSpec) *target.Client {
	client, err := pool.Client(c.ctx, spec)
	c.Given(err, "a client")
	return client
}

// User returns a user of the pool that no other check has.
func (c *Check) User(pool *target.Pool, spec target.UserSpec) *target.User {
	user, err := pool.User(c.ctx, spec)
	c.Given(err, "a user")
	return user
}

// Wait lets d pass for the pool: at once where its clock can be moved, really
// elsewhere. The check is registered with [Waits] of the sum.
func (c *Check) Wait(pool *target.Pool, d time.Duration) {
	c.Given(c.Target().Clock().Advance(c.ctx, pool.ID, d), "waiting for "+d.String())
}
