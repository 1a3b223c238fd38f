package spec

import (
	"fmt"
	"slices"
	"strings"
)

// FirstVersion is the catalogue of files that were written before they named one.
const FirstVersion = "0.1.0"

// AsOf is the catalogue as a version had it: the rules of then, with the levels and
// statements of then, and every area. The error names the versions there are.
func (c *Catalogue) AsOf(version string) (*Catalogue, error) {
	if versions := c.Versions(); !slices.Contains(versions, version) {
		return nil, fmt.Errorf("there is no version %q of the rules; there are %s", version, strings.Join(versions, ", "))
	}
	then := &Catalogue{Areas: c.Areas}
	for _, rule := range c.Rules {
		if was, had := rule.AsOf(version); had {
			then.Rules = append(then.Rules, was)
		}
	}
	return then, nil
}

// Difference is what versions after one have changed in the catalogue.
type Difference struct {
	// Added are the rules that the version did not have.
	Added []Rule
	// Changed are the others with another level or statement now.
	Changed []Revision
}

// Revision is a rule as it was and as it is.
type Revision struct{ Was, Is Rule }

// Since is what changed after a version. The error names the versions there are.
func (c *Catalogue) Since(version string) (Difference, error) {
	then, err := c.AsOf(version)
	if err != nil {
		return Difference{}, err
	}
	was := map[string]Rule{}
	for _, rule := range then.Rules {
		was[rule.ID] = rule
	}
	var d Difference
	for _, rule := range c.Rules {
		switch before, had := was[rule.ID]; {
		case !had:
			d.Added = append(d.Added, rule)
		case before.Level != rule.Level || before.Statement != rule.Statement:
			d.Changed = append(d.Changed, Revision{Was: before, Is: rule})
		}
	}
	return d, nil
}
