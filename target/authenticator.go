package target

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// step is the life of a TOTP code (RFC 6238 §5.2, the service's 30 s).
const step = 30 * time.Second

// stepMargin is how far into a step its code is first used, so that a target
// whose clock runs a little behind has reached the step as well.
const stepMargin = 500 * time.Millisecond

// tolerance is what a target was seen to take beside the code of the present
// step. Where pools live in real time, every step that is taken spares waiting.
type tolerance struct {
	noEarly    atomic.Bool // the code of the step before was refused
	triedAhead atomic.Bool // that of the step to come was tried
	ahead      atomic.Bool // and taken
}

// Leeway is which codes of a software token a target was seen to take, beside that of the
// present step. The zero value is for a target that was not asked.
type Leeway struct {
	// NoEarly says that the code of the step before was refused.
	NoEarly bool `json:"noEarly,omitempty"`
	// TriedAhead says that the code of the step to come was tried, and Ahead that it was
	// taken.
	TriedAhead bool `json:"triedAhead,omitempty"`
	Ahead      bool `json:"ahead,omitempty"`
}

// leeway is what was learned so far.
func (t *tolerance) leeway() Leeway {
	return Leeway{NoEarly: t.noEarly.Load(), TriedAhead: t.triedAhead.Load(), Ahead: t.ahead.Load()}
}

// learn takes over what was learned before.
func (t *tolerance) learn(l Leeway) {
	t.noEarly.Store(l.NoEarly)
	t.triedAhead.Store(l.TriedAhead)
	t.ahead.Store(l.Ahead)
}

// Authenticator is a user's software token. It never gives a code twice, since
// the service takes each code once only: it moves the pool's clock, or waits,
// until the next code is due. It is safe for concurrent use.
type Authenticator struct {
	clock     *Clock
	tolerance *tolerance
	poolID    string
	secret    string
	ahead     time.Duration

	mu    sync.Mutex
	last  int64  // the step of the last code given; 0 none
	given string // the last code given
}

// NewAuthenticator makes the token of a secret, the base32 text of
// AssociateSoftwareToken.
func (t *Target) NewAuthenticator(poolID, secret string) *Authenticator {
	t.Remember(secret)
	return &Authenticator{clock: t.clock, tolerance: &t.tolerance, poolID: poolID, secret: secret}
}

// Ahead is the token as one reads it whose clock is ahead by d. It knows of no code that
// was given before.
func (a *Authenticator) Ahead(d time.Duration) *Authenticator {
	return &Authenticator{clock: a.clock, tolerance: a.tolerance, poolID: a.poolID, secret: a.secret, ahead: a.ahead + d}
}

func (a *Authenticator) now() time.Time { return a.clock.Now(a.poolID).Add(a.ahead) }

// Secret is the base32 text of the token.
func (a *Authenticator) Secret() string { return a.secret }

// Code returns a code that was never given before and is good now. Once in a million
// steps two in a row have the same code: the second is passed over.
func (a *Authenticator) Code(ctx context.Context) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for before := a.given; ; {
		for a.due() > 0 {
			if err := a.clock.Until(ctx, a.poolID, a.clock.Now(a.poolID).Add(a.due())); err != nil {
				return "", fmt.Errorf("wait for the next TOTP code: %w", err)
			}
		}
		a.last = max(a.last+1, stepOf(a.now()))
		code, err := a.code(startOf(a.last))
		if err != nil || code != before {
			a.given = code
			return code, err
		}
	}
}

// due is how long it is until a code is good that is after the last one given:
// 0 or less if one is.
func (a *Authenticator) due() time.Duration {
	first := a.last + 1 // the step from which on the next code is good
	if a.tolerance.ahead.Load() {
		first--
	}
	now := a.now()
	if stepOf(now) >= first {
		return 0
	}
	return startOf(first).Add(stepMargin).Sub(now)
}

// beside returns the code so many steps from the present one, if no code was given
// yet. That of the step before is left alone when the present one is nearly over:
// targets allow for a delay of one step.
func (a *Authenticator) beside(steps int64) (code string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	present := stepOf(now)
	if a.last != 0 || steps < 0 && now.Sub(startOf(present)) > step*3/4 {
		return "", false
	}
	code, err := a.code(startOf(present + steps))
	if err == nil {
		a.last, a.given = present+steps, code
	}
	return code, err == nil
}

// forget lets every code be given again: the last one was refused.
func (a *Authenticator) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.last, a.given = 0, ""
}

// Wait is how long Code would move the clock or wait, 0 if a code is due.
func (a *Authenticator) Wait() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return max(a.due(), 0)
}

// Current returns the code of the pool's present time, used before or not.
func (a *Authenticator) Current() (string, error) {
	return a.code(a.now())
}

// Beside returns the code so many steps from the pool's present one, used before or
// not.
func (a *Authenticator) Beside(steps int) (string, error) {
	return a.code(a.now().Add(time.Duration(steps) * step))
}

// Left is how much of the pool's present step is left.
func (a *Authenticator) Left() time.Duration {
	now := a.now()
	return startOf(stepOf(now) + 1).Sub(now)
}

// WithSHA256 returns the code of the pool's present time that a token makes with
// HMAC-SHA-256 instead of HMAC-SHA-1.
func (a *Authenticator) WithSHA256() (string, error) {
	code, err := totp.GenerateCodeCustom(a.secret, a.now(), totp.ValidateOpts{
		Period: uint(step / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA256,
	})
	if err != nil {
		return "", fmt.Errorf("TOTP code: %w", err)
	}
	return code, nil
}

// Wrong returns six digits that are no code of the minutes around now.
func (a *Authenticator) Wrong() (string, error) {
	now := a.now()
	near := make(map[string]bool)
	for i := -10; i <= 10; i++ {
		code, err := a.code(now.Add(time.Duration(i) * step))
		if err != nil {
			return "", err
		}
		near[code] = true
	}
	for n := range len(near) + 1 {
		if code := fmt.Sprintf("%06d", n); !near[code] {
			return code, nil
		}
	}
	return "", fmt.Errorf("no wrong code among %d", len(near)+1)
}

func (a *Authenticator) code(at time.Time) (string, error) {
	code, err := totp.GenerateCode(a.secret, at)
	if err != nil {
		return "", fmt.Errorf("TOTP code: %w", err)
	}
	return code, nil
}

func stepOf(t time.Time) int64       { return t.Unix() / int64(step/time.Second) }
func startOf(number int64) time.Time { return time.Unix(number*int64(step/time.Second), 0) }
