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

// removePools deletes pools side by side, and returns those that it could not.
func removePools(ctx context.Context, pools []undo) []notUndone {
	var mu sync.Mutex
	var failed []notUndone
	var group sync.WaitGroup
	turns := make(chan struct{}, removers)
	for _, entry := range pools {
		turns <- struct{}{}
		group.Go(func() {
			defer func() { <-turns }()
			if err := entry.remove(ctx); err != nil {
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
