package main

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/refpool/variations"
	"github.com/cogbench/cogbench/selftest"
	"github.com/cogbench/cogbench/suites/engine"
)

// vary runs the suite against pools that are right in other ways, or wrong only in what
// no must rule speaks of.
func (s selftestCommand) vary(ctx context.Context, suite *engine.Suite, options selftest.Options, console streams) error {
	pools, err := s.pools(suite, &options)
	if err != nil {
		return err
	}
	progress := s.trials(console, "pool")
	v := selftest.Try(ctx, suite, pools, options, func(v selftest.Variation) {
		progress.add(len(pools), v.OK(), s.detail(v.OK(), console, func(t selftest.Text) { t.Variation(v) }), v.Name, "")
	})
	progress.Close()
	data, lost := v.JSON()
	if lost == nil && s.ReportDir != "" {
		lost = atomicfile.Write(filepath.Join(s.ReportDir, "variations.json"), data, 0o644)
	}
	switch text := (selftest.Text{Out: console.stdout, Style: term.StyleOf(console.stdout, console.getenv)}); {
	case s.JSON:
		_, err = console.stdout.Write(data)
	case s.Quiet:
		text.VariationObjections(v)
		text.VariationsLine(v)
	default:
		text.Variations(v)
	}
	return concludeSelfTest(v.OK(), v.Interrupted, v.Defects, errors.Join(lost, err))
}

// pools are those to try. With --weaker only must rules are checked: those that the
// faults break are of no interest.
func (s selftestCommand) pools(suite *engine.Suite, options *selftest.Options) ([]selftest.Trial, error) {
	if !s.Weaker {
		list, err := s.variations()
		return selftest.Variations(list, s.Together), err
	}
	list := options.Faults
	if list == nil {
		list = faults.All()
	}
	options.Rules = selftest.MustRules(suite, options.Rules, s.Together)
	trials := selftest.Weaker(suite.Catalogue(), list, s.Together)
	if len(trials) == 0 || len(options.Rules) == 0 {
		return nil, usage(errors.New("there is nothing to try: every fault asked for breaks a must rule, or no rule asked for is one"), "see cogbench rules")
	}
	return trials, nil
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
			return nil, usage(err, meant(name, variations.All(), variationName, "cogbench serve --list-variations"))
		}
		list = append(list, one)
	}
	return list, nil
}
