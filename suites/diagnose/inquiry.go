package diagnose

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// The bounds of an inquiry: what it may cost a target.
const (
	inquiryTime  = 60 * time.Second
	inquiryUsers = 60
	// attemptsPerUser stays below the lock-out after five failures.
	attemptsPerUser = 4
)

// Cost is what an inquiry may cost a target, as a user reads it.
const Cost = "at most 60 s and 60 users, removed afterwards"

// Inquiry looks for the cause of failures on one target, at the [Cost] of users that
// it makes and removes.
type Inquiry struct {
	// TimeLimit bounds the search; NewInquiry sets a minute.
	TimeLimit time.Duration

	fixtures *target.Fixtures

	mu    sync.Mutex
	users int
}

// NewInquiry prepares an inquiry into a target. What it makes there carries the run's
// name; see [target.Fixtures].
func NewInquiry(t *target.Target, run string) *Inquiry {
	return &Inquiry{TimeLimit: inquiryTime, fixtures: t.NewFixtures(run)}
}

// Worthwhile reports whether an inquiry may find the cause of some failure among the
// results. It needs a target on which it may make users: not the real service, which
// bills for them, and not a pool that was there before.
func Worthwhile(t *target.Target, rules []report.Rule) bool {
	if t.AWS || t.Config.Pool.Existing != nil {
		return false
	}
	return slices.ContainsFunc(rules, func(r report.Rule) bool {
		return r.Outcome == report.Fail && slices.Contains(explainableRules(), r.ID)
	})
}

// explainableRules are the rules whose failure an inquiry may explain: right proofs that
// are refused, wrong ones that are accepted, factors that are skipped.
func explainableRules() []string {
	return []string{
		"SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08", "SRP-09", "SRP-10", "SRP-15", "SRP-17", "SRP-19", "SRP-20", "SRP-21", "SRP-22",
		"AUTH-04", "DEV-SRP-07", "DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "DEV-CONF-14", "POOL-07", "MFA-06", "MFA-09", "SEC-05",
	}
}

// Run looks for causes, for at most a minute. Each diagnosis names the failed rules,
// among the results, that it explains. The error says what could not be removed.
func (q *Inquiry) Run(ctx context.Context, rules []report.Rule) ([]report.Diagnosis, error) {
	ctx, cancel := context.WithTimeout(ctx, q.TimeLimit)
	defer cancel()
	var found []report.Diagnosis
	for _, device := range []bool{false, true} {
		if d := q.refusedProof(ctx, device); d != nil {
			found = append(found, *d)
			break // the device's leg stands on the user's
		}
	}
	found = append(found, q.missing(ctx)...)
	for i := range found {
		found[i].Rules = explained(found[i].Rules, rules)
	}
	return found, q.fixtures.Close()
}

// explained are the rules of a diagnosis that failed, or all if none did: their
// checks may have been deselected.
func explained(ids []string, rules []report.Rule) []string {
	var failed []string
	for _, r := range rules {
		if r.Outcome == report.Fail && slices.Contains(ids, r.ID) {
			failed = append(failed, r.ID)
		}
	}
	if failed == nil {
		return ids
	}
	return failed
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

// user makes another user, unless the inquiry has used up its users.
func (q *Inquiry) user(ctx context.Context, pool *target.Pool) (*target.User, error) {
	if !q.countUser() {
		return nil, fmt.Errorf("the inquiry has used its %d users", inquiryUsers)
	}
	spec := target.UserSpec{Email: len(pool.Spec.Aliases) > 0}
	if pool.Spec.MFA != target.MFAOff {
		spec.Factors = []target.Factor{target.TOTP}
	}
	return pool.User(ctx, spec)
}
