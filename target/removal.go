package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// removers is how many pools are deleted at a time.
const removers = 4

// countdown removes things, and says how many are left.
type countdown struct {
	tell func(left int, what string)

	mu   sync.Mutex
	left int
}

// countdown begins to remove so many things.
func (t *Target) countdown(things int) *countdown {
	return &countdown{tell: t.removing, left: things}
}

// remove removes one of the things.
func (c *countdown) remove(ctx context.Context, entry undo) error {
	c.say(0, entry.what)
	defer c.say(1, entry.what)
	return entry.remove(ctx)
}

// say tells how many are left when some more were dealt with, and of one that is being
// removed.
func (c *countdown) say(done int, what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left -= done
	c.tell(c.left, what)
}

// removePools deletes pools side by side, and returns those that it could not.
func removePools(ctx context.Context, pools []undo, down *countdown) []notUndone {
	var mu sync.Mutex
	var failed []notUndone
	var group sync.WaitGroup
	turns := make(chan struct{}, removers)
	for _, entry := range pools {
		turns <- struct{}{}
		group.Go(func() {
			defer func() { <-turns }()
			if err := down.remove(ctx, entry); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = append(failed, notUndone{entry, err})
			}
		})
	}
	group.Wait()
	return failed
}

// leftBehind names what could not be removed: things that are left for the same reason
// in one line.
func leftBehind(failed []notUndone) error {
	byReason := make(map[string][]notUndone)
	var reasons []string
	for _, left := range failed {
		reason := left.err.Error()
		if e := AsError(left.err); e.Operation != "" {
			reason = e.Error()
		}
		if byReason[reason] == nil {
			reasons = append(reasons, reason)
		}
		byReason[reason] = append(byReason[reason], left)
	}
	var errs []error
	for _, reason := range reasons {
		left := byReason[reason]
		slices.SortFunc(left, func(a, b notUndone) int { return strings.Compare(a.what, b.what) })
		if len(left) == 1 {
			errs = append(errs, fmt.Errorf("%s is left behind: %w", left[0].what, left[0].err))
			continue
		}
		errs = append(errs, fmt.Errorf("%s and %d more are left behind: %w", left[0].what, len(left)-1, left[0].err))
	}
	return errors.Join(errs...)
}
