package target_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/target"
)

// TestBrake has a target that takes ten calls a second: of those made after the first
// refusal few are refused, and the rate that is granted is used well.
func TestBrake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wait, press, ease := target.NewBrake()
		tokens, last := 10.0, time.Now()
		taken, refused := 0, 0
		for started := time.Now(); time.Since(started) < time.Minute; {
			if err := wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond) // what a call takes
			tokens, last = min(tokens+10*time.Since(last).Seconds(), 10), time.Now()
			if tokens < 1 {
				refused++
				press("", time.Now())
				time.Sleep(200 * time.Millisecond)
				continue
			}
			tokens--
			taken++
			ease()
		}
		if taken < 360 || refused > 40 {
			t.Errorf("of 600 calls granted %d were made, and %d refused", taken, refused)
		}
	})
}

// TestBrakeOfOneUser has a target throttle users: a limit that one of them meets holds no
// call back, and one that two meet holds all of them back.
func TestBrakeOfOneUser(t *testing.T) {
	for name, c := range map[string]struct {
		throttled []string
		apart     time.Duration
		held      bool
	}{
		"one user, again and again":    {[]string{"a", "a", "a", "a"}, time.Second, false},
		"two users":                    {[]string{"a", "b"}, time.Second, true},
		"two users, long apart":        {[]string{"a", "b"}, time.Minute, false},
		"a call that is about no user": {[]string{""}, time.Second, true},
		"no user, then one":            {[]string{"", "a"}, time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wait, press, _ := target.NewBrake()
				for _, username := range c.throttled {
					press(username, time.Now())
					time.Sleep(c.apart)
				}
				started := time.Now()
				for range 10 {
					if err := wait(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if held := time.Since(started) > 0; held != c.held {
					t.Errorf("calls are held back: %v, want %v", held, c.held)
				}
			})
		})
	}
}
