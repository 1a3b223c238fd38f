package report

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Shard is the part of a run that one of several processes made.
type Shard struct {
	// Index counts from 1 to Of.
	Index int `json:"index"`
	Of    int `json:"of"`
}

// MissingShard is a shard without a result that can be used, and why.
type MissingShard struct {
	Index int    `json:"index"`
	Why   string `json:"why"`
}

// MissingError says which shards have no result that can be used.
type MissingError struct {
	Of      int
	Missing []MissingShard
}

// Error implements error.
func (e *MissingError) Error() string {
	var each []string
	for _, m := range e.Missing {
		each = append(each, fmt.Sprintf("%d (%s)", m.Index, m.Why))
	}
	return fmt.Sprintf("missing of the shards 1 to %d: %s", e.Of, strings.Join(each, ", "))
}

// chooseShards returns the parts of which a whole is made. Of parts that are shards each
// has to be there once; of two results of one shard an interrupted one does not count.
// Where shards are missing the error is a *MissingError, beside the parts that there are.
func chooseShards(parts []*Conformance) ([]*Conformance, error) {
	if !slices.ContainsFunc(parts, func(c *Conformance) bool { return c.Shard != nil }) {
		return parts, nil // runs of parts that someone chose by hand
	}
	byIndex := map[int]*Conformance{}
	of := 0
	for _, part := range parts {
		s := part.Shard
		switch {
		case s == nil:
			return nil, errors.New("results of a shard and of a run that is not one")
		case of == 0:
			of = s.Of
		case of != s.Of:
			return nil, fmt.Errorf("results of two runs: one has shards 1 to %d, another 1 to %d", of, s.Of)
		}
		other := byIndex[s.Index]
		if other != nil && other.Interrupted == part.Interrupted {
			return nil, fmt.Errorf("shard %d is there twice: leave one out", s.Index)
		}
		if other == nil || other.Interrupted {
			byIndex[s.Index] = part
		}
	}
	var chosen []*Conformance
	lacking := &MissingError{Of: of}
	for index := 1; index <= of; index++ {
		if part := byIndex[index]; part != nil {
			chosen = append(chosen, part)
		} else {
			lacking.Missing = append(lacking.Missing, MissingShard{Index: index, Why: "no result"})
		}
	}
	if len(lacking.Missing) > 0 {
		return chosen, lacking
	}
	return chosen, nil
}
