package cogbench_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/cogbench/cogbench"
)

// The examples that take a test are files of their own, which documentation shows whole.
func TestExamples(t *testing.T) {
	t.Run("Test", testConformance)
	t.Run("Client", testSignIn)
	t.Run("Pool", testWithPool)
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
