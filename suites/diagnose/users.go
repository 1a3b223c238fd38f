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
	if q.ofGiven() {
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

func (q *Inquiry) ofGiven() bool { return q.target.Config.Pool.Existing != nil }

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
		return nil, &spentError{fmt.Sprintf("its %d users", inquiryUsers)}
	}
	spec := target.UserSpec{Email: len(pool.Spec.Aliases) > 0}
	if pool.Spec.MFA != target.MFAOff {
		spec.Factors = []target.Factor{target.TOTP}
	}
	return pool.User(ctx, spec)
}

// givenUser is the given user who was taken least often, of those who may fail again.
func (q *Inquiry) givenUser(ctx context.Context, pool *target.Pool) (*target.User, error) {
	var lent []*target.User
	var refusal error
	for refusal == nil {
		var user *target.User
		if user, refusal = q.leased(ctx, pool); refusal == nil {
			lent = append(lent, user)
		}
	}
	chosen := q.leastTaken(lent)
	for _, user := range lent {
		if user != chosen {
			user.Release()
		}
	}
	if chosen == nil {
		return nil, fmt.Errorf("no given user is left who may fail again: %w", refusal)
	}
	return chosen, nil
}

// leastTaken is the user who was taken least often of those of whom no failure counts and
// who have not failed often, nil if there is none.
func (q *Inquiry) leastTaken(users []*target.User) *target.User {
	q.mu.Lock()
	defer q.mu.Unlock()
	var chosen *target.User
	for _, user := range users {
		count := q.given[user.Username]
		if count.inRow == 0 && !count.spent() && (chosen == nil || count.taken < q.given[chosen.Username].taken) {
			chosen = user
		}
	}
	if chosen != nil {
		count := q.given[chosen.Username]
		count.taken++
		q.given[chosen.Username] = count
	}
	return chosen
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

// dealings are what was done with a given user: how often it was taken, and how often it
// failed, in all and since the last success.
type dealings struct{ taken, failed, inRow int }

// spent reports whether the user has failed often enough.
func (d dealings) spent() bool { return d.failed > failuresOfGiven-attemptsPerUser }

// tried counts a proof of a user that failed; a success ends the count of those in a row.
func (q *Inquiry) tried(user *target.User, succeeded bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	count := q.given[user.Username]
	if count.inRow++; succeeded {
		count.inRow = 0
	} else {
		count.failed++
	}
	q.given[user.Username] = count
}

// spent reports whether a given user has failed often enough.
func (q *Inquiry) spent(user *target.User) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return user.Given && q.given[user.Username].spent()
}
