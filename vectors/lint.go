package vectors

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Lint returns what is wrong with the content of a file of vectors: violations of the
// schema, ids that are not those of Identify, flags without notes and notes without
// flags, wrong counts, and outputs and wrong paths that are not what they claim.
func Lint(content []byte) []string {
	if err := validate(content); err != nil {
		return []string{err.Error()}
	}
	file, err := parse(content)
	if err != nil {
		return []string{err.Error()}
	}
	l := &linter{file: file, seen: map[string]bool{}, used: map[string]bool{}}
	for test := range file.Tests() {
		l.test(test)
	}
	if count := len(l.seen); count != file.NumberOfTests {
		l.report("numberOfTests is %d, but there are %d", file.NumberOfTests, count)
	}
	for flag := range file.Notes {
		if !l.used[flag] {
			l.report("no test has the flag %s, which has a note", flag)
		}
	}
	if repeated(content) {
		l.report("an object has the same name twice")
	}
	slices.Sort(l.problems)
	return l.problems
}

type linter struct {
	file     File
	seen     map[string]bool
	used     map[string]bool
	problems []string
}

func (l *linter) report(format string, values ...any) {
	l.problems = append(l.problems, fmt.Sprintf(format, values...))
}

func (l *linter) test(test Vector) {
	if right := Identify(l.file.Op, test.Input); test.ID != right {
		l.report("the id %s must be %s", test.ID, right)
	}
	if l.seen[test.ID] {
		l.report("the id %s occurs twice", test.ID)
	}
	l.seen[test.ID] = true
	for _, flag := range test.Flags {
		l.used[flag] = true
		if _, noted := l.file.Notes[flag]; !noted {
			l.report("%s has the flag %s, which has no note", test.ID, flag)
		}
	}
	if test.Result == Invalid {
		if len(test.Flags) == 0 {
			l.report("%s is invalid but has no flag", test.ID)
		}
		return
	}
	l.output(test.ID, "output", test.Output)
	for _, path := range test.WrongPaths {
		l.wrongPath(test, path)
	}
}

func (l *linter) output(id, where string, output map[string]string) {
	operation, _ := OperationNamed(l.file.Op)
	if err := operation.readable(output); err != nil {
		l.report("%s: %s: %v", id, where, err)
	}
	if len(output) != len(operation.Output) {
		l.report("%s: %s has %d fields, not %d", id, where, len(output), len(operation.Output))
	}
}

func (l *linter) wrongPath(test Vector, path WrongPath) {
	if err := knownPath(path.Path); err != nil {
		l.report("%s: %v", test.ID, err)
	}
	if path.Same {
		return
	}
	l.output(test.ID, path.Path, path.Output)
	if equalOutputs(path.Output, test.Output) {
		l.report("%s: %s gives the right output but is not marked as the same", test.ID, path.Path)
	}
}

// repeated reports whether an object of the content has the same name twice, which
// encoding/json accepts.
func repeated(content []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(content))
	var open []map[string]bool // a set of names for an object, nil for an array
	expectName := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		inObject := len(open) > 0 && open[len(open)-1] != nil
		switch value := token.(type) {
		case json.Delim:
			switch value {
			case '{':
				open = append(open, map[string]bool{})
			case '[':
				open = append(open, nil)
			default:
				open = open[:len(open)-1]
			}
			expectName = len(open) > 0 && open[len(open)-1] != nil
			continue
		case string:
			if inObject && expectName {
				if open[len(open)-1][value] {
					return true
				}
				open[len(open)-1][value] = true
				expectName = false
				continue
			}
		}
		expectName = inObject
	}
}
