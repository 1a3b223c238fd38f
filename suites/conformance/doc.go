// Package conformance is the suite for the ginkgo command; it consists of tests:
//
//	ginkgo -p --label-filter='must && DEV-CONF' ./suites/conformance -- -endpoint=http://127.0.0.1:9229
//
// Each rule is a spec. Its labels are its id, area, level, step and features, and the
// profiles that include it, so that Ginkgo's own --focus, --label-filter,
// --junit-report, --dry-run, --fail-fast and -v work as on any other suite. Without
// -endpoint or -target, all of Ginkgo's processes check one embedded reference pool.
// A rule that would have to wait in real time for more than a minute skips its spec
// unless -slow is given.
//
// The first process finds out how things are had of the target, and in which way it
// computes, as the conform command does, and all go by that. The suite fails whenever
// conform would exit with 1 or 3 on the rules that ran: also if a rule at the gate is
// lacking or could not be judged, which only skips its spec. A rule below the gate that is
// not kept skips its spec, with the reason.
//
// Unlike the conform command it does not look for the causes of failures, and has no
// baseline. A rule that is not kept fails its spec even if that is the fault of a rule that
// it depends on; what is said at the end has both. Given users serve one check at a time: a
// pool that exists is checked without -p.
package conformance
