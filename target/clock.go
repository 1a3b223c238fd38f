package target

import (
	"context"
	"encoding/json"
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
	if d <= 0 {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.move(ctx, poolID, d)
}

// Sync asks for the pool's time, which others may have moved. A target that does
// not tell it leaves what is known here.
func (c *Clock) Sync(ctx context.Context, poolID string) error {
	if !c.Offered(ctx) {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.move(ctx, poolID, 0)
}

// Until advances the pool's time to at, unless it is already there. Several
// callers that wait for the same time move it once.
func (c *Clock) Until(ctx context.Context, poolID string, at time.Time) error {
	if !c.Offered(ctx) {
		return sleep(ctx, time.Until(at))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := at.Sub(time.Now().Add(c.offset[poolID])); d > 0 {
		return c.move(ctx, poolID, d)
	}
	return nil
}

// move asks the target to advance the pool's clock, and takes the pool's time
// from the answer if it is there. The caller holds the lock.
func (c *Clock) move(ctx context.Context, poolID string, d time.Duration) error {
	request := struct {
		Advance    string `json:"advance"`
		UserPoolID string `json:"userPoolId"`
	}{d.String(), poolID}
	body, err := c.target.extensionCall(ctx, http.MethodPost, "clock", nil, request)
	if err != nil {
		return fmt.Errorf("advance the clock of %s by %v: %w", poolID, d, err)
	}
	var answer struct {
		Now map[string]time.Time `json:"now"`
	}
	if json.Unmarshal(body, &answer) == nil && !answer.Now[poolID].IsZero() {
		c.offset[poolID] = time.Until(answer.Now[poolID])
		return nil
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
