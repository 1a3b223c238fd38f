// Package engine runs checks and computes their outcomes.
//
// It promises that every rule that is asked for gets exactly one outcome, whatever
// its check and the target do. A check that hangs, panics or takes its process down
// costs its own rule and no other. A check that cannot be judged, because a step that
// it needs failed, is a skip and never a failure.
//
// A check is a function of a [Check], registered under the id of its rule:
//
//	s.Rule("DEV-CONF-03", func(c *engine.Check) {
//		c.Given(err, "sign-in")                  // the rule does not speak of it
//		c.Case("secret client", func() {         // each part is recorded
//			c.Succeeds(err, "ConfirmDevice")     // the rule wants success
//			c.Expect(necessary).To(BeTrue())     // or any matcher of Gomega
//		})
//		c.Refused(err, "GetDevice", "ResourceNotFoundException")
//	}, engine.DependsOn("DEV-CONF-01"))
//
// Anything with the methods of [T] can run one: Ginkgo does, for the ginkgo command
// and in worker processes ([Tree], [Serve]), and so does a test of Go's own, or this
// package itself ([Session.Alone]). The runner says how the check ended, the check's
// [Record] says what it saw, and the two make the outcome ([Record.Of]).
//
// [Suite.Run] checks the rules of a [Plan] in this process or in workers.
package engine
