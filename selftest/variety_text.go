package selftest

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/spec"
)

// Variant writes which rules object to one variation, and why those do that must
// not.
func (t Text) Variant(v Variant) {
	mark := t.Green("✓")
	if !v.OK() {
		mark = t.Red("✗")
	}
	fmt.Fprintf(t.Out, "%s %-28s %d rules passed", mark, v.Name, v.Passed)
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
func (v Variant) objecting(level spec.Level) []string {
	var ids []string
	for _, o := range v.Objections {
		if o.Level == level {
			ids = append(ids, o.Rule)
		}
	}
	return ids
}

// Variety writes every variation and what they mean.
func (t Text) Variety(v *Variety) {
	for _, one := range v.Variations {
		t.Variant(one)
	}
	fmt.Fprintln(t.Out)
	t.VarietyLine(v)
}

// VarietyLine writes what the variations mean.
func (t Text) VarietyLine(v *Variety) {
	right := 0
	for _, one := range v.Variations {
		if one.OK() {
			right++
		}
	}
	fmt.Fprintf(t.Out, "%d of %d variations keep every must rule, in %.1f s\n", right, len(v.Variations), v.DurationSeconds)
	t.meaning(v.Interrupted, v.OK(), "the suite takes what is right", "the suite asks for more than the rules say")
}
