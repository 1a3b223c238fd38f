package target

import (
	"context"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// patience is how long a call is held back in all while the target throttles it.
	patience = 20 * time.Second
	// firstPause is the wait before a throttled call is made again, where the target
	// does not tell one; it doubles each time.
	firstPause = 200 * time.Millisecond
)

// throttledNames are the errors by which servers say "later".
var throttledNames = []string{
	"ratelimited", "ratelimitexceeded", "requestlimitexceeded", "requestthrottled", "slowdown", "throttled", "throttling", "toomanyrequests",
}

// rateExceeded matches the texts by which servers say "later", whatever the name.
var rateExceeded = regexp.MustCompile(`(?i)\brate (limit )?(has been )?exceeded\b|\btoo many requests\b|\bthrottled\b|\bslow down\b`)

// isThrottled reports whether an error's name says "later": ThrottlingException,
// too_many_requests.
func isThrottled(name string) bool {
	bare := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
	return slices.Contains(throttledNames, strings.TrimSuffix(strings.TrimSuffix(bare, "exception"), "error"))
}

// limitExceeded is the service's error for a limit that waiting a moment does not
// lift: of attempts, or of things made.
const limitExceeded = "LimitExceededException"

// lockedOut matches the texts by which one user is locked out after failed attempts.
var lockedOut = regexp.MustCompile(`(?i)\battempts? (limit )?(has been |have been )?exceeded\b|\btoo many (failed|incorrect|invalid|wrong)\b`)

func saysLockedOut(text string) bool { return says(text, lockedOut, "exceeded", "too many") }

// saysLater tells whether an answer refuses a call for coming too soon after others,
// whoever makes it, so that the same call may be made again.
func saysLater(status int, name, message string) bool {
	switch {
	case saysLockedOut(message):
		return false
	case name == limitExceeded || status == http.StatusInternalServerError:
		return says(message, rateExceeded, "exceeded", "too many", "throttled", "slow")
	}
	return isThrottled(name) || status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}

// LockedOut reports whether a call was refused because its user is locked out after
// failed attempts, whoever made them.
func (e *Error) LockedOut() bool {
	return e.Status/100 == 4 && (e.Name == limitExceeded || saysLockedOut(e.Message))
}

// FlowNotAllowed reports whether a sign-in was refused because its client is not configured
// for the flow.
func (e *Error) FlowNotAllowed() bool {
	return e.Name == "InvalidParameterException" && strings.HasSuffix(strings.TrimSuffix(e.Message, "."), "flow not enabled for this client")
}

type withoutRepeatKey struct{}

// WithoutRepeat has a call under the context made once, though the target throttles
// it: for a check that speaks of that very answer.
func WithoutRepeat(ctx context.Context) context.Context {
	return context.WithValue(ctx, withoutRepeatKey{}, true)
}

// repeats tells whether a throttled call is made again.
func repeats(ctx context.Context) bool { return ctx.Value(withoutRepeatKey{}) == nil }

// patiently makes a call again for as long as the target throttles it, and slows all
// calls down where it throttles more than one user. The answer that a call ends with is
// the last one. asked is the request's body.
func (w *wire) patiently(request *http.Request, by exchange, asked []byte) (*http.Response, error) {
	ctx, left := request.Context(), patience
	for try := 0; ; try++ {
		if err := w.brake.wait(ctx); err != nil {
			return nil, err
		}
		response, err := w.steadily(request, by, asked)
		if err != nil {
			return nil, err
		}
		if !throttles(response) {
			w.brake.ease()
			return response, nil
		}
		username, _ := attemptIn(asked)
		w.brake.press(username, time.Now())
		wait := pause(response.Header, try)
		if left -= wait; left < 0 {
			return response, nil
		}
		if sleep(ctx, wait) != nil {
			return response, nil //nolint:nilerr // the answer stands
		}
		rewind(request, asked)
	}
}

func throttles(response *http.Response) bool {
	if response.StatusCode < http.StatusBadRequest {
		return false
	}
	name, message, _ := readError(response.Header, bodyOf(response))
	return saysLater(response.StatusCode, name, message)
}

// pause is how long to wait after so many tries: what the target says, or ever longer,
// and not the same for all who wait.
func pause(header http.Header, try int) time.Duration {
	if told := header.Get("Retry-After"); told != "" {
		if seconds, err := strconv.ParseFloat(told, 64); err == nil && seconds >= 0 {
			return min(time.Duration(seconds*float64(time.Second)), patience+1)
		}
		if at, err := http.ParseTime(told); err == nil {
			return max(time.Until(at), 0)
		}
	}
	longest := firstPause << min(try, 6)
	return longest/2 + rand.N(longest/2) //nolint:gosec // a pause is no secret
}
