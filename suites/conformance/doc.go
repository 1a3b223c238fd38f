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
// Unlike the conform command it does not look for causes, and has no gate and no
// baseline: a rule that is not kept fails its spec, whatever its level, and even if a
// rule that it depends on is not kept either.
package conformance
