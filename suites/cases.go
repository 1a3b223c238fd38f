package suites

import (
	"iter"
	"maps"
	"slices"

	"github.com/cogbench/cogbench/suites/engine"
)

// each runs body as a case for every entry of a table.
func each[T any](c *Check, table map[string]T, body func(name string, entry T)) {
	eachIn(c, "", table, body)
}

// eachIn is each for cases of one cell.
func eachIn[T any](c *Check, cell string, table map[string]T, body func(name string, entry T)) {
	var cases []engine.NamedCase
	for name, entry := range sorted(table) {
		cases = append(cases, engine.NamedCase{Name: name, Cell: cell, Body: func() { body(name, entry) }})
	}
	c.Cases(cases)
}

// sorted yields a table in the order of its names, the same in every run.
func sorted[K ~string, T any](table map[K]T) iter.Seq2[K, T] {
	return func(yield func(K, T) bool) {
		for _, name := range slices.Sorted(maps.Keys(table)) {
			if !yield(name, table[name]) {
				return
			}
		}
	}
}
