package main

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestChangelog(t *testing.T) {
	releases, err := readNotes(fstest.MapFS{
		"unreleased/later.md":         {Data: []byte("Fixed: a thing works.\n")},
		"0.9.0_2026-11-01/first.md":   {Data: []byte("Added: a first thing.\n")},
		"0.10.0_2026-12-01/a.md":      {Data: []byte("Added: a second thing.\n\nIt is\nlong.\n\nAnd more.\n")},
		"0.10.0_2026-12-01/b.md":      {Data: []byte("Changed: another thing.\n")},
		"0.10.0_2026-12-01/c-more.md": {Data: []byte("Added: a third thing.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(changelog(releases), "\n## ")
	want := `Not released yet

**Fixed**

- A thing works.

## 0.10.0, 2026-12-01

**Changed**

- Another thing.

**Added**

- A second thing.

  It is
  long.

  And more.
- A third thing.

## 0.9.0, 2026-11-01

**Added**

- A first thing.
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNotesThatCannotBeRead(t *testing.T) {
	for name, test := range map[string]struct{ path, text, want string }{
		"no kind":         {"unreleased/a.md", "it works.\n", "not a kind and a sentence"},
		"no sentence":     {"unreleased/a.md", "Fixed: it\n", "not a kind and a sentence"},
		"unknown kind":    {"unreleased/a.md", "Broken: it fails.\n", `no kind "Broken"`},
		"two lines":       {"unreleased/a.md", "Fixed: it works.\nReally.\n", "second line is not empty"},
		"empty":           {"unreleased/a.md", "", "not a kind and a sentence"},
		"another file":    {"unreleased/a.txt", "Fixed: it works.\n", "ends in .md"},
		"another version": {"next/a.md", "Fixed: it works.\n", "next is neither unreleased nor a version"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readNotes(fstest.MapFS{test.path: {Data: []byte(test.text)}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}
