package selftest

import (
	"fmt"

	"github.com/cogbench/cogbench/spec"
)

// Variant writes what objects to one variation: what must not, marked.
func (t Text) Variant(v Variant) {
	mark := t.green("✓")
	if !v.OK() {
		mark = t.red("✗")
	}
	fmt.Fprintf(t.Out, "%s %-28s %d rules passed", mark, v.Name, v.Passed)
	if len(v.Objections) > 0 {
		fmt.Fprintf(t.Out, ", %d object", len(v.Objections))
	}
	fmt.Fprintln(t.Out)
	for _, o := range v.Objections {
		level := string(o.Level)
		if o.Level == spec.Must {
			level = t.red(level)
		}
		fmt.Fprintf(t.Out, "    %s (%s) %s %s\n", o.Rule, level, o.Outcome, said(Cell{Outcome: o.Outcome, Because: o.Because, Message: o.Message}))
	}
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
	switch {
	case v.Interrupted:
		fmt.Fprintln(t.Out, "interrupted")
	case v.OK():
		fmt.Fprintln(t.Out, t.green("the suite takes what is right"))
	default:
		fmt.Fprintln(t.Out, t.red("the suite asks for more than the rules say"))
	}
}
