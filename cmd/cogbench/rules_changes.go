package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cogbench/cogbench/spec"
)

// tellChanges writes, as Markdown, what versions after one changed in the catalogue.
func tellChanges(catalogue *spec.Catalogue, version string, out io.Writer) error {
	difference, err := catalogue.Since(version)
	if err != nil {
		return usage(err, "")
	}
	then, err := catalogue.AsOf(version)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "# What changed in the rules since %s\n\n| level | %s | %s |\n|---|---:|---:|\n", version, version, spec.Version)
	was, is := byLevel(then.Rules), byLevel(catalogue.Rules)
	for _, level := range spec.Levels() {
		fmt.Fprintf(out, "| %s | %d | %d |\n", level, was[level], is[level])
	}
	fmt.Fprintf(out, "| all | %d | %d |\n\n## Changed\n\n", len(then.Rules), len(catalogue.Rules))
	for _, revision := range difference.Changed {
		writeRevision(out, version, revision)
	}
	fmt.Fprint(out, "\n## New\n\n")
	for _, rule := range difference.Added {
		fmt.Fprintf(out, "- **%s** (%s): %s\n", rule.ID, rule.Level, rule.Statement)
	}
	return nil
}

func byLevel(rules []spec.Rule) map[spec.Level]int {
	count := map[spec.Level]int{}
	for _, rule := range rules {
		count[rule.Level]++
	}
	return count
}

// sentence is a reason with a capital and a full stop.
func sentence(reason string) string {
	first, size := utf8.DecodeRuneInString(reason)
	return string(unicode.ToUpper(first)) + strings.TrimSuffix(reason[size:], ".") + "."
}

// writeRevision writes a rule's levels, its statements where they differ, and why.
func writeRevision(out io.Writer, version string, revision spec.Revision) {
	level := string(revision.Is.Level)
	if revision.Was.Level != revision.Is.Level {
		level = string(revision.Was.Level) + " → " + level
	}
	fmt.Fprintf(out, "- **%s**, %s.", revision.Is.ID, level)
	for _, change := range revision.Is.ChangesSince(version) {
		fmt.Fprintf(out, " %s", sentence(change.Because))
	}
	fmt.Fprintln(out)
	if revision.Was.Statement != revision.Is.Statement {
		fmt.Fprintf(out, "  - was: %s\n  - is: %s\n", revision.Was.Statement, revision.Is.Statement)
	}
}
