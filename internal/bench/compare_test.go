package bench_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/bench"
	benchreport "github.com/cogbench/cogbench/report/bench"
	"github.com/cogbench/cogbench/vectors/own"
)

// What is asked is what the adapter protocol says, and never the same twice.
func TestFreshInputs(t *testing.T) {
	for _, op := range bench.Compared() {
		seen := map[string]bool{}
		for range 20 {
			input := bench.Fresh(op)
			if salt, ok := input["salt"].(string); ok && op == "device_verifier" && (len(salt) != 32 || salt[:2] == "00") {
				t.Errorf("the salt is %s", salt)
			}
			output, err := own.Compute(op, input)
			if err != nil {
				t.Fatalf("%s: %v", op, err)
			}
			for _, text := range output {
				if seen[text] {
					t.Errorf("%s: %s twice", op, text)
				}
				seen[text] = true
			}
		}
	}
}

// A library is measured when it no longer gets faster, and not before.
func TestWarmUp(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		name   string
		takes  func(int) time.Duration
		steady bool
		// least and most bound the number of answers.
		least, most int
	}{
		{"steady at once", func(int) time.Duration { return 100 * ms }, true, 15, 15},
		{"ten times faster after 40", func(n int) time.Duration {
			if n < 40 {
				return time.Duration(400-9*n) * ms
			}
			return 40 * ms
		}, true, 50, 60},
		{"fast ones have time", func(int) time.Duration { return ms }, true, 500, 500},
		{"ever faster", func(n int) time.Duration { return time.Minute / time.Duration(n+1) }, false, 1, 100},
		{"noise", func(n int) time.Duration { return time.Duration(100+n%2) * ms }, true, 15, 15},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			count, steady, err := bench.WarmUp(t.Context(), &bench.Scripted{Takes: test.takes}, 500*ms)
			if err != nil || steady != test.steady || count < test.least || count > test.most {
				t.Errorf("%d answers, steady %t, %v", count, steady, err)
			}
		})
	}
}

// Each library has thirty turns, begins one in turn, gives an answer in each, and works
// for the duration.
func TestTurns(t *testing.T) {
	var order []string
	library := func(name string, takes time.Duration) *bench.Scripted {
		return &bench.Scripted{Name: name, Takes: func(int) time.Duration { return takes }, Asked: func() { order = append(order, name) }}
	}
	found := bench.InTurns(t.Context(), time.Second, library("slow", time.Second), library("fast", time.Millisecond), library("middling", 20*time.Millisecond))
	counts := map[string]int64{}
	for _, l := range found {
		counts[l.Name] = l.Operations[0].Count
		if p99 := l.Operations[0].P99Ns; (p99 > 0) != (l.Name == "fast") {
			t.Errorf("p99 of %s from %d times: %d", l.Name, counts[l.Name], p99)
		}
	}
	if want := map[string]int64{"slow": 30, "fast": 1000, "middling": 50}; !maps.Equal(counts, want) {
		t.Errorf("%v answers, want %v", counts, want)
	}
	// fast begins the last turn but one, and middling the last.
	var starts []string
	for i, name := range order {
		if i == 0 || order[i-1] != name {
			starts = append(starts, name)
		}
	}
	if last := strings.Join(starts[len(starts)-6:], " "); last != "fast middling slow middling slow fast" {
		t.Errorf("the last two turns are %s", last)
	}
}

func TestFigures(t *testing.T) {
	times := make([]time.Duration, 0, 600)
	for i := range 600 {
		times = append(times, time.Duration(1000+i))
	}
	got := bench.Figures(times, 90, 100)
	want := benchreport.Operation{Count: 600, MinNs: 910, P25Ns: 1050, P50Ns: 1200, P75Ns: 1350, P99Ns: 1494, MaxNs: 1499}
	rate := got.PerSecond
	got.PerSecond = 0
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if mean := 1e9 / rate; mean < 1199 || mean > 1200 {
		t.Errorf("a mean of %f ns", mean)
	}
	if few := bench.Figures(times[:499], 0, 0); few.P99Ns != 0 || few.MaxNs != 1498 {
		t.Errorf("of 499 times: %+v", few)
	}
	if enough := bench.Figures(times[:500], 0, 0); enough.P99Ns != 1495 {
		t.Errorf("of 500 times: %+v", enough)
	}
	if less := bench.Figures(times[:1], 5000, 5000); less.MinNs != 1 || less.P50Ns != 1 || less.MaxNs != 1 {
		t.Errorf("a pipe that costs more than the answer: %+v", less)
	}
}

// What slows an answer slows it by both clocks: only the rest of the way is the pipe's.
func TestOffOf(t *testing.T) {
	var took, reported, pings []time.Duration
	for i := range 30 {
		own := time.Duration(1000 * (i%7 + 1))
		reported, took, pings = append(reported, own), append(took, own+120), append(pings, 100)
		if i%2 > 0 { // a busy machine
			took[i] += 1_000_000
		}
	}
	if off := bench.OffOf(took, reported, pings); off != 20 {
		t.Errorf("off by %s", off)
	}
}

func TestRestrictionsOfACommand(t *testing.T) {
	for command, want := range map[string]string{
		"./gmp":                                       "[]",
		"OPENSSL_ia32cap=:~0x200000 ./openssl":        "[OPENSSL_ia32cap=:~0x200000]",
		"env COGBENCH_SRP=adx cogbench vectors":       "[COGBENCH_SRP=adx]",
		`sh -c "COGBENCH_SRP=adx exec cogbench"`:      "[COGBENCH_SRP=adx]",
		"MY_COGBENCH_SRP=adx OPENSSL_ia32cap= ./mine": "[]",
	} {
		if got := fmt.Sprint(bench.RestrictionsIn(command)); got != want {
			t.Errorf("%s: %s", command, got)
		}
	}
}

// named finds a library among results.
func named(t *testing.T, found []benchreport.Library, name string) benchreport.Library {
	t.Helper()
	i := slices.IndexFunc(found, func(l benchreport.Library) bool { return l.Name == name })
	if i < 0 {
		t.Fatalf("%s is not in the results", name)
	}
	return found[i]
}

// What an adapter does wrong is named, and the others are measured.
func TestAdaptersThatFail(t *testing.T) {
	tests := []struct{ role, cause, op, detail string }{
		{"wrong", "wrong value", "client_public", "for a fresh input its A is"},
		{"wrong vector", "wrong value", "client_public", "client_public-"},
		{"refusing", "refused", "client_public", "not today"},
		{"crashing", "crashed", "client_public", "exit status 9; its stderr ends: out of numbers"},
		{"dead", "crashed", "", "exit status 9"},
		{"hanging", "no answer", "client_public", "no answer to client_public within 5s"},
		{"holding back", "no answer", "client_public", "an adapter answers each request before it reads the next"},
		{"of before", "out of order", "client_public", "was asked"},
		{"chattering", "oversized", "client_public", "lines that are not answers"},
		{"without operations", "unsupported", "", "none of the operations"},
	}
	var adapters []bench.Adapter
	for _, test := range append(tests, struct{ role, cause, op, detail string }{role: "right"}) {
		adapters = append(adapters, bench.Adapter{Name: test.role, Command: adapterOf(t, test.role)})
	}
	adapters = append(adapters, bench.Adapter{Name: "absent", Command: "exec /no/such/program"})
	tests = append(tests, struct{ role, cause, op, detail string }{"absent", "crashed", "", "exit status 127"})
	found, err := bench.CompareLibraries(t.Context(), bench.ComparisonOptions{
		Adapters: adapters, Operations: []string{"client_public"}, Duration: time.Millisecond, Limit: 5 * time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			l := named(t, found, test.role)
			if l.Failure == nil || len(l.Operations) > 0 {
				t.Fatalf("no failure, %d operations", len(l.Operations))
			}
			if l.Failure.Cause != test.cause || l.Failure.Operation != test.op || !strings.Contains(l.Failure.Detail, test.detail) {
				t.Errorf("%+v", *l.Failure)
			}
		})
	}
	for _, name := range []string{benchreport.Own, "right"} {
		l := named(t, found, name)
		if l.Failure != nil || len(l.Operations) != 1 || l.Operations[0].Count < 30 || l.Vectors != 6 {
			t.Errorf("%s: %+v, %+v", name, l, l.Failure)
		}
	}
}

// Who took the times, what is taken off, and what an adapter lacks is told.
func TestWhatIsToldOfAdapters(t *testing.T) {
	roles := []string{"right", "reporting", "boasting", "without ping", "one operation"}
	var adapters []bench.Adapter
	for _, role := range roles {
		adapters = append(adapters, bench.Adapter{Name: role, Command: adapterOf(t, role)})
	}
	found, err := bench.CompareLibraries(t.Context(), bench.ComparisonOptions{
		Adapters: adapters, Operations: []string{"client_public", "device_verifier"}, Duration: time.Millisecond, Limit: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	for role, want := range map[string]struct {
		clock      benchreport.Clock
		ping       string
		operations int
	}{
		"right": {benchreport.Pipe, "ping", 2}, "reporting": {benchreport.SelfReported, "ping", 2}, "boasting": {benchreport.Pipe, "ping", 2},
		"without ping": {benchreport.Pipe, "unsupported", 2}, "one operation": {benchreport.Pipe, "ping", 1},
	} {
		l := named(t, found, role)
		if l.Failure != nil || len(l.Operations) != want.operations {
			t.Errorf("%s: %+v, %+v", role, l, l.Failure)
			continue
		}
		o := l.Operations[0]
		if o.Clock != want.clock || o.Ping.Op != want.ping || o.Ping.MinNs <= 0 || (o.Piped != nil) != (want.clock == benchreport.SelfReported) {
			t.Errorf("%s: %+v", role, o)
		}
		if l.StartUpNs <= 0 || l.Answers < 30 || o.WarmUp == 0 {
			t.Errorf("%s: %+v", role, l)
		}
	}
	if o := named(t, found, "boasting").Operations[0]; o.DisbelievedNs != 1 || o.MinNs < time.Millisecond.Nanoseconds() {
		t.Errorf("1 ns was reported for 2 ms: %+v", o)
	}
	if lacks := named(t, found, "one operation").Unsupported; !slices.Equal(lacks, []string{"device_verifier"}) {
		t.Errorf("it lacks %v", lacks)
	}
}

// What was measured before an interruption counts, and the interruption is nobody's fault.
func TestAComparisonThatIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	found, err := bench.CompareLibraries(ctx, bench.ComparisonOptions{
		Adapters:   []bench.Adapter{{Name: "right", Command: adapterOf(t, "right")}},
		Operations: []string{"client_public", "device_verifier"}, Duration: time.Millisecond, Limit: time.Minute,
		Progress: func(what string) {
			if what == "measuring device_verifier" {
				cancel()
			}
		},
	})
	if err != nil || len(found) != 2 {
		t.Fatalf("%+v, %v", found, err)
	}
	for _, l := range found {
		if l.Failure != nil || len(l.Operations) != 1 || l.Operations[0].Name != "client_public" {
			t.Errorf("%+v, %+v", l, l.Failure)
		}
	}
}
