package bench_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cogbench/cogbench/internal/bench"
)

func TestEveryOperation(t *testing.T) {
	want := []string{"client_public", "user_proof", "device_proof", "device_verifier", "server_public", "server_proof"}
	operations := bench.Operations()
	if len(operations) != len(want) {
		t.Fatalf("%d operations, want %d", len(operations), len(want))
	}
	for i, operation := range operations {
		t.Run(want[i], func(t *testing.T) {
			got, err := bench.Measure(t.Context(), operation, bench.Options{Duration: 20 * time.Millisecond, Goroutines: 2})
			if err != nil {
				t.Fatal(err)
			}
			if got.Name != want[i] || got.Count == 0 || got.PerSecond <= 0 {
				t.Errorf("got %+v", got)
			}
			if got.MinNs <= 0 || got.P50Ns <= 0 || got.P99Ns < got.P50Ns {
				t.Errorf("times out of order: %+v", got)
			}
		})
	}
}

// sleeps is an operation that takes a millisecond, and what prepares it ten.
func sleeps(prepared, done *atomic.Int64) bench.Operation {
	return bench.NewOperation("sleep", func() (func() error, error) {
		prepared.Add(1)
		time.Sleep(10 * time.Millisecond)
		return func() error {
			done.Add(1)
			time.Sleep(time.Millisecond)
			return nil
		}, nil
	})
}

// On a fake clock a millisecond of work takes a millisecond, and only work counts.
func TestInputsAreFreshAndNotTimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var prepared, done atomic.Int64
		got, err := bench.Measure(t.Context(), sleeps(&prepared, &done), bench.Options{Duration: 40 * time.Millisecond, Goroutines: 1})
		if err != nil {
			t.Fatal(err)
		}
		if prepared.Load() != done.Load() || got.Count != done.Load()-1 {
			t.Errorf("%d inputs, %d operations (one to warm up), %d counted", prepared.Load(), done.Load(), got.Count)
		}
		if got.MinNs != 1e6 || got.P50Ns < 1e6 || got.P99Ns > 1.001e6 || got.PerSecond != 1000 {
			t.Errorf("1 ms of work took %+v", got)
		}
	})
}

func TestEndsEarly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var prepared, done atomic.Int64
	cancel()
	got, err := bench.Measure(ctx, sleeps(&prepared, &done), bench.Options{Duration: time.Hour, Goroutines: 1})
	if err != nil || got.Count != 0 || got.PerSecond != 0 || got.MinNs != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestFailuresAreReturned(t *testing.T) {
	failure := errors.New("failed")
	for name, operation := range map[string]bench.Operation{
		"prepare": bench.NewOperation("x", func() (func() error, error) { return nil, failure }),
		"work":    bench.NewOperation("x", func() (func() error, error) { return func() error { return failure }, nil }),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := bench.Measure(t.Context(), operation, bench.Options{Duration: time.Second, Goroutines: 2})
			if !errors.Is(err, failure) {
				t.Errorf("got %v", err)
			}
		})
	}
}
