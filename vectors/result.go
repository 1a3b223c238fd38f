package vectors

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// SchemaVersion is the schemaVersion of vectors.json, see docs/files.md.
const SchemaVersion = 1

// Result is what a check found: the content of vectors.json.
type Result struct {
	// SchemaVersion is [SchemaVersion].
	SchemaVersion int `json:"schemaVersion"`

	Summary Summary `json:"summary"`
	// Diagnoses are what package diagnose found: each explains all the answers that
	// it was compared with.
	Diagnoses []report.Diagnosis `json:"diagnoses"`
	// Cases has every vector once, in the order of the files.
	Cases []Case `json:"cases"`
	// Complaints are the first few lines of the adapter that were not answers; Strays
	// counts all of them.
	Complaints []string `json:"complaints,omitempty"`
	Strays     int      `json:"strays,omitempty"`
	// Interrupted is true if the check was ended early.
	Interrupted bool `json:"interrupted,omitempty"`

	// Answered are the outputs that a diagnosis can explain, right and wrong, in the
	// order of Cases.
	Answered []Answered `json:"-"`
}

// Answered is a valid test with the output that the library gave for it.
type Answered struct {
	Vector
	Operation Operation
	// Given is readable: it has every field of the operation, in its form.
	Given map[string]string
	// Wrong is true if Given is not the test's Output.
	Wrong bool
}

// add adds the case of a test, and its output if there is one to explain.
func (r *Result) add(test task, got reply) {
	c := compare(test, got)
	r.Cases = append(r.Cases, c)
	wrong := c.Cause == WrongValue
	if test.Result == Valid && (wrong || c.Outcome == report.Pass) {
		r.Answered = append(r.Answered, Answered{Vector: test.Vector, Operation: test.op, Given: got.answer.Output, Wrong: wrong})
	}
}

// Summary counts the cases by outcome.
type Summary struct {
	Pass        int `json:"pass"`
	Fail        int `json:"fail"`
	Unsupported int `json:"unsupported"`
}

// Case is what came of one vector.
type Case struct {
	ID      string         `json:"id"`
	Op      string         `json:"op"`
	Outcome report.Outcome `json:"outcome"`
	// Flags are those of the vector.
	Flags []string `json:"flags,omitempty"`
	// Cause says in which way a case failed.
	Cause   Cause  `json:"cause,omitempty"`
	Message string `json:"message"`
}

// Verdict is the outcome of a whole check.
type Verdict int

// The verdicts.
const (
	// Agreed: every vector of every operation that the library has agreed.
	Agreed Verdict = iota
	// Disagreed: at least one vector did not.
	Disagreed
	// Inconclusive: nothing disagreed, but no core operation was answered, or so
	// little of one that a whole kind of bug was not looked for.
	Inconclusive
	// Stopped: the check was interrupted.
	Stopped
)

func (r *Result) summarize() {
	for _, c := range r.Cases {
		switch c.Outcome {
		case report.Pass:
			r.Summary.Pass++
		case report.Unsupported:
			r.Summary.Unsupported++
		default:
			r.Summary.Fail++
		}
	}
}

// OperationSummary counts the cases of one operation.
type OperationSummary struct {
	Op   string
	Core bool
	Summary
	// Unanswered counts the failures without any answer.
	Unanswered int
}

// ByOperation counts the cases of each operation, in the order of Operations.
func (r *Result) ByOperation() []OperationSummary {
	var counts []OperationSummary
	for _, operation := range Operations() {
		count := OperationSummary{Op: operation.Name, Core: operation.Core}
		part := Result{}
		for _, c := range r.Cases {
			if c.Op != operation.Name {
				continue
			}
			part.Cases = append(part.Cases, c)
			if c.Outcome == report.Fail && !c.Cause.answered() {
				count.Unanswered++
			}
		}
		if len(part.Cases) == 0 {
			continue
		}
		part.summarize()
		count.Summary = part.Summary
		counts = append(counts, count)
	}
	return counts
}

func (c Cause) answered() bool {
	return !slices.Contains([]Cause{Crashed, Garbage, Silent, Oversized, Unasked}, c)
}

// Verdict is the outcome of the whole check, and why if it is not Agreed.
func (r *Result) Verdict() (verdict Verdict, why string) {
	if r.Interrupted {
		return Stopped, "interrupted"
	}
	answered := r.Summary.Pass
	for _, c := range r.Cases {
		if c.Outcome == report.Fail && c.Cause.answered() && c.Cause != Unreadable {
			answered++
		}
	}
	counts := r.ByOperation()
	core := slices.ContainsFunc(counts, func(c OperationSummary) bool { return c.Core })
	switch {
	case answered == 0 && slices.ContainsFunc(r.Cases, func(c Case) bool { return c.Cause == Silent }):
		return Inconclusive, "the adapter answered nothing in time: it is not an adapter, or it needs a longer --timeout"
	case answered == 0 && r.Summary.Fail > 0:
		return Inconclusive, "the adapter answered nothing: it is not an adapter, or it does not run"
	case r.Summary.Fail > 0:
		return Disagreed, fmt.Sprintf("%d of %s %s", r.Summary.Fail, plural.Count(r.Summary.Pass+r.Summary.Fail, "vector"), plural.Pick(r.Summary.Fail, "disagrees", "disagree"))
	case core && !slices.ContainsFunc(counts, func(c OperationSummary) bool { return c.Core && c.Pass > 0 }),
		answered == 0:
		return Inconclusive, "no core operation is supported: a library has at least one"
	}
	for _, count := range counts {
		if flag := r.unjudged(count.Op); count.Core && count.Pass > 0 && flag != "" {
			return Inconclusive, fmt.Sprintf("%s was checked on no vector with the flag %s: those were answered as unsupported", count.Op, flag)
		}
	}
	return Agreed, ""
}

// unjudged returns a flag of an operation's vectors that are all unsupported, "" if
// there is none.
func (r *Result) unjudged(op string) string {
	judged := map[string]bool{}
	for _, c := range r.Cases {
		for _, flag := range c.Flags {
			if c.Op == op {
				judged[flag] = judged[flag] || c.Outcome != report.Unsupported
			}
		}
	}
	for _, flag := range slices.Sorted(maps.Keys(judged)) {
		if !judged[flag] {
			return flag
		}
	}
	return ""
}

// WriteFile writes the result as vectors.json into a directory, whole or not at all.
// It creates the directory.
func (r *Result) WriteFile(directory string) error {
	content, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("vectors.json: %w", err)
	}
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("vectors.json: %w", err)
	}
	return atomicfile.Write(filepath.Join(directory, "vectors.json"), append(content, '\n'), 0o644)
}
