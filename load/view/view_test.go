package view_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/load/view"
)

// source hands out journeys of two steps, of which every seventh fails.
type source struct{ taken int }

func (s *source) Next(int64) (load.Journey, bool) {
	s.taken++
	var err error
	if s.taken%7 == 0 {
		err = errors.New("no")
	}
	return load.Journey{Run: func(ctx context.Context, watch *load.Stopwatch) error {
		return watch.Call(ctx, "step", func(context.Context) error {
			time.Sleep(150 * time.Millisecond)
			return err
		})
	}}, true
}

// drive makes a short run in a bubble.
func drive(t *testing.T, show func(load.Progress)) {
	t.Helper()
	_, err := load.Run(t.Context(), &source{}, load.Options{
		Plan:   load.Plan{Arrivals: load.Constant(20), Duration: 12 * time.Second},
		Warmup: 2 * time.Second, MaxInFlight: 1000, Drain: 30 * time.Second, Series: []string{"step.rtt"},
		Live: show, RuntimeTimers: true,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestViewOnATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		shown := view.New(term.NewProgress(&out, true), term.Style{})
		drive(t, shown.Show)
		shown.Close()
		text := out.String()
		frames := strings.Split(text, "\x1b[J")
		if len(frames) < 13 {
			t.Fatalf("%d frames", len(frames))
		}
		for _, want := range []string{"warming up for 2s", "━━━━━━━━━━━━──────────── 6s of 12s: ", "20.0/s started", " in flight", "step.rtt", "response p50", "failed at step: unexpected"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in the view", want)
			}
		}
		if last := frames[len(frames)-1]; last != "" {
			t.Errorf("%q is left on the screen", last)
		}
	})
}

func TestViewElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		shown := view.New(term.NewProgress(&out, false), term.Style{})
		drive(t, shown.Show)
		shown.Close()
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if strings.Contains(out.String(), "\x1b") || len(lines) != 3 {
			t.Errorf("%q, want a line for the warm-up and one each 5 s", lines)
		}
		if !strings.HasPrefix(lines[1], "5s of 12s: ") || !strings.Contains(lines[1], "/s started") || !strings.Contains(lines[1], "7s left") {
			t.Errorf("%q", lines[1])
		}
	})
}

func TestViewOfARunThatWaits(t *testing.T) {
	for name, live := range map[string]bool{"terminal": true, "elsewhere": false} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			shown := view.New(term.NewProgress(&out, live), term.Style{})
			shown.Show(load.Progress{Waiting: true, Left: 43100 * time.Millisecond})
			if !strings.Contains(out.String(), "beginning in 43s") {
				t.Errorf("%q", out.String())
			}
		})
	}
}
