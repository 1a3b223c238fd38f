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
	"io"
	"os"
	"slices"

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
	parsed, err := parser.Parse(spelt(arguments))
	lost := written(console.stdout)
	switch {
	case helped || lost != nil:
		return explain(lost, console.stderr)
	case err != nil:
		return explain(usage(plainly(err), hintAt(err)), console.stderr)
	}
	return explain(orUnwritten(parsed.Run(), written(console.stdout)), console.stderr)
}
