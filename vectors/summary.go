package vectors

import (
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// shownFailures is how many failures of an operation the terminal shows.
const shownFailures = 3

// Write writes the result for people: diagnoses first, then operations, then the
// first failures of each, or all of them.
func (r *Result) Write(out io.Writer, all bool) {
	for _, diagnosis := range r.Diagnoses {
		fmt.Fprintf(out, "diagnosis: %s\n  %s\n", diagnosis.Summary, diagnosis.Evidence)
	}
	for _, complaint := range r.Complaints {
		fmt.Fprintf(out, "not understood: %s\n", complaint)
	}
	if len(r.Complaints) > 0 {
		fmt.Fprintln(out, "  an adapter writes answers alone on standard output, each in one line; have it print anything else on standard error")
	}
	if r.Strays > len(r.Complaints) {
		fmt.Fprintf(out, "not understood, in all: %d\n", r.Strays)
	}
	for _, count := range r.ByOperation() {
		fmt.Fprintln(out, count.line())
		r.writeFailures(out, count.Op, all)
	}
	fmt.Fprintln(out, r.Line())
	if _, why := r.Verdict(); why != "" {
		fmt.Fprintln(out, why)
	}
}

// Line is the summary in a line.
func (r *Result) Line() string {
	return fmt.Sprintf("%d passed, %d failed, %d unsupported", r.Summary.Pass, r.Summary.Fail, r.Summary.Unsupported)
}

// line is an operation's counts.
func (o OperationSummary) line() string {
	var parts []string
	for _, part := range []struct {
		count int
		what  string
	}{{o.Pass, "agree"}, {o.Fail, "fail"}, {o.Unsupported, "unsupported"}} {
		if part.count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.count, part.what))
		}
	}
	if o.Unanswered > 0 {
		parts = append(parts, fmt.Sprintf("%d of them without an answer", o.Unanswered))
	}
	return fmt.Sprintf("%-16s %s", o.Op, strings.Join(parts, ", "))
}

func (r *Result) writeFailures(out io.Writer, op string, all bool) {
	shown := 0
	for _, c := range r.Cases {
		if c.Op != op || c.Outcome != report.Fail {
			continue
		}
		shown++
		if all || shown <= shownFailures {
			fmt.Fprintf(out, "  %s  %s: %s\n", c.ID, c.Cause, c.Message)
		}
	}
	if more := shown - shownFailures; more > 0 && !all {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
}
