package prom_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/load/prom"
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

func TestMetricsArePrometheus(t *testing.T) {
	metrics := prom.New()
	url, stop, err := metrics.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	synctest.Test(t, func(t *testing.T) { drive(t, metrics.Show) })
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
		if _, stop, err := prom.New().Listen(address); err == nil {
			stop()
			t.Errorf("metrics are served on %s", address)
		}
	}
}
