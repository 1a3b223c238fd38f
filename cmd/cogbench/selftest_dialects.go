package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/dialects"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/suites/engine"
)

// hear runs the suite, as a user would, on servers that are wrong as published ones are,
// and compares what it says with what is so.
func (s selftestCommand) hear(ctx context.Context, suite *engine.Suite, console streams) error {
	list, err := s.dialects()
	if err != nil {
		return err
	}
	heard := &selftest.DialectReport{Tool: thisTool(), StartedAt: time.Now().UTC(), Dialects: []selftest.Dialect{}}
	progress := s.trials(console, "dialect")
	for _, dialect := range list {
		one, defects, err := s.hearOne(ctx, suite, dialect)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			defects = append(defects, err.Error())
		} else {
			heard.Dialects = append(heard.Dialects, one)
		}
		for _, defect := range defects {
			heard.Defects = append(heard.Defects, dialect.Name+": "+defect)
		}
		progress.add(len(list), err == nil && one.OK(), s.detail(one.OK(), console, func(t selftest.Text) { t.Dialect(one) }), dialect.Name, "")
	}
	progress.Close()
	heard.Interrupted = ctx.Err() != nil
	heard.DurationSeconds = time.Since(heard.StartedAt).Seconds()
	return concludeSelfTest(heard.OK(), heard.Interrupted, heard.Defects, s.showDialects(heard, console))
}

// overrun is how many times its limit a run on a dialect may take on a slow machine.
const overrun = 4

// hearOne runs the suite on a server of one dialect, which shares nothing with it but the
// wire.
func (s selftestCommand) hearOne(ctx context.Context, suite *engine.Suite, dialect dialects.Dialect) (selftest.Dialect, []string, error) {
	var on refpool.Options
	dialect.Install(&on)
	server, err := embeddedpool.Start(on, "")
	if err != nil {
		return selftest.Dialect{}, nil, err
	}
	defer func() { _ = server.Close() }() // its port and memory are all that it holds
	ctx, cancel := context.WithTimeout(ctx, overrun*dialects.Limit)
	defer cancel()
	config := server.Config("server") // the name of none: it would be found for a cause
	options := cogbench.Options{Target: &config, Timeout: s.Timeout, Workers: engine.Workers{Command: newWorker}}
	found, err := cogbench.Conform(ctx, options)
	if err != nil {
		return selftest.Dialect{}, nil, fmt.Errorf("nothing was judged: %w", err)
	}
	told, err := toldOf(found, options)
	if err != nil {
		return selftest.Dialect{}, found.Defects, err
	}
	one, err := selftest.CompareDialect(suite, dialect, found, told)
	if s.Within > 0 {
		one.LimitSeconds, one.LimitHeld = s.Within.Seconds(), true
	}
	return one, found.Defects, err
}

// toldOf is what conform writes of a run where its output is no terminal.
func toldOf(found *report.Conformance, options cogbench.Options) (string, error) {
	verdict, err := cogbench.Verdict(found, options)
	if err != nil {
		return "", err
	}
	var told bytes.Buffer
	err = outputFlags{}.show(found, verdict, "", streams{stdout: &told, getenv: func(string) string { return "" }})
	return told.String(), err
}

// showDialects writes the results, as the flags say.
func (s selftestCommand) showDialects(heard *selftest.DialectReport, console streams) error {
	data, lost := heard.JSON()
	if lost == nil && s.ReportDir != "" {
		lost = atomicfile.Write(filepath.Join(s.ReportDir, "dialects.json"), data, 0o644)
	}
	var err error
	switch text := (selftest.Text{Out: console.stdout, Style: term.StyleOf(console.stdout, console.getenv)}); {
	case s.JSON:
		_, err = console.stdout.Write(data)
	case s.Quiet:
		text.DialectObjections(heard)
		text.DialectsLine(heard)
	default:
		text.Dialects(heard)
	}
	return errors.Join(lost, err)
}

// dialects are those asked for, without a name all. Errors are usage errors.
func (s selftestCommand) dialects() ([]dialects.Dialect, error) {
	if s.Within < 0 {
		return nil, usage(errors.New("--within must be positive"), "for example --within 60s")
	}
	if s.varied() || s.Full || s.Update || len(s.Fault) > 0 || len(s.Rule) > 0 {
		return nil, usage(errors.New("dialects are judged by all rules, and tried without faults and variations"), "try dialects in a run of their own")
	}
	if len(s.Dialect) == 0 {
		return dialects.All(), nil
	}
	var list []dialects.Dialect
	for _, name := range s.Dialect {
		one, err := dialects.Named(name)
		if err != nil {
			return nil, usage(err, meant(name, dialects.All(), dialectName, "cogbench serve --list-dialects"))
		}
		list = append(list, one)
	}
	return list, nil
}
