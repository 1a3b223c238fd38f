// Package suites holds the checks of the rules: one file for each step of the
// protocol, in it one function for each rule.
//
// It promises that each check demands what its rule says and nothing else: if a step
// fails that the rule does not speak of, the check is a skip that names the step.
// [All] lists the checks, and [Load] does so for the embedded rules; package engine
// runs them.
//
// A check is a function that takes a [Check], registered under its rule's id in
// the file of its step:
//
//	func registerConfirm(s registry) {
//		s.Rule("DEV-CONF-03", confirmInOptInPool, engine.DependsOn("DEV-CONF-01"))
//	}
//
//	func confirmInOptInPool(c *Check) {
//		c.Given(err, "sign-in")                  // the rule does not speak of it
//		c.Case("secret client", func() {         // each part is recorded
//			c.Succeeds(err, "ConfirmDevice")     // the rule wants success
//			c.Expect(necessary).To(BeTrue())     // or any matcher of Gomega
//		})
//		c.Refused(err, "GetDevice", "ResourceNotFoundException")
//	}
package suites
