// Command cogbench checks implementations of Amazon Cognito's remembered-device
// protocol, and measures them.
//
// It promises exit codes that scripts can rely on (see exit.go), results on
// standard output and everything else on standard error. Each command is one
// file, which takes flags, calls one room of the project and maps what it says
// to an exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/cogbench/cogbench/internal/timerslack"
)

// grammar is the command line.
type grammar struct {
	Conform  conformCommand    `cmd:"" help:"Check an implementation of the service, rule by rule."`
	Serve    serveCommand      `cmd:"" help:"Run the reference pool as a server, faults on demand."`
	Selftest selftestCommand   `cmd:"" help:"Run the suite against every fault of the reference pool."`
	Referee  refereeCommand    `cmd:"" help:"Check a client: serve it a reference pool, or stand before a server, and judge what it sends."`
	Explain  explainCommand    `cmd:"" help:"Read a recording of an app's sign-ins and say what went wrong, and why."`
	Load     loadCommand       `cmd:"" help:"Drive journeys at an offered rate and report latency histograms."`
	Bench    benchCommand      `cmd:"" help:"Measure the SRP computation of this machine."`
	Vectors  vectorsCommand    `cmd:"" help:"Check an SRP library, in any language, against the golden vectors."`
	Rules    rulesCommand      `cmd:"" help:"List the rules, or explain one."`
	Report   reportCommand     `cmd:"" help:"Render, merge or compare results already on disk."`
	Init     initCommand       `cmd:"" help:"Write the target file and the CI workflow that a project begins with."`
	Doctor   doctorCommand     `cmd:"" help:"Say what is wrong with this machine or the way to a target, before a run does."`
	Version  versionCommand    `cmd:"" help:"Print version, revision, Go and the CPU features in use."`
	Complete completionCommand `cmd:"" name:"completion" help:"Print completions for a shell."`
	Worker   workerCommand     `cmd:"" hidden:"" name:"suite-worker" help:"Check rules for the run that started this."`
	Pool     poolCommand       `cmd:"" hidden:"" name:"pool-process" help:"Be the reference pools of a load run."`
}

// Help implements kong's HelpProvider.
func (grammar) Help() string {
	return `Examples:

    cogbench conform --endpoint http://127.0.0.1:9229 --report-dir out
    cogbench serve --listen 127.0.0.1:9229`
}

// streams is where a command reads and writes.
type streams struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// lasting are the commands that work for long enough to gain by starting anew.
var lasting = []string{"conform", "load", "referee", "selftest", "serve"}

func main() {
	if len(os.Args) > 1 && slices.Contains(lasting, os.Args[1]) {
		timerslack.Widen()
	}
	ctx, stop := interruptible()
	defer stop()
	console := streams{stdin: os.Stdin, stdout: &results{file: os.Stdout}, stderr: os.Stderr, getenv: os.Getenv}
	os.Exit(run(ctx, os.Args[1:], console))
}

// run runs one command and returns its exit code.
func run(ctx context.Context, arguments []string, console streams) int {
	var commands grammar
	helped := false
	parser, err := kong.New(&commands,
		kong.Name("cogbench"),
		kong.Description("Checks implementations of Amazon Cognito's remembered-device protocol, and measures them."),
		kong.Writers(console.stdout, console.stderr),
		kong.Exit(func(int) { helped = true }),
		kong.NamedMapper("given", kong.MapperFunc(given)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(console),
	)
	if err != nil {
		return explain(err, console.stderr)
	}
	if len(arguments) == 0 {
		arguments = []string{"--help"}
	}
	parsed, err := parser.Parse(arguments)
	lost := written(console.stdout)
	switch {
	case helped || lost != nil:
		return explain(lost, console.stderr)
	case err != nil:
		return explain(usage(plainly(err), hintAt(err)), console.stderr)
	}
	return explain(orUnwritten(parsed.Run(), written(console.stdout)), console.stderr)
}

// results is standard output. It keeps the first error of writing to it: a result that
// nobody got is none, whichever function wrote it.
type results struct {
	file   *os.File
	failed error
}

// Write implements io.Writer.
func (r *results) Write(part []byte) (int, error) {
	n, err := r.file.Write(part)
	if r.failed == nil {
		r.failed = err
	}
	return n, err
}

// Fd has package term find the terminal.
func (r *results) Fd() uintptr { return r.file.Fd() }

// written is the first error of writing to standard output, nil if all was written.
func written(stdout io.Writer) error {
	if kept, ok := stdout.(*results); ok {
		return kept.failed
	}
	return nil
}

// orUnwritten is how a command ended, and what was lost of its results. The exit code of
// a command that did not end well stays what it is.
func orUnwritten(err, lost error) error {
	end, ended := errors.AsType[*failure](err)
	switch {
	case err == nil:
		return lost
	case lost != nil && ended && end.err == nil:
		return &failure{code: end.code, err: fmt.Errorf("the results: %w", lost)}
	}
	return err
}

// given reads a text that chooses something other than what is usual. A script whose
// variable is not set passes an empty one: the usual, in its place, would be a green light
// for nothing.
func given(c *kong.DecodeContext, value reflect.Value) error {
	var text string
	if err := c.Scan.PopValueInto("text", &text); err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return errors.New("empty: give a value, or omit the flag")
	}
	value.SetString(text)
	return nil
}

// noValue and noChoice are what the parser says of a flag at the end of the line, and of
// the empty text by which we tell that a choice was not made.
var (
	noValue  = regexp.MustCompile(`expected \w+ value but got "EOL" \(<EOL>\)|missing value, expecting "<arg>"`)
	noChoice = strings.NewReplacer(`one of "",`, `one of `)
)

// plainly is an error of the parser in the words of its reader.
func plainly(err error) error {
	return errors.New(noChoice.Replace(noValue.ReplaceAllString(err.Error(), "its value is missing")))
}

// hintAt says what to do about a part of the line that was wrong.
func hintAt(err error) string {
	if strings.Contains(err.Error(), "expected duration but got") {
		return "durations have a unit: 500ms, 10s or 5m; see " + helpFor(err)
	}
	return "see " + helpFor(err)
}

// helpFor is the command that explains the part of the line that was wrong.
func helpFor(err error) string {
	if parse, ok := errors.AsType[*kong.ParseError](err); ok && parse.Context != nil {
		if command := parse.Context.Selected(); command != nil {
			return command.FullPath() + " --help"
		}
	}
	return "cogbench --help"
}
