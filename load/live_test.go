package load_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/load"
)

// show drives a short run under a view.
func show(t *testing.T, see func(load.Progress)) {
	t.Helper()
	o := bubbled(20, 12*time.Second)
	o.Warmup, o.Live = 2*time.Second, see
	run(t, t.Context(), mixed(), o)
}

func TestViewOnATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		view := load.NewView(term.NewProgress(&out, true))
		show(t, view.Show)
		view.Close()
		text := out.String()
		frames := strings.Split(text, "\x1b[J")
		if len(frames) < 13 {
			t.Fatalf("%d frames", len(frames))
		}
		for _, want := range []string{"warming up for 2s", "20.0/s started", " in flight", "step.rtt", "response p50", "failed at step: unexpected"} {
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
		view := load.NewView(term.NewProgress(&out, false))
		show(t, view.Show)
		view.Close()
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if strings.Contains(out.String(), "\x1b") || len(lines) != 3 {
			t.Errorf("%q, want a line for the warm-up and one each 5 s", lines)
		}
		if !strings.HasPrefix(lines[1], "5s of 12s: ") || !strings.Contains(lines[1], "/s started") || !strings.Contains(lines[1], "7s left") {
			t.Errorf("%q", lines[1])
		}
	})
}
