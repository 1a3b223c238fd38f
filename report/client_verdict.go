package report

import "github.com/cogbench/cogbench/spec"

// ClientFile is the name of a client's results in a report directory.
const ClientFile = "client.json"

// ClientSchemaVersion is the schemaVersion of client.json.
const ClientSchemaVersion = 1

// ClientVerdict is what was found of a client at its gate.
type ClientVerdict struct {
	// Failed are the rules at the gate that were violated.
	Failed []ClientRule
	// Missed are the rules that must be exercised and were not.
	Missed []ClientRule
	// Incomplete says why nothing can be said of the whole; "" if it can.
	Incomplete string
}

// Gates reports whether a violation of the rule counts.
func (c *Client) Gates(rule ClientRule) bool {
	return rule.Level != spec.Open && rule.Level.AtLeast(c.Gate)
}

// Verdict weighs the rules at the gate.
func (c *Client) Verdict() ClientVerdict {
	v := ClientVerdict{Incomplete: c.CutShort}
	if len(c.Exchanges) == 0 && v.Incomplete == "" {
		v.Incomplete = "no call of the service was seen"
	}
	for _, rule := range c.Rules {
		switch {
		case rule.Outcome == Violated && (c.Gates(rule) || rule.Required):
			v.Failed = append(v.Failed, rule)
		case rule.Outcome == NotExercised && rule.Required:
			v.Missed = append(v.Missed, rule)
		}
	}
	return v
}

// SummarizeClient counts rules by their outcome.
func SummarizeClient(rules []ClientRule) ClientSummary {
	var s ClientSummary
	for _, rule := range rules {
		switch rule.Outcome {
		case ObservedOK:
			s.ObservedOK++
		case Violated:
			s.Violated++
		default:
			s.NotExercised++
		}
	}
	return s
}

// JSON returns the content of client.json.
func (c *Client) JSON() ([]byte, error) {
	written := *c
	written.SchemaVersion = ClientSchemaVersion
	return encode(&written)
}
