package target

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Clock is the time of a target's pools. Where the target offers it a pool's
// time can be moved; elsewhere pools live in real time. TIMESTAMPs of proofs and
// signatures of requests always use real time.
type Clock struct {
	target *Target

	mu     sync.Mutex
	offset map[string]time.Duration // by pool id
}

func newClock(t *Target) *Clock {
	return &Clock{target: t, offset: make(map[string]time.Duration)}
}

// Offered tells whether the time of pools can be moved. It asks the target once.
func (c *Clock) Offered(ctx context.Context) bool { return c.target.offersExtension(ctx) }

// Now is the pool's time: real time plus what it was advanced by here.
func (c *Clock) Now(poolID string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset[poolID])
}

// Assume takes it that the pool's time was advanced by d before, by an earlier
// run on the same pool.
func (c *Clock) Assume(poolID string, d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset[poolID] = d
}

// Ahead is how far the pool's time was advanced in all.
func (c *Clock) Ahead(poolID string) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.offset[poolID]
}

// Advance moves the pool's time on by d, at once if the target offers it and by
// waiting if not. A context that ends first ends the wait.
func (c *Clock) Advance(ctx context.Context, poolID string, d time.Duration) error {
	if !c.Offered(ctx) {
		return sleep(ctx, d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.move(ctx, poolID, d)
}

// Until advances the pool's time to at, unless it is already there. Several
// callers that wait for the same time move it once.
func (c *Clock) Until(ctx context.Context, poolID string, at time.Time) error {
	if !c.Offered(ctx) {
		return sleep(ctx, time.Until(at))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.move(ctx, poolID, at.Sub(time.Now().Add(c.offset[poolID])))
}

// move asks the target to advance the pool's clock. The caller holds the lock.
func (c *Clock) move(ctx context.Context, poolID string, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	request := struct {
		Advance    string `json:"advance"`
		UserPoolID string `json:"userPoolId"`
	}{d.String(), poolID}
	if _, err := c.target.extensionCall(ctx, http.MethodPost, "clock", nil, request); err != nil {
		return fmt.Errorf("advance the clock of %s by %v: %w", poolID, d, err)
	}
	c.offset[poolID] += d
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
