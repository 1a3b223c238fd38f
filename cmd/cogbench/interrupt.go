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
