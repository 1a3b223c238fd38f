// Package conformance is the suite for the ginkgo command; it consists of tests:
//
//	ginkgo -p --label-filter='must && DEV-CONF' ./suites/conformance -- -endpoint=http://127.0.0.1:9229
//
// Each rule is a spec with its id, area, level, step, profile and features as labels,
// so that Ginkgo's own --focus, --label-filter, --junit-report, --dry-run, --fail-fast
// and -v work as on any other suite. Without -endpoint or -target, all of Ginkgo's
// processes check one embedded reference pool.
//
// Unlike the conform command it does not look for causes, and has no gate and no
// baseline: a rule that is not kept fails its spec, whatever its level.
package conformance
