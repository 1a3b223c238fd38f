// Package published reads the results of implementations that docs/results/data holds.
//
// It promises to refuse a file that it does not understand as a whole: an unknown member,
// a rule that is judged twice, an outcome that there is none of.
package published

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/report"
)

// Results are all that is published.
type Results struct {
	Servers   []Server
	Clients   Clients
	Libraries Libraries
}

// Server is a server that conform was held against.
type Server struct {
	// ID names its files: the page for people, in docs/results, has the same name.
	ID string `json:"-"`
	// Name and Version are the implementation's own.
	Name    string `json:"name"`
	Version string `json:"version"`
	// About says what it claims to be.
	About string `json:"about"`
	// Command is how it was checked.
	Command string `json:"command"`
	// ExitCode is that of the command.
	ExitCode int `json:"exitCode"`
	// Conformance is what was found, without transcripts and cases.
	Conformance *report.Conformance `json:"conformance"`
}

// Clients are the clients that referee judged, each in several walks.
type Clients struct {
	// Date is the day of the run, as 2026-11-30.
	Date string `json:"date"`
	// Revision is the commit of cogbench that judged.
	Revision string   `json:"revision"`
	Command  string   `json:"command"`
	Clients  []Client `json:"clients"`
}

// Client is a published client, or one of ours.
type Client struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	// Remark says what is otherwise with it.
	Remark string `json:"remark,omitempty"`
	Walks  []Walk `json:"walks"`
}

// Walk is what a client did in one pool.
type Walk struct {
	// Tracking is how the pool remembers devices: always, or opt-in.
	Tracking string `json:"tracking"`
	// Ended says with what error the walk ended early; "" if it did not.
	Ended     string               `json:"ended,omitempty"`
	Calls     int                  `json:"calls"`
	Summary   report.ClientSummary `json:"summary"`
	Diagnoses []Diagnosis          `json:"diagnoses"`
	Rules     []ClientRule         `json:"rules"`
}

// Diagnosis is a cause behind violations.
type Diagnosis struct {
	ID      string `json:"id"`
	Summary string `json:"summary"`
}

// ClientRule is what came of a rule.
type ClientRule struct {
	ID      string               `json:"id"`
	Outcome report.ClientOutcome `json:"outcome"`
	// Message says what was seen where the rule is violated.
	Message string `json:"message,omitempty"`
}

// Libraries are the SRP libraries that answered the golden vectors.
type Libraries struct {
	Date      string    `json:"date"`
	Command   string    `json:"command"`
	Libraries []Library `json:"libraries"`
}

// Library is an SRP library behind an adapter.
type Library struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
	// Operations are those of the adapter protocol, in its order.
	Operations []Operation `json:"operations"`
	// Diagnoses are the ids of what explains its failures.
	Diagnoses []string `json:"diagnoses"`
}

// Operation counts the vectors of one operation.
type Operation struct {
	Name        string `json:"name"`
	Pass        int    `json:"pass"`
	Fail        int    `json:"fail"`
	Unsupported int    `json:"unsupported"`
}

// Read reads the results in the folder docs/results/data of a repository.
func Read(repository fs.FS) (*Results, error) {
	const folder = "docs/results/data"
	var all Results
	servers, err := fs.Glob(repository, folder+"/servers/*.json")
	if err != nil {
		return nil, err
	}
	for _, name := range servers {
		server := Server{ID: strings.TrimSuffix(path.Base(name), ".json")}
		if err := decode(repository, name, &server); err != nil {
			return nil, err
		}
		if err := server.validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all.Servers = append(all.Servers, server)
	}
	if err := decode(repository, folder+"/clients.json", &all.Clients); err != nil {
		return nil, err
	}
	if err := all.Clients.validate(); err != nil {
		return nil, fmt.Errorf("%s/clients.json: %w", folder, err)
	}
	if err := decode(repository, folder+"/vectors.json", &all.Libraries); err != nil {
		return nil, err
	}
	return &all, nil
}

// decode reads a file that holds nothing but what into has.
func decode(repository fs.FS, name string, into any) error {
	data, err := fs.ReadFile(repository, name)
	if err != nil {
		return fmt.Errorf("published results: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func (s Server) validate() error {
	if s.Name == "" || s.Version == "" || s.Command == "" || s.Conformance == nil || len(s.Conformance.Rules) == 0 {
		return errors.New("not the results of a server: name, version, command and conformance are needed")
	}
	seen := map[string]bool{}
	for _, rule := range s.Conformance.Rules {
		if seen[rule.ID] {
			return fmt.Errorf("%s is judged twice", rule.ID)
		}
		seen[rule.ID] = true
		if !slices.Contains([]report.Outcome{report.Pass, report.Fail, report.Skip, report.Unsupported, report.NotRun}, rule.Outcome) {
			return fmt.Errorf("%s has the outcome %q, which there is not", rule.ID, rule.Outcome)
		}
	}
	return nil
}

func (c Clients) validate() error {
	if c.Date == "" || len(c.Clients) == 0 {
		return errors.New("not the results of clients: a date and clients are needed")
	}
	for _, client := range c.Clients {
		if client.Name == "" || len(client.Walks) == 0 {
			return fmt.Errorf("client %q has no walk", client.Name)
		}
		for _, walk := range client.Walks {
			for _, rule := range walk.Rules {
				if !slices.Contains([]report.ClientOutcome{report.ObservedOK, report.Violated, report.NotExercised}, rule.Outcome) {
					return fmt.Errorf("%s: %s has the outcome %q, which there is not", client.Name, rule.ID, rule.Outcome)
				}
			}
		}
	}
	return nil
}

// Outcome is what came of a rule in all walks of a client: violated if it was in any,
// kept if it was in one and violated in none. The message is that of a violation.
func (c Client) Outcome(rule string) (report.ClientOutcome, string) {
	outcome, message := report.NotExercised, ""
	for _, walk := range c.Walks {
		for _, r := range walk.Rules {
			switch {
			case r.ID != rule:
			case r.Outcome == report.Violated:
				outcome, message = r.Outcome, r.Message
			case r.Outcome == report.ObservedOK && outcome != report.Violated:
				outcome = r.Outcome
			}
		}
	}
	return outcome, message
}
