// Package clock compares this machine's clock with a server's, by the Date headers of
// its answers.
//
// It promises bounds and not an estimate: whatever the network did meanwhile, the
// offset is within the uncertainty that is returned, as long as the server tells its
// own time in each answer.
package clock

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
)

const (
	// mostSamples bounds the calls of a comparison. Each takes up to a second and
	// halves what is not known, until round trips are the limit.
	mostSamples = 9
	// enough is an uncertainty that no further call improves in earnest.
	enough = 5 * time.Millisecond
	// patience is how long one call may take.
	patience = 5 * time.Second
)

// resolution is that of a Date header.
const resolution = time.Second

// Compare asks the server at an http or https URL for the time, with some HEAD
// requests, of which any status will do. What went wrong is in the result's Error.
func Compare(ctx context.Context, transport http.RoundTripper, reference string) *loadreport.Clock {
	told := &loadreport.Clock{Reference: shown(reference)}
	b, err := compare(ctx, transport, reference)
	if err != nil {
		told.Error = err.Error()
		return told
	}
	told.OffsetSeconds, told.UncertaintySeconds = b.middle().Seconds(), b.uncertainty().Seconds()
	return told
}

// shown is the URL without what may be secret in it.
func shown(reference string) string {
	u, err := url.Parse(reference)
	if err != nil {
		return "a URL that cannot be read"
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// bounds are what is known of an offset.
type bounds struct{ least, most time.Duration }

func (b bounds) middle() time.Duration      { return (b.least + b.most) / 2 }
func (b bounds) uncertainty() time.Duration { return (b.most - b.least) / 2 }

// errNoDate tells that an answer says no time.
var errNoDate = errors.New("the answer has no Date header that can be read")

func compare(ctx context.Context, transport http.RoundTripper, reference string) (bounds, error) {
	begun := time.Now() // what the clock that never steps counts from
	known, took, err := sample(ctx, transport, reference, begun)
	if err != nil {
		return bounds{}, err
	}
	check := func(after time.Duration) error {
		if err := sleep(ctx, after); err != nil {
			return err
		}
		var next bounds
		if next, took, err = sample(ctx, transport, reference, begun); err != nil {
			return err
		}
		known = bounds{max(known.least, next.least), min(known.most, next.most)}
		if known.least > known.most {
			return errors.New("the Date headers contradict each other: the reference has several clocks, or answers from a cache")
		}
		return nil
	}
	for range mostSamples - 2 {
		if known.uncertainty() <= max(enough, took/2) {
			break
		}
		// Arrive there when the reference's second should turn: the answer halves the bounds.
		if err := check(untilTurn(now(begun).Add(known.middle() + took/2))); err != nil {
			return bounds{}, err
		}
	}
	err = check(resolution) // a header that stands still is found out after a second
	return known, err
}

// untilTurn is what a clock has left until its next whole second.
func untilTurn(there time.Time) time.Duration {
	return there.Truncate(resolution).Add(resolution).Sub(there)
}

// sleep sleeps, or less if the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(d):
		return nil
	}
}

// now is the machine's time, unaffected by steps of its clock since begun.
func now(begun time.Time) time.Time { return begun.Add(time.Since(begun)).Round(0) }

// sample makes one call: while it lasted, the reference's time was within the second
// that it told.
func sample(ctx context.Context, transport http.RoundTripper, reference string, begun time.Time) (bounds, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, reference, http.NoBody)
	if err != nil {
		return bounds{}, 0, err
	}
	request.Header.Set("Cache-Control", "no-cache")
	sent := now(begun)
	answer, err := transport.RoundTrip(request)
	received := now(begun)
	if err != nil {
		return bounds{}, 0, fmt.Errorf("ask for the time: %w", err)
	}
	_ = answer.Body.Close() // of a HEAD: empty
	date, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return bounds{}, 0, errNoDate
	}
	return bounds{date.Sub(received), date.Add(resolution).Sub(sent)}, received.Sub(sent), nil
}
