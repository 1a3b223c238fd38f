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

func ExampleConform() {
	found, err := cogbench.Conform(context.Background(), cogbench.Options{Rules: []string{"DEV-GET-01"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	verdict, err := cogbench.Judge(found, cogbench.Options{})
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
