package loadreport

import (
	"time"

	"github.com/cogbench/cogbench/report"
)

// Report is what one run of load found: the content of load.json. Every figure of
// it but those of Driver counts from the end of the warm-up.
type Report struct {
	// SchemaVersion is [SchemaVersion], which [Report.JSON] writes; 0 in files from
	// before there was one.
	SchemaVersion int `json:"schemaVersion"`

	Tool     report.Tool `json:"tool"`
	Target   Target      `json:"target"`
	Scenario string      `json:"scenario"`
	// Visits are the parts of a mix; there is one of a single journey.
	Visits []Visit `json:"visits,omitempty"`
	// Complete is false in a file of a run that still goes on, or was killed.
	Complete bool `json:"complete"`
	// Interrupted is true where the user ended the run before its plan.
	Interrupted bool `json:"interrupted,omitempty"`
	// Aborted is the condition that ended the run before its plan.
	Aborted string `json:"aborted,omitempty"`
	// StartedAt is the first instant measured, in UTC.
	StartedAt time.Time `json:"startedAt"`
	// DurationSeconds is how much of the plan was driven.
	DurationSeconds float64 `json:"durationSeconds"`
	// LateSeconds is how long after the plan's beginning the driver was there: the
	// arrivals that were due by then are abandoned.
	LateSeconds float64 `json:"lateSeconds,omitempty"`
	// Shard is the part of the plan that the run drove; nil: all of it.
	Shard *Shard `json:"shard,omitempty"`
	// Merged says which shards the figures are the sums of; nil of a single run.
	Merged *Merged `json:"merged,omitempty"`
	// Clock is how the driver's clock compares with a reference.
	Clock       *Clock    `json:"clock,omitempty"`
	Plan        Plan      `json:"plan"`
	Rate        Rate      `json:"rate"`
	ScheduleLag Lag       `json:"scheduleLag"`
	Journeys    Journeys  `json:"journeys"`
	Driver      Driver    `json:"driver"`
	Network     Network   `json:"network"`
	Errors      []Failure `json:"errors"`
	Series      []Series  `json:"series"`
	// Thresholds are the conditions that the run was held to.
	Thresholds []Threshold `json:"thresholds"`
	// Search is the curve that a search for the highest rate walked.
	Search []Probe `json:"search,omitempty"`
	// Notes are remarks that a reader of the figures has to know.
	Notes []string `json:"notes,omitempty"`
}

// Target is what was driven.
type Target struct {
	Name     string `json:"name"`
	Endpoint string `json:"endpoint"`
}

// Visit is one kind of visit of a mix.
type Visit struct {
	Name   string  `json:"name"`
	Weight float64 `json:"weight"`
	// Journeys are walked in order.
	Journeys []string `json:"journeys"`
	// ThinkSeconds are the bounds of the pause between two of them, if there is one.
	ThinkSeconds []float64 `json:"thinkSeconds,omitempty"`
}

// Plan is what was asked of the driver, or of all drivers of its shards together.
type Plan struct {
	// Arrivals is constant, poisson, ramp or steps.
	Arrivals string `json:"arrivals"`
	// Rate is in journeys a second; of a ramp or steps, the highest.
	Rate float64 `json:"rate"`
	// Ramp is the rate that a ramp begins with and the one that it ends with.
	Ramp []float64 `json:"ramp,omitempty"`
	// Steps are the rates of steps, each for an equal part.
	Steps []float64 `json:"steps,omitempty"`
	// Cap is the most that is started a second, whatever is drawn.
	Cap float64 `json:"cap,omitempty"`
	// DurationSeconds is the measured part, WarmupSeconds what precedes it.
	DurationSeconds float64 `json:"durationSeconds"`
	WarmupSeconds   float64 `json:"warmupSeconds"`
	// StartAt is the instant that its first arrivals count from, where that was asked.
	StartAt *time.Time `json:"startAt,omitempty"`
	// Starts is the number of arrivals that the measured part has.
	Starts int64  `json:"starts"`
	Seed   uint64 `json:"seed"`
	// MaxInFlight is of each driver.
	MaxInFlight int `json:"maxInFlight"`
	Users       int `json:"users"`
	Retry       int `json:"retry,omitempty"`
	// AllowAbandoned says that abandoned journeys do not fail the run.
	AllowAbandoned bool `json:"allowAbandoned,omitempty"`
	// EphemeralBits is the size of the clients' secret a, if it is not 1024, and
	// OneA says that they sent one A in both legs of a sign-in.
	EphemeralBits int  `json:"ephemeralBits,omitempty"`
	OneA          bool `json:"oneA,omitempty"`
	// Thresholds are the conditions that the whole is held to.
	Thresholds []string `json:"thresholds,omitempty"`
	// Hash stands for the plan and the scenario, see [Report.PlanHash].
	Hash string `json:"hash,omitempty"`
}

// Rate is in journeys a second. Planned and Started are over the driven
// part of the plan, Completed until the last journey ended.
type Rate struct {
	Planned   float64 `json:"planned"`
	Started   float64 `json:"started"`
	Completed float64 `json:"completed"`
}

// Lag is how late journeys started after their planned instant.
type Lag struct {
	P50Ns int64 `json:"p50Ns"`
	P99Ns int64 `json:"p99Ns"`
	MaxNs int64 `json:"maxNs"`
}

// Journeys are the books of a run: Started = Succeeded + Failed + Abandoned.
type Journeys struct {
	// Started is the number of arrivals that fell due.
	Started   int64 `json:"started"`
	Succeeded int64 `json:"succeeded"`
	Failed    int64 `json:"failed"`
	// Abandoned is NotStarted + CutOff + InFlight.
	Abandoned int64 `json:"abandoned"`
	// NotStarted had no place in flight or no free user when they fell due.
	NotStarted int64 `json:"notStarted"`
	// CutOff were under way when the run ended.
	CutOff int64 `json:"cutOff"`
	// InFlight were under way when the file was written; 0 once complete.
	InFlight int64 `json:"inFlight"`
	// Retries counts the calls that were repeated.
	Retries int64 `json:"retries"`
}

// Driver is what the run cost the process that drove it, from the end of the
// warm-up.
type Driver struct {
	CPUSeconds      float64 `json:"cpuSeconds"`
	CPUSecondsInSRP float64 `json:"cpuSecondsInSRP"`
	// CPUMsPerJourney is the processor time outside SRP, a journey, in ms.
	CPUMsPerJourney       float64 `json:"cpuMsPerJourney"`
	AllocationsPerJourney float64 `json:"allocationsPerJourney"`
	BytesPerJourney       float64 `json:"bytesPerJourney"`
	MaxRSSBytes           int64   `json:"maxRssBytes"`
	// GCCycles and GCPauseNs count what the collector stopped the world for.
	GCCycles  int64 `json:"gcCycles"`
	GCPauseNs int64 `json:"gcPauseNs"`
	// Processors is the number that the driver could use.
	Processors int `json:"processors"`
	// Limited lists the signs that the generator, not the target, was the limit.
	Limited []string `json:"limited,omitempty"`
}

// Network counts connections, from the end of the warm-up.
type Network struct {
	// Connections were opened anew, TLSHandshakes completed.
	Connections   int64 `json:"connections"`
	TLSHandshakes int64 `json:"tlsHandshakes"`
	// Calls were sent; less Connections, the rest went over kept ones.
	Calls int64 `json:"calls"`
}

// Failure counts the failed journeys by the step that failed and how. Counts
// add up to Journeys.Failed.
type Failure struct {
	Step  string `json:"step"`
	Type  string `json:"type"`
	Count int64  `json:"count"`
}

// Series summarises one histogram. Times are in nanoseconds.
type Series struct {
	Name string `json:"name"`
	// Kind is rtt, srp, journey or lag.
	Kind string `json:"kind"`
	Unit string `json:"unit"`
	// Count includes Failed.
	Count  int64   `json:"count"`
	Failed int64   `json:"failed"`
	Min    int64   `json:"min"`
	Mean   float64 `json:"mean"`
	P50    int64   `json:"p50"`
	P90    int64   `json:"p90"`
	P95    int64   `json:"p95"`
	P99    int64   `json:"p99"`
	P999   int64   `json:"p999"`
	Max    int64   `json:"max"`
}

// Threshold is a condition and what became of it.
type Threshold struct {
	Expr string `json:"expr"`
	// Value is what was compared: nanoseconds, a share of 1, or a count.
	Value float64 `json:"value"`
	OK    bool    `json:"ok"`
	// Message says what the value was, in the unit of the expression.
	Message string `json:"message,omitempty"`
}

// Probe is one run of a search for the highest rate.
type Probe struct {
	Rate      float64 `json:"rate"`
	Completed float64 `json:"completed"`
	OK        bool    `json:"ok"`
	// ResponseP50Ns and ResponseP99Ns are of journey.response.
	ResponseP50Ns int64 `json:"responseP50Ns"`
	ResponseP99Ns int64 `json:"responseP99Ns"`
	// Missed are the conditions that were not met.
	Missed []string `json:"missed,omitempty"`
}

// FindSeries returns the series called name, or nil.
func (l *Report) FindSeries(name string) *Series {
	for i := range l.Series {
		if l.Series[i].Name == name {
			return &l.Series[i]
		}
	}
	return nil
}
