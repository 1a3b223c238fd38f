package diagnose

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/target"
)

// suspectPool is the given pool, or one whose users have an alias too, which a server may
// have taken for their name by mistake; one without aliases if the target makes no such
// pool, and one without devices if it makes none with.
func (q *Inquiry) suspectPool(ctx context.Context, device bool) (*target.Pool, error) {
	if q.given() {
		pool, err := q.fixtures.GivenPool(ctx)
		if err == nil && device && (pool.Spec.Tracking == target.NoTracking || pool.Spec.MFA != target.MFAOff) {
			return nil, fmt.Errorf("the given pool has no plain sign-in with a device")
		}
		return pool, err
	}
	pool, err := q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}})
	if err != nil {
		pool, err = q.fixtures.Pool(ctx, target.PoolSpec{Tracking: target.Always})
	}
	if err != nil && !device {
		pool, err = q.fixtures.Pool(ctx, target.PoolSpec{})
	}
	return pool, err
}

func (q *Inquiry) given() bool { return q.target.Config.Pool.Existing != nil }

// clientSpec is a public client, or the given one.
func (q *Inquiry) clientSpec() target.ClientSpec {
	existing := q.target.Config.Pool.Existing
	return target.ClientSpec{Secret: existing != nil && existing.ClientSecret != ""}
}

// user makes another user, unless the inquiry has used up its users. Of given ones it is
// one who has few failures, and is lent.
func (q *Inquiry) user(ctx context.Context, pool *target.Pool) (*target.User, error) {
	if pool.Given {
		return q.givenUser(ctx, pool)
	}
	if !q.countUser() {
		return nil, fmt.Errorf("its %d users are used up", inquiryUsers)
	}
	spec := target.UserSpec{Email: len(pool.Spec.Aliases) > 0}
	if pool.Spec.MFA != target.MFAOff {
		spec.Factors = []target.Factor{target.TOTP}
	}
	return pool.User(ctx, spec)
}

// givenUser leases users until one has few failures, and gives the others back.
func (q *Inquiry) givenUser(ctx context.Context, pool *target.Pool) (*target.User, error) {
	var exhausted []*target.User
	defer func() {
		for _, user := range exhausted {
			user.Release()
		}
	}()
	for {
		user, err := q.leased(ctx, pool)
		if err != nil {
			return nil, fmt.Errorf("no given user is left who may fail again: %w", err)
		}
		if q.fresh(user) && !q.spent(user) {
			return user, nil
		}
		exhausted = append(exhausted, user)
	}
}

// leased is a given user without a second factor, or with one.
func (q *Inquiry) leased(ctx context.Context, pool *target.Pool) (*target.User, error) {
	user, err := pool.User(ctx, target.UserSpec{})
	if err != nil {
		user, err = pool.User(ctx, target.UserSpec{Factors: []target.Factor{target.TOTP}})
	}
	return user, err
}

// countUser counts another user, unless the inquiry has used up its users.
func (q *Inquiry) countUser() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.users == inquiryUsers {
		return false
	}
	q.users++
	return true
}

// failures are the wrong proofs of a user, in all and since the last success.
type failures struct{ all, inRow int }

// tried counts a proof of a user that failed; a success ends the count of those in a row.
func (q *Inquiry) tried(user *target.User, succeeded bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	count := q.failures[user.Username]
	if succeeded {
		q.failures[user.Username] = failures{all: count.all}
	} else {
		q.failures[user.Username] = failures{count.all + 1, count.inRow + 1}
	}
}

// fresh reports whether no failure of a user counts; spent, whether a given user has
// failed often enough.
func (q *Inquiry) fresh(user *target.User) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.failures[user.Username].inRow == 0
}

func (q *Inquiry) spent(user *target.User) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return user.Given && q.failures[user.Username].all > failuresOfGiven-attemptsPerUser
}
