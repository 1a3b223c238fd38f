package load_test

import (
	"bytes"
	"io"
	"net/http"
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

func TestMetricsArePrometheus(t *testing.T) {
	metrics := load.NewMetrics()
	url, stop, err := metrics.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	synctest.Test(t, func(t *testing.T) { show(t, metrics.Show) })
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`cogbench_journeys_total{outcome="succeeded"} `, `cogbench_journeys_in_flight `, `cogbench_retries_total 0`,
		`cogbench_latency_seconds{series="step.rtt",quantile="0.99"} 0.15`, `cogbench_latency_seconds_count{series="journey.response"} `,
		`cogbench_failures_total{series="step.rtt"} `,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestMetricsStayOnThisMachine(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1"} {
		if _, stop, err := load.NewMetrics().Listen(address); err == nil {
			stop()
			t.Errorf("metrics are served on %s", address)
		}
	}
}
