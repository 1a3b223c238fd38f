package refpool

import "github.com/cogbench/cogbench/refpool/internal/validate"

// Violation is one constraint of the service's model that a member of a request
// breaks.
type Violation struct {
	Path       string // of the member, e.g. deviceKey, userAttributes.1.member.name
	Value      string // as the service repeats it, " null" included; empty if it is sensitive
	Constraint string // e.g. Member must not be null
}

// String words v as the service does.
func (v Violation) String() string { return validate.Violation(v).String() }

func violationsOf(found []validate.Violation) []Violation {
	violations := make([]Violation, len(found))
	for i, violation := range found {
		violations[i] = Violation(violation)
	}
	return violations
}
