package loadreport

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/cogbench/cogbench/report"
)

// Shard is the part of a plan that one of several drivers drove.
type Shard struct {
	// Index counts from 1 to Of.
	Index int `json:"index"`
	Of    int `json:"of"`
	// Starts is the number of arrivals that the part has, Users that of its users.
	Starts int64 `json:"starts"`
	Users  int   `json:"users"`
}

// Clock compares a driver's clock with a reference.
type Clock struct {
	// Reference is the URL whose Date headers told the time.
	Reference string `json:"reference"`
	// OffsetSeconds is what has to be added to the driver's clock. It may be wrong by
	// UncertaintySeconds either way.
	OffsetSeconds      float64 `json:"offsetSeconds"`
	UncertaintySeconds float64 `json:"uncertaintySeconds"`
	// Error says why nothing was measured.
	Error string `json:"error,omitempty"`
}

// Merged says which shards a report is made of.
type Merged struct {
	Of int `json:"of"`
	// Shards are in the order of their indexes.
	Shards []MergedShard `json:"shards"`
	// Missing are the shards whose figures are not among the sums.
	Missing []report.MissingShard `json:"missing,omitempty"`
}

// MergedShard is what a report says of one of its shards.
type MergedShard struct {
	Index       int       `json:"index"`
	StartedAt   time.Time `json:"startedAt"`
	LateSeconds float64   `json:"lateSeconds,omitempty"`
	Clock       *Clock    `json:"clock,omitempty"`
	Journeys    Journeys  `json:"journeys"`
}

// Part reports whether the run is one of several that make the whole.
func (l *Report) Part() bool { return l.Shard != nil && l.Shard.Of > 1 }

// starts is the number of arrivals that the run was to start.
func (l *Report) starts() int64 {
	if l.Shard != nil {
		return l.Shard.Starts
	}
	return l.Plan.Starts
}

// Users is the number of users that the run had.
func (l *Report) Users() int {
	if l.Shard != nil {
		return l.Shard.Users
	}
	return l.Plan.Users
}

// PlanHash is the SHA-256, in hexadecimal digits, of the scenario and the plan with its
// seed, its instant and its conditions. The shards of one run have the same; with an
// instant, no other run has it.
func (l *Report) PlanHash() string {
	asked := struct {
		Scenario string
		Visits   []Visit
		Plan     Plan
	}{l.Scenario, l.Visits, l.Plan}
	asked.Plan.Hash = ""
	data, err := json.Marshal(asked)
	if err != nil { // a number that JSON has not, which no valid plan has
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// WholeOf is the report of the parts together, without figures. Missing are the shards
// that are not among them; nil if all are.
func WholeOf(parts []*Part, missing *report.MissingError) *Report {
	l := *parts[0].Report
	l.Shard, l.Clock, l.LateSeconds = nil, nil, 0
	l.Errors, l.Series, l.Thresholds, l.Search = nil, nil, []Threshold{}, nil
	l.Driver, l.Notes = Driver{}, nil
	l.Merged = &Merged{Of: parts[0].Report.Shard.Of}
	if missing != nil {
		l.Merged.Missing = missing.Missing
	}
	for _, p := range parts {
		part := p.Report
		l.Merged.Shards = append(l.Merged.Shards, MergedShard{
			Index: part.Shard.Index, StartedAt: part.StartedAt, LateSeconds: part.LateSeconds, Clock: part.Clock, Journeys: part.Journeys,
		})
		if part.StartedAt.Before(l.StartedAt) {
			l.StartedAt = part.StartedAt
		}
		l.Interrupted = l.Interrupted || part.Interrupted
		if part.Aborted != "" && l.Aborted == "" {
			l.Aborted = part.Aborted
		}
		l.Driver.Processors += part.Driver.Processors
		for _, note := range part.Notes {
			if !slices.Contains(l.Notes, note) {
				l.Notes = append(l.Notes, note)
			}
		}
	}
	return &l
}
