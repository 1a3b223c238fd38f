// Package suites holds the checks of the rules, and runs them.
//
// It promises that every rule asked for gets one verdict, whatever its check and
// the target do: the checks are specs of Ginkgo in processes of their own
// ([Serve]), which hand each verdict over as it falls ([Suite.Run]), so that a
// check that hangs, panics or takes its process down loses nothing but itself.
// A check that cannot be judged, because what it stands on could not be made, is
// a skip and never a failure.
//
// A check is a function that takes a [Check], registered under its rule's id in
// the file of its step:
//
//	func confirm(s *Suite) {
//		s.Rule("DEV-CONF-03", confirmInOptInPool, DependsOn("DEV-CONF-01"))
//	}
//
//	func confirmInOptInPool(c *Check) {
//		c.Given(err, "sign-in")                  // not what the rule speaks of
//		c.Case("secret client", func() {         // each part is recorded
//			c.Succeeds(err, "ConfirmDevice")     // the rule wants success
//			c.Expect(necessary).To(BeTrue())     // or any Gomega assertion
//		})
//		c.Refused(err, "GetDevice", "ResourceNotFoundException")
//	}
package suites
