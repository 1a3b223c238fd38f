package render

import (
	"fmt"
	"io"
	"slices"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/spec"
)

// Since says what the rules of today have changed after the version that a file was
// written with: how many were added, and which of the ids that the file names have
// another level or statement. It writes nothing if nothing changed. The error says
// that the version is unknown.
func Since(w io.Writer, file, version string, ids []string) error {
	catalogue, err := spec.Load()
	if err != nil {
		return err
	}
	changes, err := catalogue.Since(version)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if len(changes.Added)+len(changes.Changed) == 0 {
		return nil
	}
	fmt.Fprintf(w, "%s was written with the rules of %s; these are those of %s: %s added", file, version, spec.Version, plural.Count(len(changes.Added), "rule"))
	var named []spec.Revision
	for _, revision := range changes.Changed {
		if slices.Contains(ids, revision.Is.ID) {
			named = append(named, revision)
		}
	}
	if len(named) == 0 {
		fmt.Fprintln(w, ", none that it names changed")
		return nil
	}
	fmt.Fprintf(w, ", %d that it names changed\n", len(named))
	for _, revision := range named {
		fmt.Fprintf(w, "  %-13s %s\n", revision.Is.ID, revised(revision))
	}
	return nil
}

// revised says what changed in a rule.
func revised(r spec.Revision) string {
	level := fmt.Sprintf("%s → %s", r.Was.Level, r.Is.Level)
	switch {
	case r.Was.Statement == r.Is.Statement:
		return level
	case r.Was.Level == r.Is.Level:
		return "says now: " + r.Is.Statement
	default:
		return level + ", says now: " + r.Is.Statement
	}
}
