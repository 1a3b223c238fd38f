package main

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// selftestCommand runs the suite against every fault of the reference pool.
type selftestCommand struct {
	outputFlags `embed:""`
	Full        bool          `help:"Check every rule on every fault instead of only those that it names and their neighbours."`
	Fault       []string      `sep:"none" placeholder:"NAME" help:"Try only this fault (repeatable); see serve --list-faults."`
	Rule        []string      `sep:"none" placeholder:"ID" help:"Check only this rule, or those with this prefix (repeatable)."`
	Variations  bool          `help:"Instead of faults, try pools that are right in other ways: no must rule may fail."`
	Variation   []string      `sep:"none" placeholder:"NAME" help:"Try only this variation (repeatable); see serve --list-variations."`
	Weaker      bool          `help:"Try the faults that break no must rule: no must rule may fail or be lost."`
	Dialects    bool          `help:"Instead of faults, try servers that are wrong as published ones are: every verdict and the cause must be as listed."`
	Dialect     []string      `sep:"none" placeholder:"NAME" help:"Try only this dialect (repeatable); see serve --list-dialects."`
	Within      time.Duration `placeholder:"D" help:"With --dialects: a run that takes longer fails. For a machine that does nothing else."`
	Together    bool          `help:"Try all variations at once instead of each alone; with --weaker, many faults at once."`
	Update      bool          `help:"In a checkout of cogbench, write the rules that failed unforeseen into the Also lists of refpool/faults; with --full, also remove those that were foreseen and passed."`
	ReportDir   string        `type:"given" name:"report-dir" placeholder:"DIR" help:"Write selftest.json and selftest.html, variations.json or dialects.json."`
	Parallel    int           `placeholder:"N" help:"How many faults to try at a time; by default one per core."`
	Timeout     time.Duration `default:"10s" help:"How long one call may take."`
}

// Help implements kong's HelpProvider.
func (selftestCommand) Help() string {
	return `Every fault must be noticed by each rule that it names, and by no rule that it
does not name. After adding a rule, --rule ID --update tries every fault on it and
writes which of them it notices by the way.

Examples:

    cogbench selftest
    cogbench selftest --fault toy-accepts-every-proof --verbose
    cogbench selftest --full --report-dir out
    cogbench selftest --rule DEV-GET-06 --update
    cogbench selftest --variations
    cogbench selftest --dialects
    cogbench selftest --weaker --together`
}

// Run runs the command.
func (s selftestCommand) Run(ctx context.Context, console streams) error {
	suite, err := suites.Load()
	if err != nil {
		return err
	}
	if s.Parallel < 0 {
		return usage(errors.New("--parallel must be positive"), "omit it for what suits the machine")
	}
	if err := reportDirectory("--report-dir", s.ReportDir); err != nil {
		return err
	}
	if s.Dialects || len(s.Dialect) > 0 {
		return s.hear(ctx, suite, console)
	}
	if s.Within != 0 {
		return usage(errors.New("--within is for --dialects"), "give --dialects or --dialect NAME")
	}
	options, err := s.options(suite)
	if err != nil {
		return err
	}
	if s.varied() {
		return s.vary(ctx, suite, options, console)
	}
	sources := ""
	if s.Update {
		if sources, err = faultSources(); err != nil {
			return usage(err, "run selftest --update in a checkout of the source")
		}
	}
	progress := s.trials(console, "fault")
	areas, groups := faultAreas(options.Faults)
	progress.divide(groups)
	options.Done = func(r selftest.Row, of int) {
		expected := s.expected(r)
		progress.add(of, expected, s.detail(expected, console, func(t selftest.Text) { t.Row(r) }), r.Name, areas[r.Name])
	}
	found := selftest.Run(ctx, suite, options)
	progress.Close()
	if s.Update && !found.Interrupted && len(found.Defects) == 0 {
		return update(sources, found, console)
	}
	return s.conclude(found, console)
}

// expected reports whether a fault was noticed as its entry says. An update tries faults
// on rules that they do not name, and is only about what nobody foresaw.
func (s selftestCommand) expected(r selftest.Row) bool {
	if s.Update {
		return len(r.With(selftest.Unforeseen)) == 0
	}
	return r.Exact()
}

// varied reports whether pools are tried to which no must rule may object.
func (s selftestCommand) varied() bool {
	return s.Variations || s.Weaker || s.Together || len(s.Variation) > 0
}

// options are what the flags say. Errors are usage errors.
func (s selftestCommand) options(suite *engine.Suite) (selftest.Options, error) {
	options := selftest.Options{
		Command: newWorker, Tool: thisTool(),
		Full: s.Full, Parallel: s.Parallel, Timeout: s.Timeout,
	}
	switch {
	case s.varied() && (s.Full || s.Update || len(s.Fault) > 0 && !s.Weaker):
		return options, usage(errors.New("--full, --update and --fault are about faults, not about variations"), "try faults and variations in two runs")
	case s.Weaker && (s.Variations || len(s.Variation) > 0):
		return options, usage(errors.New("--weaker is about faults, not about variations"), "try faults and variations in two runs")
	}
	if s.Parallel <= 0 {
		options.Parallel = runtime.GOMAXPROCS(0)
	}
	if len(s.Rule) > 0 {
		plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Rules: s.Rule, Instant: true})
		if err != nil {
			return options, usage(err, "see cogbench rules")
		}
		options.Rules = plan.Run
	}
	var err error
	options.Faults, err = s.faults()
	return options, err
}

// faultAreas are the areas of the rules that the faults break, by their names and as
// groups; of all faults if none are given.
func faultAreas(tried []faults.Fault) (of map[string]string, groups []term.Group) {
	if tried == nil {
		tried = faults.All()
	}
	of = make(map[string]string)
	var broken []string
	for _, fault := range tried {
		of[fault.Name] = spec.AreaOf(fault.Breaks[0]) // each breaks one at least
		broken = append(broken, fault.Breaks[0])
	}
	return of, groupsOf(broken)
}

// faults are those asked for, or nil for all.
func (s selftestCommand) faults() ([]faults.Fault, error) {
	var tried []faults.Fault
	if s.Update && len(s.Rule) > 0 && len(s.Fault) == 0 {
		return faults.All(), nil // a rule may fail on any of them
	}
	for _, name := range s.Fault {
		fault, err := faults.Named(name)
		if err != nil {
			return nil, usage(err, meant(name, faults.All(), faultName, "cogbench serve --list-faults"))
		}
		tried = append(tried, fault)
	}
	return tried, nil
}

// detail is the outcome of one fault or variation, as standard error shows it: of each with
// --verbose, otherwise only of those that were not as expected.
func (s selftestCommand) detail(expected bool, console streams, write func(selftest.Text)) string {
	if expected && !s.Verbose {
		return ""
	}
	var text strings.Builder
	write(selftest.Text{Out: &text, Style: term.StyleOf(console.stderr, console.getenv)})
	return text.String()
}

// conclude writes the results and returns what they mean.
func (s selftestCommand) conclude(m *selftest.Matrix, console streams) error {
	var lost error
	if s.ReportDir != "" {
		lost = m.WriteFiles(s.ReportDir)
	}
	return concludeSelfTest(m.OK(), m.Interrupted, m.Defects, errors.Join(lost, s.show(m, console)))
}

// concludeSelfTest is what the end of a self-test means.
func concludeSelfTest(ok, interrupted bool, defects []string, lost error) error {
	switch {
	case lost != nil:
		return unwritten(lost, "the results were not all written")
	case interrupted:
		return ended(exitInterrupted)
	case len(defects) > 0:
		return &failure{
			code: exitDefect, err: errors.New(strings.Join(defects, "\n")),
			hint: "this is a defect of cogbench; please report it with the command line",
		}
	case !ok:
		return ended(exitFailed)
	}
	return nil
}

// show writes results to standard output, as the flags say.
func (s selftestCommand) show(m *selftest.Matrix, console streams) error {
	if s.JSON {
		data, err := m.JSON()
		if err != nil {
			return err
		}
		_, err = console.stdout.Write(data)
		return err
	}
	text := selftest.Text{Out: console.stdout, Style: term.StyleOf(console.stdout, console.getenv)}
	if s.Quiet {
		text.Objections(m)
	} else {
		text.Matrix(m)
	}
	text.Line(m)
	return nil
}
