package main

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench"
)

// printed is what was printed.
type printed []string

func (p *printed) Print(text string) { *p = append(*p, text) }

// A run that was stopped says that it removes what it made, and goes on saying so.
func TestRemovalIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var told printed
		stop := tellOfRemoval(ctx, &told, &cogbench.Observer{})
		time.Sleep(10 * removalTold)
		if len(told) > 0 {
			t.Errorf("told %q of a run that goes on", told)
		}
		cancel()
		time.Sleep(2*removalTold + time.Second)
		stop()
		time.Sleep(10 * removalTold)
		if len(told) != 3 || !strings.Contains(told[2], "after 10 s") {
			t.Errorf("told %q", told)
		}
	})
}

// A run that came to its end says what it still removes, if that takes long.
func TestRemovalAtTheEndIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told printed
		var observed cogbench.Observer
		defer tellOfRemoval(t.Context(), &told, &observed)()
		observed.Removing(3, "pool a")
		time.Sleep(removalTold / 2)
		observed.Removing(0, "pool a")
		time.Sleep(removalTold)
		if len(told) > 0 {
			t.Errorf("told %q of what took a moment", told)
		}
		observed.Removing(12, "pool b")
		time.Sleep(removalTold / 2)
		observed.Removing(11, "pool c")
		time.Sleep(removalTold)
		if len(told) != 1 || !strings.Contains(told[0], "after 5 s: 11 left, pool c at the moment") {
			t.Errorf("told %q", told)
		}
		observed.Removing(0, "pool c")
		time.Sleep(10 * removalTold)
		if len(told) != 1 {
			t.Errorf("told %q after the end", told)
		}
	})
}
