package vectors

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
)

// DefaultTimeout is how long an adapter may take for an answer.
const DefaultTimeout = 10 * time.Second

// Options say what is checked, and how.
type Options struct {
	// Files are files of vectors; without any, the embedded ones are taken.
	Files []string
	// Command is the adapter's command line, run by sh; without one, package srp
	// is checked.
	Command string
	// Timeout bounds the wait from one answer to the next, and, where requests are
	// asked again, for the first; 0 is DefaultTimeout. The first answer of all may
	// take three times as long, and all waiting in vain 30 times.
	Timeout time.Duration
	// Stderr gets what the adapter writes to its stderr; nil drops it.
	Stderr io.Writer
	// NoDiagnosis leaves out the search for causes, which takes seconds where a
	// library is wrong.
	NoDiagnosis bool
}

// Check asks for every vector and judges the answers. It fails for vectors that
// cannot be read and, with ErrNoAdapter, for an adapter that cannot be started;
// whatever else an adapter does is part of the result. When ctx ends, the result
// says so and holds what was found.
func Check(ctx context.Context, options Options) (*Result, error) {
	files, err := load(options.Files)
	if err != nil {
		return nil, err
	}
	tests := testsOf(files)
	requests := make([]Request, len(tests))
	for i, test := range tests {
		requests[i] = Request{ID: i + 1, Op: test.op.Name, Input: test.Input}
	}
	result := &Result{Summary: Summary{}, Diagnoses: []report.Diagnosis{}}
	var replies []reply
	if options.Command == "" {
		replies = askOwn(ctx, requests)
	} else {
		asked := &adapter{command: options.Command, timeout: options.Timeout, stderr: options.Stderr}
		if asked.timeout == 0 {
			asked.timeout = DefaultTimeout
		}
		if replies, err = asked.ask(ctx, requests); err != nil {
			return nil, err
		}
		result.Complaints, result.Strays = asked.complaints, asked.strays
	}
	for i, test := range tests {
		result.Cases = append(result.Cases, judge(test, replies[i]))
	}
	result.Interrupted = ctx.Err() != nil
	result.summarize()
	if options.NoDiagnosis {
		return result, nil
	}
	if result.Diagnoses, err = diagnose(ctx, tests, replies, result.Cases); err != nil {
		result.Interrupted = true
	}
	return result, nil
}

// asked is a test with its operation.
type askedTest struct {
	Test
	op Operation
}

func load(paths []string) ([]File, error) {
	if len(paths) == 0 {
		return Embedded()
	}
	var files []File
	for _, path := range paths {
		file, err := ReadFile(path)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

func testsOf(files []File) []askedTest {
	var tests []askedTest
	for _, file := range files {
		operation, _ := operationNamed(file.Op)
		file.eachTest(func(_ Group, test Test) { tests = append(tests, askedTest{test, operation}) })
	}
	return tests
}

// askOwn answers with package srp, on all cores.
func askOwn(ctx context.Context, requests []Request) []reply {
	replies := make([]reply, len(requests))
	places := make(chan int)
	var working sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		working.Go(func() {
			for place := range places {
				if ctx.Err() != nil {
					replies[place] = reply{fault: Unasked, detail: "interrupted"}
					continue
				}
				replies[place] = reply{answer: answerOwn(requests[place])}
			}
		})
	}
	for place := range requests {
		places <- place
	}
	close(places)
	working.Wait()
	return replies
}

// judge compares a reply with what the test says.
func judge(test askedTest, got reply) Case {
	verdict := Case{ID: test.ID, Op: test.op.Name, Outcome: report.Fail, Flags: test.Flags}
	fail := func(cause Cause, format string, values ...any) Case {
		verdict.Cause, verdict.Message = cause, fmt.Sprintf(format, values...)
		return verdict
	}
	switch {
	case got.fault != "":
		return fail(got.fault, "%s", got.detail)
	case got.answer.Error == Unsupported:
		verdict.Outcome = report.Unsupported
		return verdict
	case test.Result == Invalid && got.answer.Error == Rejected,
		test.Result == Valid && got.answer.Error == "" && equalOutputs(got.answer.Output, test.Output):
		verdict.Outcome = report.Pass
		return verdict
	case got.answer.Error == Rejected:
		return fail(Refused, "%s: refused, and it is valid: %s", test.Comment, got.answer.Reason)
	}
	if err := test.op.readable(got.answer.Output); err != nil {
		return fail(Unreadable, "%s: %v", test.Comment, err)
	}
	if test.Result == Invalid {
		return fail(Accepted, "answered, and it has to be refused: %s", test.Reason)
	}
	return fail(WrongValue, "%s: %s", test.Comment, difference(test.Output, got.answer.Output))
}

// equalOutputs compares the fields of the right output; an answer may have more.
func equalOutputs(got, right map[string]string) bool {
	for name, text := range right {
		if given, ok := got[name]; !ok || given != text {
			return false
		}
	}
	return true
}

// difference names the first field that differs, with both values.
func difference(right, got map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(right)) {
		if got[name] != right[name] {
			return fmt.Sprintf("%s is %s, not %s", name, shortened(got[name]), shortened(right[name]))
		}
	}
	return ""
}

// shortened keeps a value short enough for a line.
func shortened(text string) string {
	const most = 68
	if len(text) <= most {
		return text
	}
	return fmt.Sprintf("%s… (%d characters)", text[:most-8], len(text))
}
