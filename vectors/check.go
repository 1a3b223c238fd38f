package vectors

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cogbench/cogbench/report"
)

// DefaultTimeout is how long an adapter may take for an answer.
const DefaultTimeout = 10 * time.Second

// Options say what is checked, and how.
type Options struct {
	// Files are the paths of files of vectors; if there are none, the embedded
	// vectors are used.
	Files []string
	// Command is the command line of an adapter, run by sh. If it is empty, Library
	// is checked.
	Command string
	// Library answers requests in this process, from several goroutines at once. If
	// it is nil too, package srp is checked.
	Library func(Request) Answer
	// Timeout bounds the wait from one answer of the adapter to the next and, when
	// requests are asked again, for the first; 0 is DefaultTimeout. The very first
	// answer may take three times as long. After 30 timeouts in all the adapter is
	// given up.
	Timeout time.Duration
	// Stderr receives what the adapter writes to its stderr; nil drops it.
	Stderr io.Writer

	// launch starts the adapter; tests replace it.
	launch launcher
}

// Check asks for every vector and compares the answers. It fails if the vectors
// cannot be read and, with ErrNoAdapter, if the adapter cannot be started; anything
// else that an adapter does is part of the result. When ctx ends, the result says so
// and holds what was found. Package diagnose finds the causes of wrong values.
func Check(ctx context.Context, options Options) (*Result, error) {
	files, err := load(options.Files)
	if err != nil {
		return nil, err
	}
	tasks := tasksOf(files)
	requests := make([]Request, len(tasks))
	for i, task := range tasks {
		requests[i] = Request{ID: i + 1, Op: task.op.Name, Input: task.Input}
	}
	result := &Result{SchemaVersion: SchemaVersion, Diagnoses: []report.Diagnosis{}}
	var replies []reply
	if options.Command == "" {
		replies = askLibrary(ctx, options.Library, requests)
	} else {
		a := newAdapter(options)
		if replies, err = a.ask(ctx, requests); err != nil {
			return nil, err
		}
		result.Complaints, result.Strays = a.complaints, a.strays
	}
	for i, task := range tasks {
		if !replies[i].unasked {
			result.add(task, replies[i])
		}
	}
	result.Interrupted = ctx.Err() != nil
	result.summarize()
	return result, nil
}

// task is a test with its operation.
type task struct {
	Vector
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

func tasksOf(files []File) []task {
	var tasks []task
	for _, file := range files {
		operation, _ := OperationNamed(file.Op)
		for test := range file.Tests() {
			tasks = append(tasks, task{test, operation})
		}
	}
	return tasks
}

// askLibrary asks a library in this process, on all cores.
func askLibrary(ctx context.Context, library func(Request) Answer, requests []Request) []reply {
	if library == nil {
		library = answerOwn
	}
	replies := make([]reply, len(requests))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, request := range requests {
		group.Go(func() error {
			if ctx.Err() != nil {
				replies[i] = reply{unasked: true}
			} else {
				replies[i] = reply{answer: library(request)}
			}
			return nil
		})
	}
	_ = group.Wait() // no goroutine returns an error
	return replies
}

// Judge compares an answer of an operation with what the test says.
func Judge(op Operation, test Vector, answer Answer) Case {
	return compare(task{test, op}, reply{answer: answer})
}

// compare compares a reply with what the test says.
func compare(test task, got reply) Case {
	c := Case{ID: test.ID, Op: test.op.Name, Outcome: report.Fail, Flags: test.Flags}
	fail := func(cause Cause, format string, values ...any) Case {
		c.Cause, c.Message = cause, fmt.Sprintf(format, values...)
		return c
	}
	switch {
	case got.failure != "":
		return fail(got.failure, "%s", got.detail)
	case got.answer.Error == Unsupported:
		c.Outcome = report.Unsupported
		return c
	case test.Result == Invalid && got.answer.Error == Rejected,
		test.Result == Valid && got.answer.Error == "" && equalOutputs(got.answer.Output, test.Output):
		c.Outcome = report.Pass
		return c
	case got.answer.Error == Rejected:
		return fail(Refused, "%s: refused although it is valid: %s", test.Comment, got.answer.Reason)
	}
	if err := test.op.readable(got.answer.Output); err != nil {
		return fail(Unreadable, "%s: %v", test.Comment, err)
	}
	if test.Result == Invalid {
		return fail(Accepted, "answered although it must be refused: %s", test.Reason)
	}
	return fail(WrongValue, "%s: %s", test.Comment, Difference(test.Output, got.answer.Output))
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

// Difference names the first member of an output that is not right, with both values where
// they differ; "" if all are right.
func Difference(right, got map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(right)) {
		if got[name] != right[name] {
			at := differAt(got[name], right[name])
			return fmt.Sprintf("%s is %s, not %s", name, around(got[name], at), around(right[name], at))
		}
	}
	return ""
}

// differAt is where two texts begin to differ.
func differAt(a, b string) int {
	at := 0
	for at < min(len(a), len(b)) && a[at] == b[at] {
		at++
	}
	return at
}

// around keeps of a text that is too long for a line what is around a place.
func around(text string, at int) string {
	const most, before = 68, 20
	if len(text) <= most {
		return text
	}
	from := min(max(0, at-before), len(text)-most+8)
	to := min(len(text), from+most-8)
	short := text[from:to]
	if from > 0 {
		short = "…" + short
	}
	if to < len(text) {
		short += "…"
	}
	return fmt.Sprintf("%s (%d characters)", short, len(text))
}
