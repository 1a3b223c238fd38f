package selftest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// Trial is a pool to which no must rule may object.
type Trial struct {
	// Name is that of the variation or fault, or says that there are several.
	Name, Summary string
	apart         []string // trials that cannot share a pool with it
	install       []func(*refpool.Options)
}

// options are those of the trial's pool.
func (t Trial) options() refpool.Options {
	correct := refpool.Correct()
	on := refpool.Options{Behaviour: &correct}
	for _, install := range t.install {
		install(&on)
	}
	return on
}

// merged is one pool with what makes up all of the trials.
func merged(name, summary string, trials []Trial) Trial {
	all := Trial{Name: name, Summary: summary}
	for _, one := range trials {
		all.install = append(all.install, one.install...)
	}
	return all
}

// Variations are pools that are right in other ways: each of the list alone, then, if
// there are several, all at once; that alone if together is true.
func Variations(list []variations.Variation, together bool) []Trial {
	trials := make([]Trial, len(list))
	for i, one := range list {
		trials[i] = Trial{Name: one.Name, Summary: one.Summary, install: []func(*refpool.Options){one.Install}}
	}
	if len(list) == 1 {
		return trials
	}
	all := merged("all-together", "varies in all of these ways", trials)
	if together {
		return []Trial{all}
	}
	return slices.Concat(trials, []Trial{all})
}

// MustRules are the must rules with a check among those asked for, all if that is nil;
// without those whose checks take seconds if cheap is true.
func MustRules(suite *engine.Suite, asked []string, cheap bool) []string {
	rules := []string{}
	for _, rule := range suite.Catalogue().Rules {
		wanted := asked == nil || slices.Contains(asked, rule.ID)
		if rule.Level == spec.Must && suite.Has(rule.ID) && wanted && (!cheap || !isCostly(rule.ID)) {
			rules = append(rules, rule.ID)
		}
	}
	return rules
}

// weakerAtOnce is how many faults that break no must share a pool at most. They are
// drawn from all over the list: neighbours replace the same decisions.
const weakerAtOnce = 12

// Weaker are pools with faults that break no must rule: each alone, or, if together is
// true, many at once.
func Weaker(catalogue *spec.Catalogue, list []faults.Fault, together bool) []Trial {
	must := map[string]bool{}
	for _, rule := range catalogue.Rules {
		must[rule.ID] = rule.Level == spec.Must
	}
	var trials []Trial
	for _, fault := range list {
		if slices.ContainsFunc(fault.Breaks, func(id string) bool { return must[id] }) {
			continue
		}
		trials = append(trials, Trial{Name: fault.Name, Summary: fault.Summary, apart: fault.Apart, install: []func(*refpool.Options){func(o *refpool.Options) {
			fault.Install(o.Behaviour)
		}}})
	}
	if !together {
		return trials
	}
	pools := (len(trials) + weakerAtOnce - 1) / weakerAtOnce
	shared := make([][]Trial, pools)
	for i, one := range trials {
		at := i % pools
		for range pools {
			if !slices.ContainsFunc(shared[at], one.parts) {
				break
			}
			at = (at + 1) % pools
		}
		shared[at] = append(shared[at], one)
	}
	var all []Trial
	for i, some := range shared {
		all = append(all, merged(fmt.Sprintf("weaker-%d-of-%d", i+1, pools), fmt.Sprintf("is wrong in %d ways that no must rule speaks of: %s", len(some), names(some)), some))
	}
	return all
}

// parts reports whether the trials cannot share a pool.
func (t Trial) parts(other Trial) bool {
	return slices.Contains(t.apart, other.Name) || slices.Contains(other.apart, t.Name)
}

func names(trials []Trial) string {
	all := make([]string, len(trials))
	for i, one := range trials {
		all[i] = one.Name
	}
	return strings.Join(all, ", ")
}
