package target

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// settling is how long a lowered rate is left alone: calls under way may still be
	// throttled at the old one.
	settling = time.Second
	// slowest is the least rate, in calls a second.
	slowest = 0.5
	// easing is the share by which each answered call raises the rate again.
	easing = 0.03
)

// brake holds all calls back once the target throttled some: to half their rate at
// each time, slowly rising again. A target that throttles one user alone may have a limit
// for each, which others do not feel. The zero value lets every call through.
type brake struct {
	mu      sync.Mutex
	strain  strain
	limiter *rate.Limiter // nil while nothing was throttled
	lowered time.Time
	second  time.Time // when the present second began
	calls   int       // calls in it
	before  int       // calls in the one before
}

// wait returns when a call may be made.
func (b *brake) wait(ctx context.Context) error {
	b.mu.Lock()
	limiter := b.limiter
	if limiter == nil {
		b.count(time.Now())
	}
	b.mu.Unlock()
	if limiter == nil {
		return nil
	}
	return limiter.Wait(ctx)
}

// count notes a call, to know the rate that is too high. The caller holds the lock.
func (b *brake) count(now time.Time) {
	switch since := now.Sub(b.second); {
	case since >= 2*time.Second:
		b.second, b.before, b.calls = now, 0, 0
	case since >= time.Second:
		b.second, b.before, b.calls = b.second.Add(time.Second), b.calls, 0
	}
	b.calls++
}

// strain is the last call that was throttled.
type strain struct {
	username string
	at       time.Time
}

// ofAll reports whether another throttled call shows that the limit is not the user's
// alone: it is about another user, or about none.
func (s strain) ofAll(next strain) bool {
	return next.username == "" || s.username != "" && s.username != next.username && next.at.Sub(s.at) < patience
}

// press lowers the rate: a call about the user, "" for none, was throttled.
func (b *brake) press(username string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := strain{username, now}
	ofAll := b.strain.ofAll(next)
	b.strain = next
	if !ofAll || now.Sub(b.lowered) < settling {
		return
	}
	b.lowered = now
	if b.limiter == nil {
		b.limiter = rate.NewLimiter(rate.Limit(max(float64(max(b.calls, b.before))/2, 1)), 1)
		return
	}
	b.limiter.SetLimit(max(b.limiter.Limit()/2, slowest))
}

// ease raises the rate a little: a call was answered.
func (b *brake) ease() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.limiter != nil {
		b.limiter.SetLimit(b.limiter.Limit() * (1 + easing))
	}
}

// pressed tells whether calls are being slowed down.
func (b *brake) pressed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.limiter != nil
}
