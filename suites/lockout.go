package suites

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerLockout lists the checks of the lock after failed attempts.
func registerLockout(s registry) {
	s.Rule("AUTH-20", lockAfterFiveFailures, engine.DependsOn("SRP-07"), engine.Waits(6*time.Second))
	s.Rule("AUTH-26", lockedText)
}

// failuresToLock is how many failed attempts lock a user.
const failuresToLock = 5

// actorAfterFailures is an actor of USER_PASSWORD_AUTH, whose attempts are one call each,
// after n failures.
func actorAfterFailures(c *Check, n int) *scenarios.Actor {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	for range n {
		c.Refused(answerWrongly(c, actor), "a wrong password", notAuthorized)
	}
	return actor
}

// lockAfterFiveFailures follows the lock by the clock: 1 s after five failures,
// 2 s after the sixth; what is tried meanwhile does not lengthen it.
func lockAfterFiveFailures(c *Check) {
	c.Case("four failures do not lock", func() {
		_, err := actorAfterFailures(c, failuresToLock-1).SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in after four failures")
	})
	c.Case("five failures lock for a second, six for two", func() {
		actor := actorAfterFailures(c, failuresToLock)
		pool := actor.Client.Pool
		locked := func(when string) {
			_, err := actor.SignIn(c.Context(), nil)
			c.Refused(err, "sign-in with the right password "+when)
		}
		locked("right after five failures")
		c.Wait(pool, 1500*time.Millisecond)
		c.Refused(answerWrongly(c, actor), "a sixth wrong password", notAuthorized)
		c.Wait(pool, 1100*time.Millisecond)
		locked("1.1 s after six failures")
		c.Wait(pool, 1400*time.Millisecond)
		_, err := actor.SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in with the right password 2.5 s after six failures")
	})
	c.Case("other users are not locked", func() {
		_, err := c.another(actorAfterFailures(c, failuresToLock)).SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in of another user")
	})
}

func lockedText(c *Check) {
	actor := actorAfterFailures(c, failuresToLock)
	_, err := actor.SignIn(c.Context(), nil)
	c.Refused(err, "sign-in while locked", notAuthorized)
	c.Says(err, "sign-in while locked", "Password attempts exceeded")
}
