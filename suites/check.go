package suites

import (
	"sync/atomic"
	"time"

	"github.com/cogbench/cogbench/suites/engine"
)

// Check is what the check of a rule works with: an [engine.Check], with the steps of
// the protocol that many checks share.
type Check struct {
	*engine.Check

	mapped atomic.Bool // a pool with MFA was replaced by one without
}

// registry is a suite that is being filled.
type registry struct{ suite *engine.Suite }

// Rule registers the check of a rule.
func (r registry) Rule(id string, body func(*Check), options ...engine.Option) {
	r.suite.Rule(id, func(c *engine.Check) { body(&Check{Check: c}) }, options...)
}

// slack is added to a wait, so that what was to expire has expired.
const slack = 2 * time.Second
