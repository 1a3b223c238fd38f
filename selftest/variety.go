package selftest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// together names a pool with several variations at once.
const together = "all-together"

// Variety is what the suite said of pools that are right in other ways: the
// content of variations.json.
type Variety struct {
	Tool report.Tool `json:"tool"`
	// StartedAt is when the first check began, in UTC.
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds is the wall time of all of it.
	DurationSeconds float64 `json:"durationSeconds"`
	// Interrupted is true where it was ended before its time.
	Interrupted bool `json:"interrupted,omitempty"`
	// Variations holds a row for each variation that was tried; one with several
	// at once comes last.
	Variations []Variant `json:"variations"`
	// Defects are failures of the suite itself.
	Defects []string `json:"defects,omitempty"`
}

// Variant is one variation, and what objects to it.
type Variant struct {
	Name            string  `json:"name"`
	Summary         string  `json:"summary"`
	DurationSeconds float64 `json:"durationSeconds"`
	// Passed is the number of rules that passed.
	Passed int `json:"passed"`
	// Objections are the rules that were checked and did not pass.
	Objections []Objection `json:"objections"`
}

// Objection is a rule that did not pass on a variation.
type Objection struct {
	Rule    string         `json:"rule"`
	Level   spec.Level     `json:"level"`
	Outcome report.Outcome `json:"outcome"`
	// Because names what a skipped rule stands on.
	Because []string `json:"because,omitempty"`
	Message string   `json:"message,omitempty"`
}

// OK reports whether no rule of level must objects: a variation keeps all that
// is documented.
func (v Variant) OK() bool {
	return !slices.ContainsFunc(v.Objections, func(o Objection) bool { return o.Level == spec.Must })
}

// OK reports whether that holds for all variations.
func (v *Variety) OK() bool {
	return !v.Interrupted && len(v.Defects) == 0 &&
		!slices.ContainsFunc(v.Variations, func(one Variant) bool { return !one.OK() })
}

// JSON returns the content of variations.json.
func (v *Variety) JSON() ([]byte, error) {
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, fmt.Errorf("render the variations: %w", err)
	}
	return append(data, '\n'), nil
}

// Apart is each of the variations alone, and then all at once.
func Apart(list []variations.Variation) [][]variations.Variation {
	groups := make([][]variations.Variation, 0, len(list)+1)
	for _, one := range list {
		groups = append(groups, []variations.Variation{one})
	}
	if len(list) > 1 {
		groups = append(groups, list)
	}
	return groups
}

// waiting is how many processes share a core where one pool is checked alone: one
// that takes its time is waited for, mostly.
const waiting = 4

// Vary checks the rules on a pool for each group of variations. told hears of
// each as it is done, one at a time; nil for nobody.
func Vary(ctx context.Context, suite *engine.Suite, groups [][]variations.Variation, options Options, told func(Variant)) *Variety {
	t := &trial{suite: suite, options: options}
	v := &Variety{Tool: options.Tool, StartedAt: time.Now().UTC()}
	done := map[string]Variant{}
	processes := 1
	if len(groups) == 1 {
		processes = waiting * max(options.Parallel, 1)
	}
	each(options.Parallel, groups, func(some []variations.Variation) {
		variant, ok := t.vary(ctx, some, processes)
		if !ok {
			return
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		done[variant.Name] = variant
		if told != nil {
			told(variant)
		}
	})
	for _, some := range groups {
		if variant, ok := done[nameOf(some)]; ok {
			v.Variations = append(v.Variations, variant)
		}
	}
	v.Interrupted, v.Defects = ctx.Err() != nil, t.defects
	v.DurationSeconds = time.Since(v.StartedAt).Seconds()
	return v
}

// nameOf is what the results call a pool with the variations.
func nameOf(some []variations.Variation) string {
	if len(some) == 1 {
		return some[0].Name
	}
	return together
}

// vary checks every rule on a pool with the variations. What was cut short shows
// nothing, and is not ok.
func (t *trial) vary(ctx context.Context, some []variations.Variation, processes int) (Variant, bool) {
	if ctx.Err() != nil {
		return Variant{}, false
	}
	begun := time.Now()
	var on refpool.Options
	for _, one := range some {
		one.Install(&on)
	}
	variant := Variant{Name: nameOf(some), Summary: "varies in all these ways", Objections: []Objection{}}
	if len(some) == 1 {
		variant.Summary = some[0].Summary
	}
	results, panics, err := t.check(ctx, variant.Name, on, t.options.Rules, processes, nil)
	switch {
	case err != nil:
		t.defect(fmt.Sprintf("variation %s: %s", variant.Name, err))
	case panics > 0:
		t.defect(fmt.Sprintf("variation %s: %d operations of the pool panicked", variant.Name, panics))
	}
	for _, rule := range results {
		switch {
		case rule.Outcome == report.Pass:
			variant.Passed++
		case rule.Outcome != report.NotRun:
			variant.Objections = append(variant.Objections, Objection{
				Rule: rule.ID, Level: rule.Level, Outcome: rule.Outcome, Because: rule.Because, Message: rule.Message,
			})
		}
	}
	variant.DurationSeconds = time.Since(begun).Seconds()
	return variant, err == nil && ctx.Err() == nil
}
