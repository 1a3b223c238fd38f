package main

import (
	"context"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/suites/engine"
)

// vary runs the suite against pools that are right in other ways.
func (s selftestCommand) vary(ctx context.Context, suite *engine.Suite, options selftest.Options, console streams) error {
	list, err := s.variations()
	if err != nil {
		return err
	}
	groups := selftest.Apart(list)
	if s.Together {
		groups = [][]variations.Variation{list}
	}
	progress := s.trials(console, "pools")
	v := selftest.Vary(ctx, suite, groups, options, func(v selftest.Variant) {
		progress.add(len(groups), v.OK(), s.detail(v.OK(), console, func(t selftest.Text) { t.Variant(v) }))
	})
	progress.Close()
	data, err := v.JSON()
	if err == nil && s.ReportDir != "" {
		err = atomicfile.Write(filepath.Join(s.ReportDir, "variations.json"), data, 0o644)
	}
	switch text := (selftest.Text{Out: console.stdout, Style: term.StyleOf(console.stdout, console.getenv)}); {
	case err != nil:
	case s.JSON:
		_, err = console.stdout.Write(data)
	case s.Quiet:
		text.VarietyLine(v)
	default:
		text.Variety(v)
	}
	return concludeSelfTest(v.OK(), v.Interrupted, v.Defects, err)
}

// variations are those asked for, without a name all.
func (s selftestCommand) variations() ([]variations.Variation, error) {
	if len(s.Variation) == 0 {
		return variations.All(), nil
	}
	var list []variations.Variation
	for _, name := range s.Variation {
		one, err := variations.Named(name)
		if err != nil {
			return nil, usage(err, "see cogbench serve --list-variations")
		}
		list = append(list, one)
	}
	return list, nil
}
