package selftest

import (
	"errors"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Change is what Update did to the entry of one fault.
type Change struct {
	// Fault is its name, File the path of the source file that holds its entry.
	Fault, File string
	// Added and Removed are the ids that its Also list gained and lost.
	Added, Removed []string
	// Problem says why the entry has to be edited by hand, "" if it was changed.
	Problem string
}

// Update rewrites the Also lists of faults, in the Go files of a directory, to what a
// self-test saw: it adds the rules that failed and were not foreseen and, if the
// self-test was a full one, removes those that were foreseen and passed. Everything else
// in the files stays as it is, comments included. Faults that act by chance lose
// nothing, and those that never acted or broke the pool are left alone: what was seen on
// them shows nothing.
func Update(directory string, m *Matrix) ([]Change, error) {
	sources, err := readSources(directory)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, row := range m.Faults {
		change := wanted(row, m.Full)
		if len(change.Added)+len(change.Removed) == 0 {
			continue
		}
		changes = append(changes, sources.apply(change))
	}
	return changes, sources.write()
}

// wanted is the change that a row calls for.
func wanted(row Row, full bool) Change {
	change := Change{Fault: row.Name}
	if row.Dead() || row.Panics > 0 {
		return change
	}
	for _, cell := range row.With(Unforeseen) {
		change.Added = append(change.Added, cell.Rule)
	}
	if full && !row.Chance {
		for _, cell := range row.With(Unseen) {
			change.Removed = append(change.Removed, cell.Rule)
		}
	}
	return change
}

// sources are files of faults by path.
type sources map[string]*source

// source is the content of a file, and whether it differs from what is on disk.
type source struct {
	content []byte
	changed bool
}

func readSources(directory string) (sources, error) {
	paths, err := filepath.Glob(filepath.Join(directory, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("list the files of faults: %w", err)
	}
	read := sources{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the faults: %w", err)
		}
		read[path] = &source{content: content}
	}
	if len(read) == 0 {
		return nil, fmt.Errorf("no Go files in %s", directory)
	}
	return read, nil
}

// apply edits the entry of a fault in whichever file has it.
func (s sources) apply(change Change) Change {
	for path, file := range s {
		found, err := findEntry(path, file.content, change.Fault)
		if err != nil {
			change.Problem = err.Error()
			return change
		}
		if found == nil {
			continue
		}
		change.File = path
		edited, err := found.edit(change)
		if err != nil {
			change.Problem = err.Error()
			return change
		}
		if edited, err = format.Source(edited); err != nil {
			change.Problem = err.Error()
			return change
		}
		file.content, file.changed = edited, true
		return change
	}
	change.Problem = "no entry has this name as a literal: edit what makes it"
	return change
}

// write writes the files that changed.
func (s sources) write() error {
	var failed []error
	for path, file := range s {
		if file.changed {
			failed = append(failed, os.WriteFile(path, file.content, 0o644))
		}
	}
	return errors.Join(failed...)
}

// String is the change in a line, for a person.
func (c Change) String() string {
	var parts []string
	for _, part := range []struct {
		sign string
		ids  []string
	}{{"+", c.Added}, {"-", c.Removed}} {
		for _, id := range slices.Sorted(slices.Values(part.ids)) {
			parts = append(parts, part.sign+id)
		}
	}
	line := fmt.Sprintf("%s: Also %s", c.Fault, strings.Join(parts, " "))
	if c.Problem != "" {
		return line + ": not written: " + c.Problem
	}
	return line + " (" + filepath.Base(c.File) + ")"
}
