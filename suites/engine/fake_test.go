package engine_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/onsi/gomega"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// fakeVariable has this test binary be a process of the fake suite that it names.
const fakeVariable = "COGBENCH_TEST_FAKE_SUITE"

func TestMain(m *testing.M) {
	name := os.Getenv(fakeVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	suite := func(*spec.Catalogue) (*engine.Suite, error) { return fakes()[name], nil }
	if err := engine.Serve(suite, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// fakes are suites whose checks behave in the ways that the runner must survive.
// FAKE-02 is the odd one of each; FAKE-01 and FAKE-03 pass.
func fakes() map[string]*engine.Suite {
	return map[string]*engine.Suite{
		"passes": fake(pass),
		"fails": fake(func(c *engine.Check) {
			c.Fail("blue", "green")
		}),
		"fails by an assertion": fake(func(c *engine.Check) {
			c.Expect(1).To(gomega.Equal(2))
		}),
		"misses what is open": fakeOf(spec.Open, func(c *engine.Check) {
			c.Fail("blue", "green")
		}),
		"misses an open case": fakeOf(spec.Open, func(c *engine.Check) {
			c.Case("bad", func() { c.Fail("blue", "green") })
		}),
		"lacks": fake(func(c *engine.Check) {
			c.Unsupported("no such operation")
		}),
		"stands on nothing": fake(func(c *engine.Check) {
			c.Skip("a pool could not be made")
		}),
		"panics": fake(func(*engine.Check) {
			panic("out of cheese")
		}),
		"panics within a case": fake(func(c *engine.Check) {
			c.Case("one", func() { panic("out of cheese") })
		}),
		"hangs": fake(func(*engine.Check) {
			select {}
		}),
		"waits for its context": fake(func(c *engine.Check) {
			<-c.Context().Done()
			c.Skip("stopped")
		}),
		"exits": fake(func(*engine.Check) {
			os.Exit(0)
		}),
		"crashes": fake(func(*engine.Check) {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
			select {}
		}),
		"panics aside": fake(func(*engine.Check) {
			go panic("where nothing catches it")
			select {}
		}),
		"cases": fake(func(c *engine.Check) {
			c.Case("good", func() {})
			c.Case("bad", func() { c.Fail("blue", "green") })
			c.Case("lacking", func() { c.Unsupported("no green") })
			c.Case("bad again", func() { c.Expect("a").To(gomega.Equal("b"), "letters") })
			c.Case("good again", func() {})
		}),
		"observes": fake(func(c *engine.Check) {
			c.Observe("saw %d of them", 3)
		}),
		"panics beside others": fake(func(c *engine.Check) {
			c.Together(func() {}, func() { panic("out of cheese") })
		}),
		"together": fake(func(c *engine.Check) {
			c.Together(func() {}, func() { c.Fail("blue", "green") }, func() { c.Case("aside", func() {}) })
		}),
		"leaves things behind": fake(func(c *engine.Check) {
			for i := range 3 {
				c.Fixtures().Undo(fmt.Sprintf("thing %d", i), func(context.Context) error { return nil })
			}
		}),
		"calls":         fake(everyCall),
		"silent target": silentTarget(),
		"leans":         leaning(),
		"chatters": fake(func(*engine.Check) {
			fmt.Println("not an event")
			fmt.Fprintln(os.Stderr, "not an event either")
		}),
	}
}

func pass(*engine.Check) {}

// fake is a suite of three rules whose second has the body.
func fake(body func(*engine.Check)) *engine.Suite { return fakeOf(spec.Must, body) }

// fakeOf is a suite of three rules whose second has the level and the body.
func fakeOf(level spec.Level, body func(*engine.Check)) *engine.Suite {
	catalogue := fakeCatalogue(4)
	catalogue.Rules[1].Level = level
	s := engine.NewSuite(catalogue)
	s.Rule("FAKE-01", pass)
	s.Rule("FAKE-02", body)
	s.Rule("FAKE-03", pass)
	return s
}

// silentTarget is a suite of six rules for a target that does not answer.
func silentTarget() *engine.Suite {
	s := engine.NewSuite(fakeCatalogue(7))
	for i := range 6 {
		s.Rule(fmt.Sprintf("FAKE-%02d", i+1), func(c *engine.Check) {
			c.Succeeds(&target.Error{Kind: target.TimedOut, Err: context.DeadlineExceeded}, "the call")
		})
	}
	return s
}

// leaning is a suite whose other rules depend on the first: the third by way of the
// second, the fourth by what its check does.
func leaning() *engine.Suite {
	fails := func(c *engine.Check) { c.Fail("blue", "green") }
	s := engine.NewSuite(fakeCatalogue(5))
	s.Rule("FAKE-01", fails)
	s.Rule("FAKE-02", fails, engine.DependsOn("FAKE-01"))
	s.Rule("FAKE-03", func(c *engine.Check) { c.Skip("no device") }, engine.DependsOn("FAKE-02"))
	s.Rule("FAKE-04", func(c *engine.Check) { c.Takes("FAKE-01", "FAKE-04"); fails(c) })
	return s
}

// fakeCatalogue has n rules of level must, and one that cannot be checked.
func fakeCatalogue(n int) *spec.Catalogue {
	catalogue := &spec.Catalogue{Areas: []spec.Area{{ID: "FAKE", Title: "Fake"}}}
	for i := range n {
		rule := spec.Rule{
			ID: fmt.Sprintf("FAKE-%02d", i+1), Area: "FAKE", Step: "step " + strconv.Itoa(i),
			Level: spec.Must, Profile: spec.Core, Statement: "It is so.",
		}
		if i == n-1 {
			rule.Unchecked = "nobody can see it"
		}
		catalogue.Rules = append(catalogue.Rules, rule)
	}
	return catalogue
}

// runFake runs all rules of a fake suite in one process.
func runFake(t *testing.T, name string, options engine.Options) engine.Results {
	t.Helper()
	return runFakeUnder(t, t.Context(), name, options)
}

func runFakeUnder(t *testing.T, ctx context.Context, name string, options engine.Options) engine.Results {
	t.Helper()
	return runPlan(t, ctx, name, planFake(t, name), options)
}

// planFake is all rules of a fake suite.
func planFake(t *testing.T, name string) *engine.Plan {
	t.Helper()
	suite := fakes()[name]
	if err := suite.Err(); err != nil {
		t.Fatal(err)
	}
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func runPlan(t *testing.T, ctx context.Context, name string, plan *engine.Plan, options engine.Options) engine.Results {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	options.Workers.Command = func() *exec.Cmd {
		command := exec.Command(program)
		command.Env = append(os.Environ(), fakeVariable+"="+name)
		return command
	}
	if options.Limit == 0 {
		options.Limit = time.Minute
	}
	return fakes()[name].Run(ctx, plan, options)
}

// outcomes are the outcomes of the rules in order.
func outcomes(rules []report.Rule) []report.Outcome {
	var all []report.Outcome
	for _, rule := range rules {
		all = append(all, rule.Outcome)
	}
	return all
}
