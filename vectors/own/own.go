// Package own answers the operations of the adapter protocol with package srp.
//
// It promises srp's numbers and adds nothing of its own: an input that srp refuses is
// refused here, and what srp has no function for is ErrUnsupported.
package own

import "errors"

// ErrUnsupported says that package srp has no such operation.
var ErrUnsupported = errors.New("unsupported")

// Compute answers one request: the fields of the output by name. Any error but
// ErrUnsupported is a refusal of the input.
func Compute(op string, input Input) (map[string]string, error) {
	compute, known := operations[op]
	if !known {
		return nil, ErrUnsupported
	}
	return compute(input)
}
