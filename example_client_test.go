package cogbench_test

import (
	"testing"

	"github.com/cogbench/cogbench"
)

// testSignIn is TestSignIn in a file of yours. When it ends, it fails for each rule that
// the client violated.
func testSignIn(t *testing.T) {
	pool := cogbench.Client(t, cogbench.ClientOptions{Tracking: "opt-in", Require: []string{"CLI-CONF-01"}})
	signInTwice(t, pool) // by the client that is judged
}

// A client signs in at a pool of its own, which judges it.
func ExampleClient() {
	// go test calls testSignIn, as it calls your TestSignIn.
}
