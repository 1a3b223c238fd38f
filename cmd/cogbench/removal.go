package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/cogbench/cogbench"
)

// removalTold is how often a run says that it still removes things.
const removalTold = 5 * time.Second

// removal tells of the removal of what a run made, where that takes long.
type removal struct {
	shown interface{ Print(text string) }

	mu      sync.Mutex
	stopped bool // the run was told to stop
	began   time.Time
	timer   *time.Timer // until it is told next; nil while nothing is removed
	things  int         // that are left, as far as is known
	what    string      // one of them
}

// tellOfRemoval says, until stop is called, that things are being removed, how many are
// left and for how long by now: every [removalTold] while the run that is observed has any
// left, and once ctx has ended.
func tellOfRemoval(ctx context.Context, shown interface{ Print(text string) }, observed *cogbench.Observer) (stop func()) {
	r := &removal{shown: shown}
	observed.Removing = r.left
	forget := context.AfterFunc(ctx, r.interrupted)
	return func() {
		forget()
		r.end()
	}
}

// end says no more.
func (r *removal) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rest()
}

// left takes in how many things are left to be removed, and one that is being removed.
func (r *removal) left(things int, what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.things, r.what = things, what
	switch {
	case things > 0 && r.timer == nil:
		r.begin()
	case things == 0 && !r.stopped:
		r.rest()
	}
}

// interrupted says that a run which was told to stop removes what it made.
func (r *removal) interrupted() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.shown.Print("removing what the run made on the target")
	r.stopped = true
	r.rest()
	r.begin()
}

func (r *removal) begin() {
	r.began = time.Now()
	r.timer = time.AfterFunc(removalTold, r.tell)
}

func (r *removal) rest() {
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
}

// tell says how far it is.
func (r *removal) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timer == nil {
		return // it was stopped just now
	}
	r.timer.Reset(removalTold)
	left := ""
	if r.things > 0 {
		left = fmt.Sprintf(": %d left, %s at the moment", r.things, r.what)
	}
	r.shown.Print(fmt.Sprintf("still removing what the run made, after %.0f s%s; if you quit now, cogbench conform --cleanup removes the rest", time.Since(r.began).Seconds(), left))
}
