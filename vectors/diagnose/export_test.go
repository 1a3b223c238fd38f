package diagnose

import (
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
)

// EvidenceOf is evidenceOf, for an output of a test.
func EvidenceOf(op string, test vectors.Vector, output map[string]string) []suspect.Evidence {
	operation, _ := vectors.OperationNamed(op)
	return evidenceOf(vectors.Answered{Vector: test, Operation: operation, Given: output})
}

// ExchangeOf is exchangeOf, for a request.
func ExchangeOf(r vectors.Request) suspect.Exchange {
	return exchangeOf(vectors.Vector{Input: r.Input})
}
