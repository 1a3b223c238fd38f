package suites

import (
	"encoding/json"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// The runner and a process of the suite speak JSON, one value a line. The runner
// writes a job to the process's standard input, then an answer to each claim,
// and closes it to stop the process. The process writes events to descriptor 3.

// job is what a process is to do.
type job struct {
	// Rules are the ids of the rules to run, in this order; each is claimed
	// before it runs, so that several processes can share one list.
	Rules []string `json:"rules"`
	// Profile is the target's; it is nil where the checks need no target.
	Profile *target.Config `json:"profile,omitempty"`
	// Run names what is made on the target.
	Run     string        `json:"run,omitempty"`
	Options targetOptions `json:"options"`
	// Lacks are the features that the preflight did not find.
	Lacks []spec.Feature `json:"lacks,omitempty"`
	// Keep has transcripts of passed rules kept too.
	Keep bool `json:"keep,omitempty"`
	// Limit replaces the time that a check may take, waiting apart; 0 does not.
	Limit time.Duration `json:"limit,omitempty"`
}

// targetOptions are the parts of [target.Options] that can be written down.
type targetOptions struct {
	Timeout  time.Duration `json:"timeout,omitempty"`
	CAFile   string        `json:"caFile,omitempty"`
	AllowAWS bool          `json:"allowAws,omitempty"`
	Trace    bool          `json:"trace,omitempty"`
}

// answer tells whether the process may run the rule that it claimed.
type answer struct {
	Run bool `json:"run"`
}

// event is one line from a process. Exactly one member is set.
type event struct {
	// Claim asks for a rule.
	Claim string `json:"claim,omitempty"`
	// Result is the verdict on a claimed rule.
	Result *result `json:"result,omitempty"`
	// Wire is an exchange as it happened, for a trace.
	Wire *report.Exchange `json:"wire,omitempty"`
	// Done is the last event of a process that came to its end.
	Done *done `json:"done,omitempty"`
}

// result is the verdict on a rule.
type result struct {
	Rule report.Rule `json:"rule"`
	// Defect says what in the check itself went wrong; "" for nothing.
	Defect string `json:"defect,omitempty"`
	// Stopped is true where the check was cut short by the runner.
	Stopped bool `json:"stopped,omitempty"`
}

// done is the end of a process.
type done struct {
	// Defect says why the process could not do its job; "" for nothing.
	Defect string `json:"defect,omitempty"`
	// Leftovers says what could not be removed from the target.
	Leftovers string `json:"leftovers,omitempty"`
}

// encode is v as a line of JSON. The types above always have one.
func encode(v any) []byte {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return append(line, '\n')
}
