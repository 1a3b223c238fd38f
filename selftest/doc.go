// Package selftest proves that the suite can fail: it runs the checks against
// the reference pool with each of its faults switched on, and tells for every
// rule which faults it notices.
//
// It promises that a fault counts as killed by a rule only where the rule's own
// check passes on the pool without faults, fails on the pool with this one, and
// the fault was seen at work. A check that could not be judged kills nothing; a
// fault that was never asked is a dead switch, whatever failed around it.
package selftest
