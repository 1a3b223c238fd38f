// Package selftest proves that the suite can fail: it runs the checks against
// the reference pool with each of its faults switched on, and reports for every
// rule which faults it notices.
//
// It promises that a fault counts as killed by a rule only if the rule's own check
// passes on the pool without faults and fails on the pool with this one, and the fault
// was seen to act. A check that could not be judged kills nothing; a fault that never
// acted is a dead switch, whatever failed around it.
package selftest
