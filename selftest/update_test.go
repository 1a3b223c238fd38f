package selftest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/selftest"
)

// faultsFile is a file of faults as refpool/faults has them.
const faultsFile = `package faults

func someFaults() []Fault {
	return []Fault{
		// Kept.
		{Name: "without-also", Breaks: rules("A-01"), set: nothing},
		{
			Name: "with-rules", Breaks: rules("A-01"), Also: rules("A-02", "A-03"), Seen: "emulators",
			set: nothing, // kept too
		},
		{
			Name: "on-a-line", Breaks: rules("A-01"),
			Also: rules("A-02"), set: nothing,
		},
		{Name: "with-call", Breaks: rules("A-01"), Also: signsIn(), set: nothing},
		{Name: "with-append", Breaks: rules("A-01"), Also: append(signsIn(), "A-02"), set: nothing},
		{Name: "with-concat", Breaks: rules("A-01"), Also: slices.Concat(signsIn(), signsInWithDevice(), rules("A-02")), set: nothing},
		{Name: "by-chance", Chance: true, Breaks: rules("A-01"), Also: rules("A-02"), set: nothing},
		{Name: "dead", Breaks: rules("A-01"), set: nothing},
		{Name: "commented", Breaks: rules("A-01"), Also: rules("A-02" /* why */), set: nothing},
		{Name: name, Breaks: rules("A-01"), set: nothing},
	}
}
`

// row is a fault on which rules failed unforeseen, and others passed that were foreseen.
func row(name, unforeseen, unseen string) selftest.Row {
	r := selftest.Row{Name: name, Fired: 1, Chance: name == "by-chance"}
	if name == "dead" {
		r.Fired = 0
	}
	for id := range strings.FieldsSeq(unforeseen) {
		r.Cells = append(r.Cells, selftest.Cell{Rule: id, Finding: selftest.Unforeseen})
	}
	for id := range strings.FieldsSeq(unseen) {
		r.Cells = append(r.Cells, selftest.Cell{Rule: id, Finding: selftest.Unseen})
	}
	return r
}

// update runs Update on faultsFile, and returns the lines that changed and what it says.
func update(t *testing.T, m *selftest.Matrix) (changed, said string) {
	t.Helper()
	directory := t.TempDir()
	path := filepath.Join(directory, "some.go")
	if err := os.WriteFile(path, []byte(faultsFile), 0o600); err != nil {
		t.Fatal(err)
	}
	changes, err := selftest.Update(directory, m)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if !strings.Contains(faultsFile, line) {
			changed += strings.TrimSpace(line) + "\n"
		}
	}
	for _, change := range changes {
		said += change.String() + "\n"
	}
	return changed, said
}

func TestUpdateWritesWhatWasSeen(t *testing.T) {
	for name, test := range map[string]struct {
		row           selftest.Row
		full          bool
		changed, said string
	}{
		"adds a list": {
			row: row("without-also", "B-02 B-01", ""), said: "without-also: Also +B-01 +B-02 (some.go)",
			changed: `{Name: "without-also", Breaks: rules("A-01"), Also: rules("B-02", "B-01"), set: nothing},`,
		},
		"adds to a list": {
			row: row("with-rules", "B-01", ""), said: "with-rules: Also +B-01 (some.go)",
			changed: `Name: "with-rules", Breaks: rules("A-01"), Also: rules("A-02", "A-03", "B-01"), Seen: "emulators",`,
		},
		"removes in a full run": {
			row: row("with-rules", "B-01", "A-02"), full: true, said: "with-rules: Also +B-01 -A-02 (some.go)",
			changed: `Name: "with-rules", Breaks: rules("A-01"), Also: rules("A-03", "B-01"), Seen: "emulators",`,
		},
		"removes nothing otherwise": {row: row("with-rules", "", "A-02")},
		"removes a list": {
			row: row("on-a-line", "", "A-02"), full: true, said: "on-a-line: Also -A-02 (some.go)",
			changed: `Name: "on-a-line", Breaks: rules("A-01"), set: nothing,`,
		},
		"adds to a call": {
			row: row("with-call", "B-01", ""), said: "with-call: Also +B-01 (some.go)",
			changed: `{Name: "with-call", Breaks: rules("A-01"), Also: append(signsIn(), "B-01"), set: nothing},`,
		},
		"removes from an append": {
			row: row("with-append", "", "A-02"), full: true, said: "with-append: Also -A-02 (some.go)",
			changed: `{Name: "with-append", Breaks: rules("A-01"), Also: signsIn(), set: nothing},`,
		},
		"adds to several": {
			row: row("with-concat", "B-01", ""), said: "with-concat: Also +B-01 (some.go)",
			changed: `{Name: "with-concat", Breaks: rules("A-01"), Also: slices.Concat(signsIn(), signsInWithDevice(), rules("A-02", "B-01")), set: nothing},`,
		},
		"cannot remove what a function returns": {
			row: row("with-call", "", "A-09"), full: true,
			said: "with-call: Also -A-09: not written: A-09 comes from signsIn(): edit it by hand",
		},
		"leaves chance alone":   {row: row("by-chance", "", "A-02"), full: true},
		"leaves the dead alone": {row: row("dead", "B-01", ""), full: true},
		"loses no comment": {
			row: row("commented", "B-01", ""), said: "commented: Also +B-01: not written: its Also list has a comment: edit it by hand",
		},
		"finds no made name": {
			row: row("made", "B-01", ""), said: "made: Also +B-01: not written: no entry has this name as a literal: edit what makes it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			changed, said := update(t, &selftest.Matrix{Full: test.full, Faults: []selftest.Row{test.row}})
			if strings.TrimSpace(changed) != test.changed {
				t.Errorf("changed\n%s, want\n%s", changed, test.changed)
			}
			if strings.TrimSpace(said) != test.said {
				t.Errorf("said %q, want %q", said, test.said)
			}
		})
	}
}

// Of the project's own faults every list can be read and written.
func TestUpdateKnowsTheFormsOfTheProject(t *testing.T) {
	directory := t.TempDir()
	if err := os.CopyFS(directory, os.DirFS(filepath.Join("..", "refpool", "faults"))); err != nil {
		t.Fatal(err)
	}
	m := &selftest.Matrix{}
	for _, name := range []string{"no-metadata", "forget-nothing", "key-sha256", "b-is-zero", "device-proof-refused", "toy-ignores-device-key"} {
		m.Faults = append(m.Faults, row(name, "ZZZ-01", ""))
	}
	changes, err := selftest.Update(directory, m)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		if change.Problem != "" {
			t.Error(change)
		}
	}
	if len(changes) != len(m.Faults) {
		t.Errorf("%d changes", len(changes))
	}
}

func TestUpdateNeedsFaults(t *testing.T) {
	if _, err := selftest.Update(t.TempDir(), &selftest.Matrix{}); err == nil {
		t.Error("a directory without faults is accepted")
	}
}
