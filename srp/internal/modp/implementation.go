package modp

import (
	"os"
	"slices"
	"sync"
)

// Implementation is a way to compute, from the slowest to the fastest.
type Implementation int

const (
	// Big is math/big alone, without tables.
	Big Implementation = iota
	// Portable multiplies in Go, and has math/big raise bases without a table.
	Portable
	// ADX multiplies with MULX, ADCX and ADOX (amd64 since 2014).
	ADX
	// IFMA multiplies with AVX-512 IFMA (amd64 since 2018).
	IFMA
)

var names = []string{Big: "big", Portable: "portable", ADX: "adx", IFMA: "ifma"}

// String returns the name that Variable takes.
func (i Implementation) String() string { return names[i] }

// Variable is the environment variable that names the implementation of
// Default, for tests; it is ignored where that is unknown or not available.
const Variable = "COGBENCH_SRP"

// Available lists the implementations that this machine has, the fastest last.
func Available() []Implementation {
	return append([]Implementation{Big, Portable}, accelerated()...)
}

// Default returns the group that everyone shares: computed by the fastest
// implementation, unless Variable names another.
var Default = sync.OnceValue(func() *Group { return New(choose()) })

func choose() Implementation {
	available := Available()
	wanted := Implementation(slices.Index(names, os.Getenv(Variable)))
	if slices.Contains(available, wanted) {
		return wanted
	}
	return available[len(available)-1]
}
