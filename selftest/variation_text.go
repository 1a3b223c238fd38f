package selftest

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/spec"
)

// Variation writes which rules object to one variation, and the reason of each that must
// not.
func (t Text) Variation(v Variation) {
	mark := t.Green("✓")
	if !v.OK() {
		mark = t.Red("✗")
	}
	fmt.Fprintf(t.Out, "%s %-28s rules passed: %d", mark, v.Name, v.Passed)
	for _, level := range []spec.Level{spec.Should, spec.Observed} {
		if ids := v.objecting(level); len(ids) > 0 {
			fmt.Fprintf(t.Out, "; object (%s): %s", level, strings.Join(ids, ", "))
		}
	}
	fmt.Fprintln(t.Out)
	for _, o := range v.Objections {
		if o.Level == spec.Must {
			fmt.Fprintf(t.Out, "    %s %s (%s) %s\n", t.Red("must:"), o.Rule, o.Outcome, said(o.Outcome, o.Because, o.Message))
		}
	}
}

// objecting are the rules of a level that object.
func (v Variation) objecting(level spec.Level) []string {
	var ids []string
	for _, o := range v.Objections {
		if o.Level == level {
			ids = append(ids, o.Rule)
		}
	}
	return ids
}

// Variations writes every variation, then the conclusion.
func (t Text) Variations(v *VariationReport) {
	for _, one := range v.Variations {
		t.Variation(one)
	}
	fmt.Fprintln(t.Out)
	t.VariationsLine(v)
}

// VariationObjections writes the variations that break a must rule, with the reasons.
func (t Text) VariationObjections(v *VariationReport) {
	for _, one := range v.Variations {
		if !one.OK() {
			t.Variation(one)
		}
	}
}

// VariationsLine writes the conclusion.
func (t Text) VariationsLine(v *VariationReport) {
	right := 0
	for _, one := range v.Variations {
		if one.OK() {
			right++
		}
	}
	fmt.Fprintf(t.Out, "%d of %s %s every must rule, in %.1f s\n", right, plural.Count(len(v.Variations), "variation"), plural.Pick(right, "keeps", "keep"), v.DurationSeconds)
	t.meaning(v.Interrupted, v.OK(), "the suite accepts what is right", "the suite demands more than the rules say")
}
