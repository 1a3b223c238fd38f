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
	s.Rule("AUTH-20", lockAfterFiveFailures, engine.Waits(6*time.Second), engine.Locks())
	s.Rule("AUTH-26", lockedText, engine.DependsOn("AUTH-20"), engine.Locks())
	s.Rule("AUTH-36", adminFailuresCount, engine.DependsOn("AUTH-20"), engine.Locks())
	s.Rule("AUTH-37", failuresAreForgotten, engine.DependsOn("AUTH-20"), engine.Waits(quietTime+slack+2*time.Second), engine.Locks())
}

const (
	// failuresToLock is how many failed attempts lock a user, for firstLock.
	failuresToLock = 5
	firstLock      = time.Second
	// quietTime is how long failures count.
	quietTime = 15 * time.Minute
)

// lockedOut is a user at a client of USER_PASSWORD_AUTH, whose attempts are one call
// each, and when its lock may have begun at the earliest.
type lockedOut struct {
	*scenarios.Actor
	since time.Time
}

// passwordActor is an actor whose attempts are one call each.
func passwordActor(c *Check) *scenarios.Actor {
	actor := c.Actor(whatever(), target.ClientSpec{})
	actor.Flow = types.AuthFlowTypeUserPasswordAuth
	return actor
}

// fails has n attempts of the actor fail.
func fails(c *Check, actor *scenarios.Actor, n int) lockedOut {
	var last time.Time
	for range n {
		last = c.now(actor)
		c.GivenRefused(answerWrongly(c, actor), "a wrong password")
	}
	return lockedOut{actor, last}
}

// now is the time of the actor's pool.
func (c *Check) now(actor *scenarios.Actor) time.Time {
	return c.Target().Clock().Now(actor.Client.Pool.ID)
}

// refusal is that of a sign-in with the right password during a lock of the length d.
// A server that lets the user in was perhaps too slow for the lock to be met: then
// nothing can be said.
func (l lockedOut) refusal(c *Check, d time.Duration) error {
	_, err := l.SignIn(c.Context(), nil)
	if err == nil && c.now(l.Actor).Sub(l.since) >= d {
		c.Skip("the server was too slow to be asked within a lock of " + d.String())
	}
	return err
}

// lockAfterFiveFailures follows the lock by the clock: 1 s after five failures,
// 2 s after the sixth; what is tried meanwhile does not lengthen it.
func lockAfterFiveFailures(c *Check) {
	c.Case("four failures do not lock", func() {
		_, err := fails(c, passwordActor(c), failuresToLock-1).SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in after four failures")
	})
	c.Case("five failures lock for a second, six for two", func() {
		actor := passwordActor(c)
		pool := actor.Client.Pool
		c.Refused(fails(c, actor, failuresToLock).refusal(c, firstLock), "sign-in with the right password right after five failures")
		c.Wait(pool, 1500*time.Millisecond)
		sixth := fails(c, actor, 1)
		c.Wait(pool, 1100*time.Millisecond)
		c.Refused(sixth.refusal(c, 2*firstLock), "sign-in with the right password 1.1 s after six failures")
		c.Wait(pool, 1400*time.Millisecond)
		_, err := actor.SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in with the right password 2.5 s after six failures")
	})
	c.Case("other users are not locked", func() {
		_, err := c.another(fails(c, passwordActor(c), failuresToLock).Actor).SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in of another user")
	})
}

func lockedText(c *Check) {
	err := fails(c, passwordActor(c), failuresToLock).refusal(c, firstLock)
	c.Refused(err, "sign-in while locked", notAuthorized)
	c.Says(err, "sign-in while locked", "Password attempts exceeded")
}

func adminFailuresCount(c *Check) {
	actor := passwordActor(c)
	byAdmin := *actor
	byAdmin.Admin, byAdmin.Flow = true, types.AuthFlowTypeAdminUserPasswordAuth
	locked := fails(c, &byAdmin, failuresToLock)
	locked.Actor = actor
	c.Refused(locked.refusal(c, firstLock), "sign-in right after five failures by AdminInitiateAuth")
}

func failuresAreForgotten(c *Check) {
	c.Case("after a sign-in", func() {
		actor := passwordActor(c)
		fails(c, actor, failuresToLock)
		c.Wait(actor.Client.Pool, 1500*time.Millisecond)
		c.SignedIn(actor, nil)
		_, err := fails(c, actor, failuresToLock-1).SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in after four failures since the last one")
	})
	c.Case("after 15 minutes", func() {
		actor := passwordActor(c)
		fails(c, actor, failuresToLock-1)
		c.Wait(actor.Client.Pool, quietTime+slack)
		_, err := fails(c, actor, 1).SignIn(c.Context(), nil)
		c.Succeeds(err, "sign-in after four failures and, 15 minutes later, one more")
	})
}

func lockOutByDeviceProofs(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	wrong := *device
	wrong.Secret += "x"
	for i := range 2 * failuresToLock {
		attempt := actor.Begin(&wrong)
		_, err := attempt.Initiate(c.Context())
		for err == nil && attempt.Last.Result == nil {
			_, err = attempt.Answer(c.Context())
		}
		if e := target.AsError(err); e != nil && e.Message != wrongCredentials {
			c.Observe("after %d wrong device proofs: %s", i, c.resultOf(err))
			return
		}
	}
	_, err := actor.SignIn(c.Context(), device)
	if err == nil {
		deviceIsProven(c, actor, device)
	}
	c.Observe("sign-in after %d wrong device proofs: %s", 2*failuresToLock, c.resultOf(err))
}
