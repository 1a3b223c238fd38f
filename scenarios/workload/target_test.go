package workload_test

import (
	"testing"
	"time"

	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// patience bounds what a test waits for: it guards against a hang, and no machine is
// slow enough to come near it.
const patience = 5 * time.Minute

// newTarget starts a reference pool server. Via, if it is not nil, puts
// something between the two and returns the endpoint to call.
func newTarget(t testing.TB, via func(endpoint string) string) *target.Target {
	t.Helper()
	return newTargetWithin(t, patience, via)
}

// newTargetWithin is newTarget with another timeout of its calls.
func newTargetWithin(t testing.TB, timeout time.Duration, via func(endpoint string) string) *target.Target {
	t.Helper()
	server, err := refpool.New(refpool.Options{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := running.Endpoint
	if via != nil {
		endpoint = via(endpoint)
	}
	made, err := target.New(t.Context(), target.Config{
		Endpoint:    endpoint,
		Credentials: &target.Credentials{AccessKeyID: "AKIATEST", SecretAccessKey: "test-secret"},
	}, target.Options{Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		made.CloseIdle()
		_ = running.Close()
	})
	return made
}

// populate makes users who are gone when the test ends.
func populate(t testing.TB, made *target.Target, spec workload.PopulationSpec) *workload.Population {
	t.Helper()
	population, err := workload.OpenPopulation(t.Context(), made, spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = population.Close() })
	return population
}

// single is the mix of one journey.
func single(t testing.TB, name string) workload.Mix {
	t.Helper()
	journey, err := workload.FindJourney(name)
	if err != nil {
		t.Fatal(err)
	}
	return workload.Single(journey)
}

// drive runs a mix on a population.
func drive(t testing.TB, made *target.Target, mix workload.Mix, population *workload.Population, o load.Options) *load.Result {
	t.Helper()
	source, err := workload.NewSource(mix, population.People, 1)
	if err != nil {
		t.Fatal(err)
	}
	if o.Series, err = workload.SeriesOf(mix); err != nil {
		t.Fatal(err)
	}
	o.Connections = func() load.Connections { return load.Connections(made.Connections()) }
	o.Heading.Scenario = mix.Name
	return run(t, source, o)
}

// run drives a source, and holds that every arrival is accounted for.
func run(t testing.TB, source load.Source, o load.Options) *load.Result {
	t.Helper()
	result, err := load.Run(t.Context(), source, o)
	if err != nil {
		t.Fatal(err)
	}
	checkBooks(t, &result.Load)
	return result
}

// checkBooks fails unless every arrival that fell due is accounted for.
func checkBooks(t testing.TB, l *loadreport.Report) {
	t.Helper()
	j := l.Journeys
	if j.Started != j.Succeeded+j.Failed+j.Abandoned || j.Abandoned != j.NotStarted+j.CutOff+j.InFlight {
		t.Errorf("the books do not balance: %+v", j)
	}
}

// options are those of a short run without files.
func options(rate float64, d time.Duration) load.Options {
	return load.Options{
		Plan: load.Plan{Arrivals: load.Constant(rate), Duration: d}, MaxInFlight: 1000, Drain: patience,
		Classify: workload.Classify, Retryable: workload.Retryable,
		Heading: load.Heading{
			Tool:   report.Tool{Name: "cogbench", Version: "test"},
			Target: loadreport.Target{Name: "none", Endpoint: "http://127.0.0.1"},
		},
	}
}

// tuned are options of a program that does nothing but drive.
func tuned(rate float64, d time.Duration) load.Options {
	o := options(rate, d)
	o.TuneRuntime = true
	return o
}

// parse reads conditions.
func parse(t *testing.T, texts ...string) []load.Threshold {
	t.Helper()
	var list []load.Threshold
	for _, text := range texts {
		threshold, err := load.ParseThreshold(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, threshold)
	}
	return list
}
