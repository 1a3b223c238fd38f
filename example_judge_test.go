package cogbench_test

import (
	"os"
	"testing"

	"github.com/cogbench/cogbench"
)

// testConformance is TestConformance in a file of yours. One line judges a server: the
// one at Endpoint or, where that is empty, the reference pools of this package.
func testConformance(t *testing.T) {
	cogbench.Test(t, cogbench.Options{Endpoint: os.Getenv("ENDPOINT_OF_MY_SERVER"), Rules: []string{"DEV-GET", "DEV-LIST"}})
}

// Each rule is a subtest: go test -run TestConformance/DEV-GET runs those of one area.
func ExampleTest() {
	// go test calls testConformance, as it calls your TestConformance.
}
