package cogbench_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/cogbench/cogbench"
)

// One line judges a server in a test; the zero value of the options judges the
// embedded reference pool.
func ExampleTest() {
	_ = func(t *testing.T) { // func TestConformance(t *testing.T)
		cogbench.Test(t, cogbench.Options{Endpoint: "http://127.0.0.1:9229", Profile: "core"})
	}
}

// A client signs in at a pool of its own; when the test ends, it fails for each rule that
// the client violated.
func ExampleClient() {
	signIn := func(_ *testing.T, _ *cogbench.ReferencePool) {} // the client's own
	_ = func(t *testing.T) {                                   // func TestSignIn(t *testing.T)
		signIn(t, cogbench.Client(t, cogbench.ClientOptions{Tracking: "opt-in", Require: []string{"CLI-CONF-01"}}))
	}
}

func ExampleConform() {
	found, err := cogbench.Conform(context.Background(), cogbench.Options{Rules: []string{"DEV-GET-01"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, err := cogbench.Verdict(found, cogbench.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Summary.Pass, "passed, conformant:", verdict.Conformant())
	// Output: 1 passed, conformant: true
}

func ExamplePlan() {
	rules, err := cogbench.Plan(cogbench.Options{Rules: []string{"DEV-GET-01"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rule := range rules {
		fmt.Println(rule.ID, rule.Level, rule.Step)
	}
	// Output: DEV-GET-01 must GetDevice
}
