package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/cogbench/cogbench/spec"
)

// Conformance is what one run of the suite found: the content of
// conformance.json.
type Conformance struct {
	// SchemaVersion is [SchemaVersion], which [Conformance.JSON] writes; 0 in files
	// from before there was one.
	SchemaVersion int    `json:"schemaVersion"`
	Tool          Tool   `json:"tool"`
	Target        Target `json:"target"`
	// Rulebook is the catalogue that the run was judged by.
	Rulebook Rulebook `json:"rulebook,omitzero"`
	// Profile is the set of rules that was asked for.
	Profile spec.Profile `json:"profile"`
	// Gate is the weakest level whose failure fails the run.
	Gate spec.Level `json:"gate"`
	// StartedAt is when the run began, in UTC.
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds is the wall time of the whole run.
	DurationSeconds float64 `json:"durationSeconds"`
	// Interrupted is true if the run was ended before its time.
	Interrupted bool `json:"interrupted,omitempty"`
	// Shard is the part of a run that these are the results of; nil: all of it.
	Shard *Shard `json:"shard,omitempty"`
	// MissingShards are those whose results are not among merged ones.
	MissingShards []MissingShard `json:"missingShards,omitempty"`
	// Defects are failures of cogbench itself: they say nothing about the target,
	// and rules that they cost are not judged.
	Defects []string `json:"defects,omitempty"`
	// Leftovers are what the run made on the target and could not remove.
	Leftovers []string `json:"leftovers,omitempty"`
	Summary   Summary  `json:"summary"`
	// Has is what the target has of the protocol, one probe each, in the order of the
	// main path.
	Has []Capability `json:"has,omitempty"`
	// Reached is how the things that checks need were had of the target.
	Reached []Rung `json:"reached,omitempty"`
	// Advice says which other given pool more rules could be judged in; "" if none.
	Advice string `json:"advice,omitempty"`
	// Previous is what changed since an earlier run, if it was compared with one.
	Previous *Previous `json:"previous,omitempty"`
	// Diagnoses are causes found behind failures, the likeliest first.
	Diagnoses []Diagnosis `json:"diagnoses"`
	// Rules holds every rule of the catalogue once, in its order.
	Rules []Rule `json:"rules"`
}

// Rulebook is a version of the catalogue. The zero value stands for the first one.
type Rulebook struct {
	// Version is that of the catalogue whose checks ran, such as "0.2.0".
	Version string `json:"version"`
	// AsOf is the version whose levels and statements the run was judged by, where
	// that is another.
	AsOf string `json:"asOf,omitempty"`
}

// Judged is the version whose levels and statements count.
func (r Rulebook) Judged() string { return cmp.Or(r.AsOf, r.Made()) }

// Made is the version whose checks ran.
func (r Rulebook) Made() string { return cmp.Or(r.Version, spec.FirstVersion) }

// String names the version, and the one that judged if it is another.
func (r Rulebook) String() string {
	if r.AsOf != "" {
		return r.Made() + " as of " + r.AsOf
	}
	return r.Made()
}

// Tool is the program that made the results.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target is what was checked.
type Target struct {
	// Name is what the target's file calls it, or its host.
	Name string `json:"name"`
	// Endpoint is the base URL that was called.
	Endpoint string `json:"endpoint"`
	// Region is the one that calls are signed for.
	Region string `json:"region,omitempty"`
	// Embedded is true for the reference pools within this program, which have another
	// endpoint in each run.
	Embedded bool `json:"embedded,omitempty"`
	// Profiled is true for a target that a file describes.
	Profiled bool `json:"profiled,omitempty"`
	// AWS is true for the real service.
	AWS      bool           `json:"aws,omitempty"`
	Features TargetFeatures `json:"features"`
}

// TargetFeatures are the features of a target, sorted by name.
type TargetFeatures struct {
	// Claimed are those that the target's file lists.
	Claimed []spec.Feature `json:"claimed"`
	// Found are those that the preflight saw.
	Found []spec.Feature `json:"found"`
}

// Summary counts the rules by outcome.
type Summary struct {
	Pass        int `json:"pass"`
	Fail        int `json:"fail"`
	Skip        int `json:"skip"`
	Unsupported int `json:"unsupported"`
	NotRun      int `json:"notRun"`
	// Partly counts the rules among Pass of which some cells could not be judged,
	// Assuming those among Pass and Fail that were judged in the server's dialect.
	Partly   int `json:"partly,omitempty"`
	Assuming int `json:"assuming,omitempty"`
	// Total is the number of rules in the catalogue.
	Total int `json:"total"`
}

// Judged is the number of rules that have a verdict: they passed or failed. What is
// unsupported, skipped or not run is counted apart.
func (s Summary) Judged() int { return s.Pass + s.Fail }

// Permitted is the number of rules that were tried and that what the target has permits
// to judge.
func (s Summary) Permitted() int { return s.Pass + s.Fail + s.Skip }

// Capability is something that a target may have: a flow, a factor, devices.
type Capability struct {
	// Name is the protocol's own: "USER_SRP_AUTH", "devices", "TOTP".
	Name string `json:"name"`
	// Has is true if the probe saw it at work; Unknown if the probe could not be made.
	Has     bool `json:"has"`
	Unknown bool `json:"unknown,omitempty"`
	// Evidence is the answer that showed it, or why there was none.
	Evidence string `json:"evidence,omitempty"`
	// Lacks are the operations of it that the target was found not to have.
	Lacks []string `json:"lacks,omitempty"`
}

// Rung is the way in which a thing that checks need was had.
type Rung struct {
	// Thing is what is needed: "pool with MFA", "user", "software token".
	Thing string `json:"thing"`
	// Way is the best one that works: "AdminCreateUser + AdminSetUserPassword"; ""
	// if none does.
	Way string `json:"way"`
	// Place counts the better ways that did not work; 0 is the usual way.
	Place int `json:"place"`
	// Refused says why better ways, or options, were given up.
	Refused []string `json:"refused,omitempty"`
}

// Diagnosis is a cause that explains failures.
type Diagnosis struct {
	// ID names the cause for machines, such as "u-unpadded".
	ID string `json:"id"`
	// Summary says it in a sentence.
	Summary string `json:"summary"`
	// Rules are the ids of the failures that it explains.
	Rules []string `json:"rules"`
	// Evidence is what led to it.
	Evidence string `json:"evidence"`
}

// Outcome is what came of a rule, or of a case of it.
type Outcome string

// The outcomes.
const (
	Pass        Outcome = "pass"        // the target did as the rule says
	Fail        Outcome = "fail"        // the target did otherwise
	Skip        Outcome = "skip"        // what the rule stands on failed or could not be made
	Unsupported Outcome = "unsupported" // the target lacks the operation or feature
	NotRun      Outcome = "notRun"      // deselected, slow, or without a check
)

// Rule is what came of one rule.
type Rule struct {
	ID    string     `json:"id"`
	Level spec.Level `json:"level"`
	// NewIn is the version that the rule came with, if that is later than the one
	// that the run was judged by: it never counts.
	NewIn string `json:"newIn,omitempty"`
	// Step is the step of the protocol that the rule is about.
	Step    string  `json:"step"`
	Outcome Outcome `json:"outcome"`
	// Unreached is true for a rule that is not run although it was to be: the run ended
	// before.
	Unreached bool `json:"unreached,omitempty"`
	// Because names what a skipped rule stands on: ids of rules, or a set-up
	// that could not be made.
	Because []string `json:"because,omitempty"`
	// StandsOn are the ids of rules that the way of the check took for granted.
	StandsOn []string `json:"standsOn,omitempty"`
	// DurationSeconds is the wall time of the check.
	DurationSeconds float64 `json:"durationSeconds"`
	// Message says what was seen; empty on a plain pass.
	Message string `json:"message,omitempty"`
	// Expected and Actual are the two sides of a failure, where it has two.
	Expected string `json:"expected,omitempty"`
	Actual   string `json:"actual,omitempty"`
	// Observed is what was seen where the rule demands nothing; it is in Message as
	// well.
	Observed []string `json:"observed,omitempty"`
	// Settings are the configurations of the pools that the check worked in.
	Settings []string `json:"settings,omitempty"`
	// Cases are the parts that the check was made of, in the order they ended.
	Cases []Case `json:"cases,omitempty"`
	// Cells are the verdicts apart, by leg and setting, where a check has several.
	Cells []Cell `json:"cells,omitempty"`
	// Assuming names the dialect of the server in which the rule was judged: the
	// verdict never counts towards conformant.
	Assuming []string `json:"assuming,omitempty"`
	// Wanted are the settings that the check would work in and the given pool has not.
	Wanted []string `json:"wanted,omitempty"`
	// Rungs are the lower ways in which the check had what it needs.
	Rungs []string `json:"rungs,omitempty"`
	// Transcript is what was said on the wire, secrets taken out. It is kept
	// for every rule that did not pass.
	Transcript []Exchange `json:"transcript,omitempty"`
}

// Case is one part of a check.
type Case struct {
	Name     string  `json:"name"`
	Outcome  Outcome `json:"outcome"`
	Message  string  `json:"message,omitempty"`
	Expected string  `json:"expected,omitempty"`
	Actual   string  `json:"actual,omitempty"`
	// Cell is where the case took place; see [Cell].
	Cell string `json:"cell,omitempty"`
	// Because names what a skipped case stands on.
	Because []string `json:"because,omitempty"`
	// SeenIn are the rules in whose checks the case came up, if it is none of the
	// rule's own check.
	SeenIn []string `json:"seenIn,omitempty"`
}

// Cell is the verdict on a rule in one place: a leg, a pool's settings, a flow.
type Cell struct {
	// Name is "user leg", or "devices always/T × MFA on × public client".
	Name    string  `json:"name"`
	Outcome Outcome `json:"outcome"`
	// Passed of Cases cases passed.
	Passed int `json:"passed"`
	Cases  int `json:"cases"`
	// Because names what kept the cell from being judged.
	Because []string `json:"because,omitempty"`
}

// Partly reports whether a rule passed in some cells while others could not be judged.
func (r Rule) Partly() bool {
	return r.Outcome == Pass && slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Outcome != Pass })
}

// Exchange is one call of a transcript. Its fields stand in the order of the
// recorder's own type, so that one converts into the other.
type Exchange struct {
	Operation string    `json:"operation"`
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds runs from the first byte sent to the last received.
	DurationSeconds float64           `json:"durationSeconds"`
	Method          string            `json:"method"`
	URL             string            `json:"url"`
	RequestHeader   map[string]string `json:"requestHeader,omitempty"`
	// Request and Response are the bodies.
	Request string `json:"request,omitempty"`
	// Status is the HTTP status, 0 where no answer came.
	Status         int               `json:"status"`
	ResponseHeader map[string]string `json:"responseHeader,omitempty"`
	Response       string            `json:"response,omitempty"`
	// Error says why there was no answer.
	Error string `json:"error,omitempty"`
	// DroppedBefore counts the calls left out before this one.
	DroppedBefore int `json:"droppedBefore,omitempty"`
}

// Summarize counts the rules by outcome.
func Summarize(rules []Rule) Summary {
	s := Summary{Total: len(rules)}
	for _, rule := range rules {
		if len(rule.Assuming) > 0 && (rule.Outcome == Pass || rule.Outcome == Fail) {
			s.Assuming++
		}
		switch rule.Outcome {
		case Pass:
			s.Pass++
			if rule.Partly() {
				s.Partly++
			}
		case Fail:
			s.Fail++
		case Skip:
			s.Skip++
		case Unsupported:
			s.Unsupported++
		case NotRun:
			s.NotRun++
		}
	}
	return s
}
