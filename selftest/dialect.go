package selftest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/refpool/dialects"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// DialectReport is what runs of the suite found on servers that are wrong as published
// ones are: the content of dialects.json.
type DialectReport struct {
	// SchemaVersion is [SchemaVersion], which the file has.
	SchemaVersion int `json:"schemaVersion"`

	Tool report.Tool `json:"tool"`
	// StartedAt is when the first run began, in UTC.
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds is the wall time of all of it.
	DurationSeconds float64 `json:"durationSeconds"`
	// Interrupted is true if it was ended early.
	Interrupted bool `json:"interrupted,omitempty"`
	// Dialects has an entry for each dialect that was tried.
	Dialects []Dialect `json:"dialects"`
	// Defects are failures of the suite itself.
	Defects []string `json:"defects,omitempty"`
}

// Dialect is what one run said of a server, beside what a careful person says.
type Dialect struct {
	Name    string `json:"name"`
	Summary string `json:"summary"`
	// DurationSeconds is the wall time of the run, LimitSeconds what it should take. Longer
	// is a failure where LimitHeld is true, and only told otherwise.
	DurationSeconds float64 `json:"durationSeconds"`
	LimitSeconds    float64 `json:"limitSeconds"`
	LimitHeld       bool    `json:"limitHeld,omitempty"`
	// Interrupted is true if the run was ended long after its limit.
	Interrupted bool `json:"interrupted,omitempty"`
	// Permitted is the number of rules, open ones aside, that can be judged on the
	// server, and Judged how many of them passed or failed.
	Permitted int `json:"permitted"`
	Judged    int `json:"judged"`
	// Unjudged are the rules permitted that neither passed nor failed.
	Unjudged []string `json:"unjudged"`
	// Wrong are the verdicts that a careful person would not give.
	Wrong []WrongVerdict `json:"wrong"`
	// Unnamed is the cause that was not named, "" if it was.
	Unnamed string `json:"unnamed,omitempty"`
	// NoCause is true if there is no cause to name.
	NoCause bool `json:"noCause,omitempty"`
	// Lines are the first that conform wrote of the run: the cause has to be in them.
	Lines []string `json:"lines"`
}

// WrongVerdict is a verdict that a careful person would not give.
type WrongVerdict struct {
	Rule string `json:"rule"`
	// Outcome is what came of the rule; Should says what should have.
	Outcome report.Outcome `json:"outcome"`
	Should  string         `json:"should"`
	// Because names what a skipped rule stands on.
	Because []string `json:"because,omitempty"`
	Message string   `json:"message,omitempty"`
}

// leastJudged is the share of the rules permitted that have to be judged.
const leastJudged = 0.8

// Share is the part of the rules permitted that was judged.
func (d Dialect) Share() float64 {
	if d.Permitted == 0 {
		return 0
	}
	return float64(d.Judged) / float64(d.Permitted)
}

// Late reports whether the run took longer than it should.
func (d Dialect) Late() bool { return d.DurationSeconds > d.LimitSeconds }

// OK reports whether the run said what a careful person says, of enough rules and, where
// that is held, within its limit.
func (d Dialect) OK() bool {
	return !d.Interrupted && len(d.Wrong) == 0 && d.Unnamed == "" && d.Share() >= leastJudged && (!d.LimitHeld || !d.Late())
}

// OK reports whether that holds for all dialects.
func (r *DialectReport) OK() bool {
	return !r.Interrupted && len(r.Defects) == 0 && !slices.ContainsFunc(r.Dialects, func(d Dialect) bool { return !d.OK() })
}

// JSON returns the content of dialects.json.
func (r *DialectReport) JSON() ([]byte, error) {
	written := *r
	written.SchemaVersion = SchemaVersion
	data, err := json.MarshalIndent(&written, "", " ")
	if err != nil {
		return nil, fmt.Errorf("render the dialects: %w", err)
	}
	return append(data, '\n'), nil
}

// CompareDialect holds what a run by all rules found on a server of the dialect, and told
// of it on a plain terminal, against the verdicts and the cause that a careful person gives.
func CompareDialect(suite *engine.Suite, d dialects.Dialect, found *report.Conformance, told string) (Dialect, error) {
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Instant: d.Controls})
	if err != nil {
		return Dialect{}, err
	}
	heard := Dialect{
		Name: d.Name, Summary: d.Summary, DurationSeconds: found.DurationSeconds, LimitSeconds: dialects.Limit.Seconds(), Interrupted: found.Interrupted,
		Unjudged: []string{}, Wrong: []WrongVerdict{}, NoCause: len(d.Cause) == 0, Lines: firstLines(told),
	}
	features := map[string][]spec.Feature{}
	for _, rule := range suite.Catalogue().Rules {
		features[rule.ID] = rule.Features
	}
	for _, rule := range found.Rules {
		if !slices.Contains(plan.Run, rule.ID) {
			continue
		}
		lacks := slices.ContainsFunc(features[rule.ID], func(f spec.Feature) bool { return slices.Contains(d.Lacks, f) })
		if !lacks && !anyPrefix(d.Unjudged, rule.ID) && rule.Level != spec.Open {
			heard.Permitted++
			if isJudged(rule.Outcome) {
				heard.Judged++
			} else {
				heard.Unjudged = append(heard.Unjudged, rule.ID)
			}
		}
		if should := shouldBe(d, rule); should != "" {
			heard.Wrong = append(heard.Wrong, WrongVerdict{Rule: rule.ID, Outcome: rule.Outcome, Should: should, Because: rule.Because, Message: rule.Message})
		}
	}
	if !heard.NoCause && !isNamed(d.Cause, strings.Join(heard.Lines, " ")) {
		heard.Unnamed = strings.Join(d.Cause, " or ")
	}
	return heard, nil
}

// shouldBe says what should have come of a rule, "" if what came of it may be. Of an open
// rule nothing is judged.
func shouldBe(d dialects.Dialect, rule report.Rule) string {
	listed := func(list []string) bool { return anyPrefix(list, rule.ID) }
	switch {
	case rule.Level == spec.Open:
	case slices.Contains(d.Fails, rule.ID):
		if rule.Outcome != report.Fail {
			return "fail"
		}
	case listed(d.Unjudged):
		if isJudged(rule.Outcome) {
			return "not be judged: it is about what the server lacks"
		}
	case slices.Contains(d.Passes, rule.ID):
		if rule.Outcome != report.Pass {
			return "pass"
		}
	case listed(d.NotPassed) && rule.Outcome == report.Pass:
		return "not pass: what is wrong is taken as well"
	case rule.Outcome == report.Fail && !listed(d.MayFail) && !listed(d.NotPassed):
		return "not fail: the server does as the rule says"
	}
	return ""
}

// isJudged reports whether the target was found to keep a rule, or not to.
func isJudged(o report.Outcome) bool { return o == report.Pass || o == report.Fail }

func anyPrefix(patterns []string, id string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return strings.HasPrefix(id, p) })
}

// isNamed reports whether a text names one of the causes.
func isNamed(causes []string, text string) bool {
	text = strings.ToLower(strings.Join(strings.Fields(text), " ")) // a cause may go on in the next line
	return slices.ContainsFunc(causes, func(cause string) bool { return strings.Contains(text, cause) })
}

// toldFirst is within how many lines the cause has to be told.
const toldFirst = 3

// firstLines are those that a text begins with.
func firstLines(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return lines[:min(len(lines), toldFirst)]
}
