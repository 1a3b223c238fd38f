package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// sameSignal is how soon after the first signal another is the same one: timeout(1)
// sends one to the process and one to its group.
const sameSignal = time.Second

// interruptible returns a context that ends with the first SIGINT or SIGTERM. A later
// one ends the program at once.
func interruptible() (context.Context, func()) {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	return obeying(signals, os.Stderr, func() { os.Exit(exitInterrupted) })
}

// obeying returns a context that ends with the first signal. One that comes later than
// that one's echo calls quit.
func obeying(signals <-chan os.Signal, stderr io.Writer, quit func()) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-ctx.Done():
			return
		case <-signals:
		}
		first := time.Now()
		fmt.Fprintln(stderr, "cogbench: stopping; press Ctrl-C again to quit now")
		cancel()
		for range signals {
			if time.Since(first) >= sameSignal {
				quit()
				return
			}
		}
	}()
	return ctx, cancel
}

// removalTold is how often a run that was stopped says that it still removes things.
const removalTold = 5 * time.Second

// tellOfRemoval says, once ctx has ended and until the function it returns is called,
// that what the run made is being removed, and for how long by now.
func tellOfRemoval(ctx context.Context, shown interface{ Print(text string) }, quiet bool) (stop func()) {
	over := make(chan struct{})
	go func() {
		select {
		case <-over:
			return
		case <-ctx.Done():
		}
		if quiet {
			return
		}
		began := time.Now()
		shown.Print("removing what the run made on the target")
		for {
			select {
			case <-over:
				return
			case <-time.After(removalTold):
				shown.Print(fmt.Sprintf("still removing after %.0f s; what is left when you quit now, cogbench conform --cleanup removes", time.Since(began).Seconds()))
			}
		}
	}()
	return func() { close(over) }
}
