package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// unreleasedName is the directory of the notes that no version has yet.
const unreleasedName = "unreleased"

var (
	// kinds are those of a change, in the order of the changelog.
	kinds = []string{"Changed", "Added", "Fixed", "Removed"}

	headline    = regexp.MustCompile(`^([A-Z][a-z]+): (.+\.)$`)
	releaseName = regexp.MustCompile(`^(\d+\.\d+\.\d+)_(\d{4}-\d\d-\d\d)$`)
)

// note is what a user notices of one change.
type note struct {
	kind     string
	sentence string
	more     string // paragraphs, "" for none
}

// release is a version with its notes.
type release struct {
	version string // "" for what is not released
	day     string
	notes   []note
}

// readNotes reads the notes of all releases, the newest first.
func readNotes(tree fs.FS) ([]release, error) {
	directories, err := fs.ReadDir(tree, ".")
	if err != nil {
		return nil, err
	}
	var releases []release
	for _, directory := range directories {
		r, err := parseRelease(directory.Name())
		if err != nil {
			return nil, err
		}
		if r.notes, err = readDirectory(tree, directory.Name()); err != nil {
			return nil, err
		}
		releases = append(releases, r)
	}
	slices.SortFunc(releases, newestFirst)
	return releases, nil
}

// newestFirst orders releases; what is not released is newer than all.
func newestFirst(a, b release) int {
	if a.version == "" || b.version == "" {
		return cmp.Compare(len(a.version), len(b.version))
	}
	return semver.Compare("v"+b.version, "v"+a.version)
}

// parseRelease reads the name of a directory of notes.
func parseRelease(name string) (release, error) {
	if name == unreleasedName {
		return release{}, nil
	}
	found := releaseName.FindStringSubmatch(name)
	if found == nil {
		return release{}, fmt.Errorf("%s is neither %s nor a version with its day, such as 0.2.0_2026-12-24", name, unreleasedName)
	}
	return release{version: found[1], day: found[2]}, nil
}

// readDirectory reads the notes of a release, in the order of their names.
func readDirectory(tree fs.FS, directory string) ([]note, error) {
	files, err := fs.ReadDir(tree, directory)
	if err != nil {
		return nil, err
	}
	var notes []note
	for _, file := range files {
		name := path.Join(directory, file.Name())
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		if path.Ext(name) != ".md" {
			return nil, fmt.Errorf("%s: a note is a file that ends in .md", name)
		}
		n, err := parseNote(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		notes = append(notes, n)
	}
	return notes, nil
}

// parseNote reads a note.
func parseNote(text string) (note, error) {
	head, more, _ := strings.Cut(strings.TrimSpace(text), "\n")
	found := headline.FindStringSubmatch(head)
	switch {
	case found == nil:
		return note{}, fmt.Errorf("the first line %q is not a kind and a sentence, such as \"Added: conform has --max-time.\"", head)
	case !slices.Contains(kinds, found[1]):
		return note{}, fmt.Errorf("there is no kind %q: choose one of %s", found[1], strings.Join(kinds, ", "))
	case more != "" && !strings.HasPrefix(more, "\n"):
		return note{}, errors.New("the second line is not empty: the first holds one whole sentence")
	}
	return note{found[1], found[2], strings.TrimSpace(more)}, nil
}

// changelog writes the releases for a reader.
func changelog(releases []release) string {
	var out strings.Builder
	out.WriteString("# Changelog\n\nWhat users notice, the newest first. How rules changed, and why, is in\n[docs/results/rules.md](docs/results/rules.md).\n")
	for _, r := range releases {
		if len(r.notes) == 0 {
			continue
		}
		if r.version == "" {
			out.WriteString("\n## Not released yet\n")
		} else {
			fmt.Fprintf(&out, "\n## %s, %s\n", r.version, r.day)
		}
		for _, kind := range kinds {
			writeKind(&out, kind, r.notes)
		}
	}
	return out.String()
}

// writeKind writes the notes of a kind as a list, if there are any.
func writeKind(out *strings.Builder, kind string, notes []note) {
	begun := false
	for _, n := range notes {
		if n.kind != kind {
			continue
		}
		if !begun {
			fmt.Fprintf(out, "\n**%s**\n\n", kind)
			begun = true
		}
		text := strings.ToUpper(n.sentence[:1]) + n.sentence[1:]
		if n.more != "" {
			text += "\n\n" + n.more
		}
		fmt.Fprintf(out, "- %s\n", strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n  "), "\n  \n", "\n\n"))
	}
}
