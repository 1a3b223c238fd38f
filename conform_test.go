package cogbench_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// faulty starts reference pools with the fault of a name, or none with "", and
// returns their target.
func faulty(t *testing.T, name string) *target.Config {
	t.Helper()
	var options refpool.Options
	if name != "" {
		fault, err := faults.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		behaviour := refpool.Correct()
		fault.Install(&behaviour)
		options.Behaviour = &behaviour
	}
	server, err := embeddedpool.Start(options, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	config := server.Config(t.Name())
	return &config
}

// A run on a target file is made again with that file, whatever it says beside the endpoint:
// with the endpoint alone, the credentials would be missing.
func TestTargetFileIsRemembered(t *testing.T) {
	described := faulty(t, "")
	described.Name = ""
	t.Setenv("COGBENCH_ACCESS_KEY_ID", described.Credentials.AccessKeyID)
	t.Setenv("COGBENCH_SECRET_ACCESS_KEY", described.Credentials.SecretAccessKey)
	for name, c := range map[string]struct {
		config   target.Config
		profiled bool
	}{
		"credentials alone": {*described, true},
		"endpoint alone":    {target.Config{Endpoint: described.Endpoint}, false},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := cogbench.Conform(t.Context(), cogbench.Options{Target: &c.config, Rules: []string{"WIRE-01"}})
			if err != nil {
				t.Fatal(err)
			}
			if found.Target.Profiled != c.profiled {
				t.Errorf("profiled: %t", found.Target.Profiled)
			}
		})
	}
}

func TestConformFindsWhatIsNotKept(t *testing.T) {
	for name, c := range map[string]struct {
		fault  string
		failed []string
	}{
		"nothing":     {"", nil},
		"no metadata": {"no-metadata", []string{"DEV-NEW-01"}},
	} {
		t.Run(name, func(t *testing.T) {
			var checked []string
			found, err := cogbench.Conform(t.Context(), cogbench.Options{
				Target: faulty(t, c.fault), Rules: []string{"DEV-NEW-01"},
				Observer: cogbench.Observer{Checked: func(r report.Rule) { checked = append(checked, r.ID) }},
			})
			if err != nil {
				t.Fatal(err)
			}
			verdict, err := cogbench.Verdict(found, cogbench.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var failed []string
			for _, rule := range verdict.Failed {
				failed = append(failed, rule.ID)
			}
			if !slices.Equal(failed, c.failed) {
				t.Errorf("failed %v, want %v", failed, c.failed)
			}
			if !slices.Equal(checked, []string{"DEV-NEW-01"}) {
				t.Errorf("the observer saw %v", checked)
			}
			if len(found.Leftovers) > 0 || len(found.Defects) > 0 {
				t.Errorf("leftovers %v, defects %v", found.Leftovers, found.Defects)
			}
		})
	}
}

// A run that has little time on a target that throttles calls has one worker, which makes
// each pool once, and keeps little of its time to remove them.
func TestConformSparesCalls(t *testing.T) {
	for name, c := range map[string]struct {
		options   cogbench.Options
		throttles bool
		workers   int
		removal   time.Duration // kept of 80 s
	}{
		"in little time":          {cogbench.Options{MaxTime: 80 * time.Second}, true, 1, 10 * time.Second},
		"in any time":             {cogbench.Options{}, true, 4, 0},
		"of a target that bears":  {cogbench.Options{MaxTime: 80 * time.Second}, false, 48, 20 * time.Second},
		"by as many as asked for": {cogbench.Options{MaxTime: 80 * time.Second, Workers: engine.Workers{Count: 6}}, true, 6, 80 * time.Second / 3},
	} {
		t.Run(name, func(t *testing.T) {
			on, err := target.New(t.Context(), target.Config{Endpoint: "http://127.0.0.1:1"}, target.Options{})
			if err != nil {
				t.Fatal(err)
			}
			workers, within := cogbench.Spend(on, c.options, c.throttles)
			kept := (c.options.MaxTime - within).Round(time.Second)
			if workers != c.workers || c.options.MaxTime > 0 && kept != c.removal.Round(time.Second) {
				t.Errorf("%d workers, %v for the removal; want %d, %v", workers, kept, c.workers, c.removal)
			}
		})
	}
}

// The observer sees what is removed, down to nothing.
func TestConformTellsWhatItRemoves(t *testing.T) {
	var pools []string
	left := -1
	_, err := cogbench.Conform(t.Context(), cogbench.Options{
		Target: faulty(t, ""), Rules: []string{"DEV-NEW-01"},
		Observer: cogbench.Observer{Removing: func(things int, what string) {
			if left = things; strings.HasPrefix(what, "pool ") {
				pools = append(pools, what)
			}
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if left != 0 || len(pools) < 2 {
		t.Errorf("%d left, told of %q", left, pools)
	}
}

// The observer sees the calls before and after the checks as well.
func TestConformShowsEveryCall(t *testing.T) {
	seen := map[string]int{}
	_, err := cogbench.Conform(t.Context(), cogbench.Options{
		Target: faulty(t, "inner-hash-missing"), Rules: []string{"SRP-04"},
		Observer: cogbench.Observer{
			Diagnosing: func(string) { seen = map[string]int{"before": len(seen)} },
			Wire:       func(e report.Exchange) { seen[e.Operation]++ },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen["before"] == 0 || seen["RespondToAuthChallenge"] == 0 {
		t.Errorf("seen: %v, want calls before the cause was looked for, and after", seen)
	}
}

func TestConformRefusesBadOptions(t *testing.T) {
	baseline := filepath.Join(t.TempDir(), "baseline")
	if err := os.WriteFile(baseline, []byte("NONE-01 because\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		options cogbench.Options
		want    string
	}{
		"two targets":         {cogbench.Options{Endpoint: "http://127.0.0.1:1", Target: &target.Config{}}, "exclude each other"},
		"profile":             {cogbench.Options{Profile: "half"}, `no profile "half"`},
		"gate":                {cogbench.Options{Gate: "open"}, `no gate "open"`},
		"timeout":             {cogbench.Options{Timeout: -1}, "not positive"},
		"rule":                {cogbench.Options{Rules: []string{"NONE"}}, `no rule matches "NONE"`},
		"nothing left":        {cogbench.Options{Rules: []string{"SRP"}, Skip: []string{"SRP"}}, "leaves no rule"},
		"baseline":            {cogbench.Options{Baseline: baseline}, `no rule "NONE-01"`},
		"baseline not there":  {cogbench.Options{Baseline: baseline + "x"}, "no such file"},
		"endpoint":            {cogbench.Options{Endpoint: "ftp://127.0.0.1"}, "endpoint"},
		"AWS without consent": {cogbench.Options{Endpoint: "https://cognito-idp.us-east-1.amazonaws.com"}, "is AWS"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cogbench.Conform(t.Context(), c.options)
			refused, ok := errors.AsType[*cogbench.Error](err)
			if !ok || refused.Reason != cogbench.BadOptions || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one of the options with %q", err, c.want)
			}
		})
	}
}

func TestConformSaysWhyNothingWasJudged(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx      context.Context
		endpoint string
		want     cogbench.Reason
	}{
		"unreachable": {t.Context(), "http://127.0.0.1:1", cogbench.NoTarget},
		"interrupted": {ended, "http://127.0.0.1:1", cogbench.Interrupted},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cogbench.Conform(c.ctx, cogbench.Options{Endpoint: c.endpoint})
			if refused, ok := errors.AsType[*cogbench.Error](err); !ok || refused.Reason != c.want {
				t.Errorf("error %v, want one of reason %d", err, c.want)
			}
		})
	}
}

func TestPlanListsRules(t *testing.T) {
	rules, err := cogbench.Plan(cogbench.Options{Rules: []string{"dev-get"}})
	if err != nil || len(rules) == 0 {
		t.Fatalf("%d rules, error %v", len(rules), err)
	}
	for _, rule := range rules {
		if rule.Area != "DEV-GET" {
			t.Errorf("%s is not of DEV-GET", rule.ID)
		}
	}
}

// TestConformTellsWhatTheServerHas holds that a report says what a server has of the
// protocol and how things were had of it, and that all is usual on a reference pool.
func TestConformTellsWhatTheServerHas(t *testing.T) {
	t.Parallel()
	found, err := cogbench.Conform(t.Context(), cogbench.Options{Target: faulty(t, ""), Rules: []string{"AUTH-01"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Has) == 0 || len(found.Reached) == 0 || len(found.Leftovers) > 0 {
		t.Errorf("has %+v, reached %+v, leftovers %q", found.Has, found.Reached, found.Leftovers)
	}
	for _, part := range found.Has {
		if !part.Has {
			t.Errorf("%+v", part)
		}
	}
	for _, rung := range found.Reached {
		if rung.Place != 0 || len(rung.Refused) > 0 {
			t.Errorf("%+v", rung)
		}
	}
}

// TestUsualWorkers holds that a server that is waited for is asked for much at a time, if
// it bears that, and that others are not.
func TestUsualWorkers(t *testing.T) {
	on, err := target.New(t.Context(), target.Config{Endpoint: "http://127.0.0.1:1"}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	fast, slow := target.Findings{ClockOffered: true, CallTime: time.Millisecond}, target.Findings{CallTime: 200 * time.Millisecond}
	for name, c := range map[string]struct {
		findings          target.Findings
		throttles, queues bool
		want              int
	}{
		"fast":                    {fast, false, false, 4},
		"fast, in real time":      {target.Findings{CallTime: time.Millisecond}, false, false, 7},
		"slow":                    {slow, false, false, 48},
		"slow, one after another": {slow, false, true, 24},
		"slow, and throttling":    {slow, true, false, 4},
	} {
		if got := cogbench.UsualWorkers(on, c.findings, c.throttles, c.queues); got != c.want {
			t.Errorf("%s: %d workers, want %d", name, got, c.want)
		}
	}
}
