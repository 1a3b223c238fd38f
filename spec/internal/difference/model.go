package difference

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/spec"
)

// Between lists what a newer model changes, one line a change: operations, members,
// bounds, patterns, enums, what is required, and errors. The order is the same every
// time; nothing changed is an empty list.
func Between(older, newer map[string]*spec.Operation) []string {
	var changes []string
	for _, name := range names(older, newer) {
		before, after := older[name], newer[name]
		switch {
		case before == nil:
			changes = append(changes, name+": operation added")
		case after == nil:
			changes = append(changes, name+": operation removed")
		default:
			changes = append(changes, operation(before, after)...)
		}
	}
	return changes
}

func operation(before, after *spec.Operation) []string {
	var changes []string
	if before.Unsigned != after.Unsigned {
		changes = append(changes, fmt.Sprintf("%s: needs a signature: %t, was %t", after.Name, !after.Unsigned, !before.Unsigned))
	}
	changes = append(changes, lists(after.Name, "error", before.Errors, after.Errors)...)
	changes = append(changes, shapes(after.Name+" input", before.Input, after.Input)...)
	return append(changes, shapes(after.Name+" output", before.Output, after.Output)...)
}

// shapes compares two shapes at a path, and all within them.
func shapes(path string, before, after *spec.Shape) []string {
	switch {
	case before == nil && after == nil:
		return nil
	case before == nil:
		return []string{path + ": added"}
	case after == nil:
		return []string{path + ": removed"}
	case before.Type != after.Type:
		return []string{fmt.Sprintf("%s: type %s, was %s", path, after.Type, before.Type)}
	}
	changes := constraints(path, before, after)
	changes = append(changes, lists(path, "value", before.Values, after.Values)...)
	changes = append(changes, members(path, before.Members, after.Members)...)
	changes = append(changes, shapes(path+"[]", before.Member, after.Member)...)
	changes = append(changes, shapes(path+" key", before.Key, after.Key)...)
	return append(changes, shapes(path+" value", before.Value, after.Value)...)
}

// constraints compares what two shapes of one type demand of a value.
func constraints(path string, before, after *spec.Shape) []string {
	var changes []string
	note := func(what, was, is string) {
		if was != is {
			changes = append(changes, fmt.Sprintf("%s: %s %s, was %s", path, what, is, was))
		}
	}
	note("required", fmt.Sprint(before.Required), fmt.Sprint(after.Required))
	note("sensitive", fmt.Sprint(before.Sensitive), fmt.Sprint(after.Sensitive))
	note("length", bounds(before.Length), bounds(after.Length))
	note("range", bounds(before.Range), bounds(after.Range))
	note("pattern", quoted(before.Pattern), quoted(after.Pattern))
	return changes
}

func members(path string, before, after []spec.Member) []string {
	older, newer := byName(before), byName(after)
	var changes []string
	for _, name := range names(older, newer) {
		changes = append(changes, shapes(path+"."+name, older[name], newer[name])...)
	}
	return changes
}

func byName(members []spec.Member) map[string]*spec.Shape {
	shapes := make(map[string]*spec.Shape, len(members))
	for _, member := range members {
		shapes[member.Name] = member.Shape
	}
	return shapes
}

// lists says what was added to a list and removed from it; an order means nothing.
func lists(path, what string, before, after []string) []string {
	var changes []string
	for _, entry := range after {
		if !slices.Contains(before, entry) {
			changes = append(changes, fmt.Sprintf("%s: %s %s added", path, what, entry))
		}
	}
	for _, entry := range before {
		if !slices.Contains(after, entry) {
			changes = append(changes, fmt.Sprintf("%s: %s %s removed", path, what, entry))
		}
	}
	return changes
}

// names are the keys of both maps, sorted, each once.
func names[T any](a, b map[string]T) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

// bounds words a pair of bounds. Shapes without a length, and of any length, allow
// the same.
func bounds(b *spec.Bounds) string {
	switch {
	case b == nil || *b == (spec.Bounds{Max: spec.Unbounded}):
		return "any"
	case b.Max == spec.Unbounded:
		return fmt.Sprintf("at least %d", b.Min)
	}
	return fmt.Sprintf("%d to %d", b.Min, b.Max)
}

func quoted(pattern string) string {
	if pattern == "" {
		return "none"
	}
	return "`" + strings.TrimSpace(pattern) + "`"
}
