package vectors

import "github.com/cogbench/cogbench/srp/suspect"

// EvidenceOf is evidenceOf, for an output of a test.
func EvidenceOf(op string, test Test, output map[string]string) []suspect.Evidence {
	operation, _ := operationNamed(op)
	return evidenceOf(symptom{askedTest{test, operation}, output})
}

// ExchangeOf is exchangeOf, for a request.
func ExchangeOf(r Request) suspect.Exchange { return exchangeOf(Test{Input: r.Input}) }

// ParseRequest and ParseAnswer are the decoders of the wire.
var (
	ParseRequest = parseRequest
	ParseAnswer  = parseAnswer
	Own          = answerOwn
	Parse        = parse
	Validate     = validate
)
