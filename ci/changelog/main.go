// Command changelog makes CHANGELOG.md of the notes in changes/, one file a change.
//
//	go run ./ci/changelog            writes CHANGELOG.md
//	go run ./ci/changelog --check    fails if a note cannot be read, or CHANGELOG.md is not theirs
//	go run ./ci/changelog --release 0.2.0
//
// A note is a file in changes/unreleased, named after the change. Its first line is the kind
// of the change and what a user notices of it, in a sentence; what else there is to know
// may follow after an empty line. A release moves the notes to a directory of its own.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	notesDirectory = "changes"
	changelogFile  = "CHANGELOG.md"
)

func main() {
	check := flag.Bool("check", false, "write nothing, and fail if CHANGELOG.md is not up to date")
	release := flag.String("release", "", "the version that the unreleased notes become")
	flag.Parse()
	if err := run(*check, *release); err != nil {
		fmt.Fprintln(os.Stderr, "changelog:", err)
		os.Exit(1)
	}
}

// run makes the changelog in the working directory.
func run(check bool, release string) error {
	if check && release != "" {
		return errors.New("--check writes nothing: leave out --release")
	}
	if release != "" {
		if err := moveNotes(release, time.Now()); err != nil {
			return err
		}
	}
	releases, err := readNotes(os.DirFS(notesDirectory))
	if err != nil {
		return err
	}
	text := changelog(releases)
	if !check {
		return os.WriteFile(changelogFile, []byte(text), 0o644)
	}
	there, err := os.ReadFile(changelogFile)
	if err != nil {
		return err
	}
	if string(there) != text {
		return fmt.Errorf("%s is not what the notes say: go run ./ci/changelog writes it", changelogFile)
	}
	return nil
}

// moveNotes makes the unreleased notes those of a version of a day.
func moveNotes(version string, day time.Time) error {
	name := version + "_" + day.UTC().Format(time.DateOnly)
	if _, err := parseRelease(name); err != nil {
		return err
	}
	unreleased := filepath.Join(notesDirectory, unreleasedName)
	if err := os.Rename(unreleased, filepath.Join(notesDirectory, name)); err != nil {
		return err
	}
	return os.Mkdir(unreleased, 0o755)
}
