package main

import (
	"github.com/cogbench/cogbench/report/evidence"
	"github.com/cogbench/cogbench/spec"
)

// comparedJSON is what rules --evidence prints as JSON.
type comparedJSON struct {
	SchemaVersion int              `json:"schemaVersion"`
	RecordedOn    string           `json:"recordedOn"`
	Region        string           `json:"region"`
	Service       evidence.Service `json:"service"`
	SignedOff     evidence.SignOff `json:"signedOff"`
	Rulebook      string           `json:"rulebook"`
	Settings      []string         `json:"settings"`
	*evidence.Comparison
}

// compareEvidence says what a recording of the real service would change.
func (r rulesCommand) compareEvidence(catalogue *spec.Catalogue, console streams) error {
	recording, err := evidence.Read(r.Evidence)
	if err != nil {
		return usage(err, "cogbench conform --record DIR writes one")
	}
	compared := evidence.Compare(recording, catalogue)
	if !r.JSON {
		compared.Write(console.stdout, recording)
		return nil
	}
	return printJSON(console, comparedJSON{
		SchemaVersion: evidence.SchemaVersion, RecordedOn: recording.RecordedOn, Region: recording.Region, Service: recording.Service,
		SignedOff: recording.SignedOff, Rulebook: recording.Rulebook, Settings: recording.Settings, Comparison: compared,
	})
}
