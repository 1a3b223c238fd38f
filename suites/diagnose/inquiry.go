package diagnose

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// The bounds of an inquiry: what it may cost a target.
const (
	inquiryTime  = 60 * time.Second
	inquiryUsers = 60
	inquiryCalls = 50_000
	// attemptsPerUser stays below the lock-out after five failures.
	attemptsPerUser = 4
	// failuresOfGiven is how often a user who was there before may fail in all.
	failuresOfGiven = 20
)

// Cost is what an inquiry may cost a target, as a user reads it.
const Cost = "at most 60 s, 50,000 calls and 60 users, removed afterwards; of given users each at most 20 failures, 4 in a row, below the lock-out"

// Inquiry looks for the cause of failures on one target, at the [Cost] of users that
// it makes and removes. It may be asked for the dialect first, and remembers what it
// found then.
type Inquiry struct {
	// TimeLimit bounds the search; NewInquiry sets a minute.
	TimeLimit time.Duration
	// Sparing has Dialect ask a server that takes right proofs for one of each leg alone:
	// what goes wrong in some exchanges it may miss, and the checks see.
	Sparing bool

	target *target.Target
	run    string
	// spoken is what Dialect found, nil if it was not asked.
	spoken *Dialect

	mu       sync.Mutex
	fixtures *target.Fixtures
	users    int
	calls    int
	// given is what was done with each user who was there before.
	given map[string]dealings
}

// NewInquiry prepares an inquiry into a target. What it makes there carries the run's
// name; see [target.Fixtures].
func NewInquiry(t *target.Target, run string) *Inquiry {
	return &Inquiry{TimeLimit: inquiryTime, target: t, run: run, given: map[string]dealings{}}
}

// Worthwhile reports whether an inquiry may find the cause of some failure among the
// results. It never is on the real service, which bills for users and computes rightly.
func Worthwhile(t *target.Target, rules []report.Rule) bool {
	if t.AWS {
		return false
	}
	return slices.ContainsFunc(rules, func(r report.Rule) bool {
		return r.Outcome == report.Fail && slices.Contains(explainableRules(), r.ID)
	})
}

// explainableRules are the rules whose failure is worth an inquiry: right proofs that
// are refused, wrong ones that are accepted, factors that are skipped, device keys that
// were never issued. A cause may explain
// others as well.
func explainableRules() []string {
	return append(rulesOfSRP(), "SRP-16", "SRP-17", "SRP-19", "SRP-20", "AUTH-18", "DEV-SRP-07", "DEV-SRP-09", "DEV-SRP-10", "DEV-SRP-11", "DEV-CONF-05", "DEV-CONF-14",
		"POOL-07", "MFA-06", "MFA-09", "SEC-01", "SEC-04", "SEC-05")
}

// Worthwhile reports whether the inquiry may name the cause of some failure among the
// results: one that it may look for, or one that it knows of already.
func (q *Inquiry) Worthwhile(rules []report.Rule) bool {
	known := q.spoken != nil && q.spoken.Diagnosis != nil
	return known || Worthwhile(q.target, rules)
}

// Run looks for causes, for at most a minute. Each diagnosis names the failed rules,
// among the results, that it explains. The error says what could not be removed.
func (q *Inquiry) Run(ctx context.Context, rules []report.Rule) ([]report.Diagnosis, error) {
	ctx, done := q.begin(ctx, q.TimeLimit)
	found := q.causes(ctx)
	if names := spelling(rules); names != nil {
		found = append([]report.Diagnosis{*names}, found...)
	}
	for i := range found {
		found[i].Rules = explained(found[i].Rules, rules)
	}
	return found, done()
}

// causes are what the server computes wrongly, and what it does not check.
func (q *Inquiry) causes(ctx context.Context) []report.Diagnosis {
	var found []report.Diagnosis
	if q.spoken != nil && q.spoken.Diagnosis != nil && !q.spoken.unfinished {
		found = append(found, *q.spoken.Diagnosis)
	} else {
		for _, device := range []bool{false, true} {
			if d := q.hunt(ctx, device, suspect.Arithmetic{}, thorough()).diagnosis; d != nil {
				found = append(found, *d)
				break // the device's leg stands on the user's
			}
		}
	}
	return append(found, q.missing(ctx)...)
}

// thorough is for a server that has failed.
func thorough() care { return care{users: 8, signIns: 1} }

// begin makes room for what a part of the inquiry makes; done removes it.
func (q *Inquiry) begin(ctx context.Context, limit time.Duration) (within context.Context, done func() error) {
	within, cancel := limited(ctx, limit)
	q.fixtures = q.target.NewFixtures(q.run)
	return within, func() error {
		cancel()
		return q.fixtures.Close()
	}
}

// limited is a context that ends after a time, with a cause that says so.
func limited(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, limit, fmt.Errorf("the %s for it were over", limit))
}

// hunt looks for the wrong values of one leg; what leads there is computed as given.
func (q *Inquiry) hunt(ctx context.Context, device bool, way suspect.Arithmetic, c care) finding {
	return q.leg(ctx, device, way).try(ctx, c, !q.ofGiven()).explain(ctx)
}

// leg is a leg of the target, on the way to which all is computed as given; nil if the
// target has none.
func (q *Inquiry) leg(ctx context.Context, device bool, way suspect.Arithmetic) *suspectLeg {
	w, err := q.wire(ctx, device)
	if err != nil {
		return nil
	}
	w.arithmetic = way
	return newLeg(w, device)
}

// wire is a leg of the target.
func (q *Inquiry) wire(ctx context.Context, device bool) (*wire, error) {
	pool, err := q.suspectPool(ctx, device)
	if err != nil {
		return nil, err
	}
	client, err := pool.Client(ctx, q.clientSpec())
	if err != nil {
		return nil, err
	}
	return &wire{inquiry: q, pool: pool, client: client, device: device}, nil
}

// explained are the rules of a diagnosis that failed; if none did, those that could not
// be judged, and if there are none of them, all: their checks may have been deselected.
func explained(ids []string, rules []report.Rule) []string {
	for _, outcomes := range [][]report.Outcome{{report.Fail}, {report.Unsupported, report.Skip}} {
		var of []string
		for _, r := range rules {
			if slices.Contains(outcomes, r.Outcome) && slices.Contains(ids, r.ID) {
				of = append(of, r.ID)
			}
		}
		if of != nil {
			return of
		}
	}
	return ids
}
