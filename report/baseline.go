package report

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
)

// baselineRules begins the line of a baseline that names the version of its rules.
const baselineRules = "# rules of "

// maxBaselineBytes bounds a baseline file.
const maxBaselineBytes = 1 << 20

// Baseline is a list of rules that are known to fail, with the reason of each. A
// nil baseline is an empty one.
type Baseline struct {
	// Rulebook is the version of the rules that the file names; "" if it names none.
	Rulebook string

	ids     []string
	reasons map[string]string
}

// ReadBaseline reads a baseline: one rule per line, its id and the reason, with
// blank lines and lines that begin with # between. The line "# rules of 0.2.0" names
// the version that it was written with. known reports which ids
// exist; any other is an error, and so is a rule without a reason or listed twice.
func ReadBaseline(path string, known func(id string) bool) (*Baseline, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("baseline: %w", err)
	}
	defer f.Close()
	b := &Baseline{reasons: map[string]string{}}
	lines := bufio.NewScanner(io.LimitReader(f, maxBaselineBytes))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if version, is := strings.CutPrefix(line, baselineRules); is {
			b.Rulebook = strings.TrimSpace(version)
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := b.add(line, known); err != nil {
			return nil, fmt.Errorf("baseline %s:%d: %w", path, number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("baseline %s: %w", path, err)
	}
	return b, nil
}

// add takes one line in.
func (b *Baseline) add(line string, known func(id string) bool) error {
	id, reason, _ := strings.Cut(line, " ")
	if !known(id) {
		return fmt.Errorf("there is no rule %.40q", id)
	}
	if _, doubled := b.reasons[id]; doubled {
		return fmt.Errorf("%s is listed twice", id)
	}
	b.ids = append(b.ids, id)
	if b.reasons[id] = strings.TrimSpace(reason); b.reasons[id] == "" {
		return fmt.Errorf("%s has no reason", id)
	}
	return nil
}

// IDs are the rules that are listed, in the order of the file.
func (b *Baseline) IDs() []string { return b.ids }

// BaselineRulebook is the line of a baseline that names the version of its rules.
func BaselineRulebook(version string) string { return baselineRules + version }

// Has reports whether the rule is known to fail.
func (b *Baseline) Has(id string) bool {
	if b == nil {
		return false
	}
	_, has := b.reasons[id]
	return has
}

// hasAll reports whether all ids are known to fail; there must be one.
func (b *Baseline) hasAll(ids []string) bool {
	for _, id := range ids {
		if !b.Has(id) {
			return false
		}
	}
	return len(ids) > 0
}
