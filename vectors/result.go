package vectors

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/report"
)

// Result is what a check found: the content of vectors.json.
type Result struct {
	Summary Summary `json:"summary"`
	// Diagnoses are causes that explain failures, each of them all the answers
	// that it was compared with.
	Diagnoses []report.Diagnosis `json:"diagnoses"`
	// Cases has every vector once, in the order of the files.
	Cases []Case `json:"cases"`
	// Complaints are lines of the adapter that answered nothing, the first few;
	// Strays counts them all.
	Complaints []string `json:"complaints,omitempty"`
	Strays     int      `json:"strays,omitempty"`
	// Interrupted is true where the check was ended before its time.
	Interrupted bool `json:"interrupted,omitempty"`
}

// Summary counts the cases by outcome.
type Summary struct {
	Pass        int `json:"pass"`
	Fail        int `json:"fail"`
	Unsupported int `json:"unsupported"`
}

// Case is the verdict on one vector.
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
	// Inconclusive: nothing disagreed, but no core operation was answered, or one
	// so little that a whole kind of bug was not looked for.
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
	// Unanswered counts the failures for which no answer came at all.
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

// Verdict judges the whole check, and says why where it is not Agreed.
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
		return Inconclusive, "the adapter answered nothing in time: it is no adapter, or it needs a longer time limit"
	case answered == 0 && r.Summary.Fail > 0:
		return Inconclusive, "the adapter answered nothing: it is no adapter, or it does not run"
	case r.Summary.Fail > 0:
		return Disagreed, fmt.Sprintf("%d of %d vectors disagree", r.Summary.Fail, r.Summary.Pass+r.Summary.Fail)
	case core && !slices.ContainsFunc(counts, func(c OperationSummary) bool { return c.Core && c.Pass > 0 }),
		answered == 0:
		return Inconclusive, "no core operation is supported: a library has at least one"
	}
	for _, count := range counts {
		if flag := r.unjudged(count.Op); count.Core && count.Pass > 0 && flag != "" {
			return Inconclusive, fmt.Sprintf("%s was judged on no vector with the flag %s: those are answered as unsupported", count.Op, flag)
		}
	}
	return Agreed, ""
}

// unjudged returns a flag of an operation's vectors that are all unsupported, ""
// where there is none.
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

// WriteFile writes the result as vectors.json into a directory, whole or not at
// all. It makes the directory.
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
