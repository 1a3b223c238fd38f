package selftest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// VariationReport is what the suite found on pools that are right in other ways: the
// content of variations.json.
type VariationReport struct {
	// SchemaVersion is [SchemaVersion], which the file has.
	SchemaVersion int `json:"schemaVersion"`

	Tool report.Tool `json:"tool"`
	// StartedAt is when the first check began, in UTC.
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds is the wall time of all of it.
	DurationSeconds float64 `json:"durationSeconds"`
	// Interrupted is true if it was ended early.
	Interrupted bool `json:"interrupted,omitempty"`
	// Variations has an entry for each variation that was tried; one for all of them
	// at once comes last.
	Variations []Variation `json:"variations"`
	// Defects are failures of the suite itself.
	Defects []string `json:"defects,omitempty"`
}

// Variation is a pool that is right in another way, and the rules that object to it.
type Variation struct {
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

// OK reports whether no must rule fails: a variation keeps all that
// is documented.
func (v Variation) OK() bool {
	return !slices.ContainsFunc(v.Objections, func(o Objection) bool { return o.Level == spec.Must })
}

// OK reports whether that holds for all variations.
func (v *VariationReport) OK() bool {
	return !v.Interrupted && len(v.Defects) == 0 &&
		!slices.ContainsFunc(v.Variations, func(one Variation) bool { return !one.OK() })
}

// JSON returns the content of variations.json.
func (v *VariationReport) JSON() ([]byte, error) {
	written := *v
	written.SchemaVersion = SchemaVersion
	data, err := json.MarshalIndent(&written, "", " ")
	if err != nil {
		return nil, fmt.Errorf("render the variations: %w", err)
	}
	return append(data, '\n'), nil
}

// workersPerCore is how many worker processes share a core when a single pool is
// checked: they mostly wait.
const workersPerCore = 4

// Try checks the rules on the pool of each trial. done is called with each that was
// tried, one at a time; nil drops them.
func Try(ctx context.Context, suite *engine.Suite, trials []Trial, options Options, done func(Variation)) *VariationReport {
	r := &run{suite: suite, options: options}
	v := &VariationReport{Tool: options.Tool, StartedAt: time.Now().UTC()}
	rows := map[string]Variation{}
	workers := 1
	if len(trials) == 1 {
		workers = workersPerCore * max(options.Parallel, 1)
	}
	var group errgroup.Group
	group.SetLimit(max(options.Parallel, 1))
	for _, trial := range trials {
		group.Go(func() error {
			tried, ok := r.vary(ctx, trial, workers)
			if !ok {
				return nil
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			rows[tried.Name] = tried
			if done != nil {
				done(tried)
			}
			return nil
		})
	}
	_ = group.Wait() // no goroutine returns an error
	for _, trial := range trials {
		if tried, ok := rows[trial.Name]; ok {
			v.Variations = append(v.Variations, tried)
		}
	}
	v.Interrupted, v.Defects = ctx.Err() != nil, r.defects
	v.DurationSeconds = time.Since(v.StartedAt).Seconds()
	return v
}

// vary checks the rules on the pool of a trial. It is not ok if it was cut short, since
// that shows nothing.
func (r *run) vary(ctx context.Context, trial Trial, workers int) (Variation, bool) {
	if ctx.Err() != nil {
		return Variation{}, false
	}
	begun := time.Now()
	tried := Variation{Name: trial.Name, Summary: trial.Summary, Objections: []Objection{}}
	results, panics, err := r.check(ctx, tried.Name, trial.options(), r.options.Rules, workers, nil)
	switch {
	case err != nil:
		r.defect(fmt.Sprintf("%s: %s", tried.Name, err))
	case panics > 0:
		r.defect(fmt.Sprintf("%s: operations of the pool that panicked: %d", tried.Name, panics))
	}
	for _, rule := range results {
		switch {
		case rule.Outcome == report.Pass:
			tried.Passed++
		case rule.Outcome != report.NotRun:
			tried.Objections = append(tried.Objections, Objection{
				Rule: rule.ID, Level: rule.Level, Outcome: rule.Outcome, Because: rule.Because, Message: rule.Message,
			})
		}
	}
	tried.DurationSeconds = time.Since(begun).Seconds()
	return tried, err == nil && ctx.Err() == nil
}
