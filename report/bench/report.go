package benchreport

import (
	"time"

	"github.com/cogbench/cogbench/report"
)

// Own is the name of cogbench's own library.
const Own = "cogbench"

// Report is a run of a benchmark: what bench --json prints, and bench.json.
type Report struct {
	// Machine is the platform, the number of processors, and Go's version.
	Machine string `json:"machine"`
	// Processor is the model of the processor, "" if the system does not tell.
	Processor string `json:"processor,omitempty"`
	// Arithmetic is the implementation that cogbench's own library used.
	Arithmetic string `json:"arithmetic"`
	// Goroutines is how many did an operation at once.
	Goroutines int `json:"goroutines"`
	// SchemaVersion is [SchemaVersion].
	SchemaVersion int `json:"schemaVersion"`

	Tool      report.Tool `json:"tool,omitzero"`
	StartedAt time.Time   `json:"startedAt,omitzero"`
	// Restrictions are the environment variables that restrict the processor's features,
	// for every library: NAME=VALUE.
	Restrictions []string `json:"restrictions,omitempty"`
	// Libraries are all that were measured in turns, cogbench's own first; there are
	// none where it was measured alone.
	Libraries []Library `json:"libraries,omitempty"`
	// Interrupted is true if the run was ended early.
	Interrupted bool `json:"interrupted,omitempty"`
	// Operations are those of cogbench's own library.
	Operations []Operation `json:"ops"`
}

// Library is a library that was measured beside others.
type Library struct {
	Name string `json:"name"`
	// Command is the adapter's command line, "" for cogbench's own library, which runs
	// in this process.
	Command string `json:"command,omitempty"`
	// Restrictions are the environment variables that the command line sets to restrict
	// the processor's features: NAME=VALUE.
	Restrictions []string `json:"restrictions,omitempty"`
	// Failure says why there are no figures: what the library did wrong; nil if it did
	// nothing wrong.
	Failure *Failure `json:"failure,omitempty"`
	// Vectors is how many golden vectors it answered rightly before it was measured,
	// Answers how many requests with fresh inputs since, each compared with cogbench's
	// own answer.
	Vectors int `json:"vectors"`
	Answers int `json:"answers"`
	// Unsupported are the operations that it does not have.
	Unsupported []string `json:"unsupported,omitempty"`
	// StartUpNs is the least of several times from the start of the process to its
	// first answer.
	StartUpNs int64 `json:"startUpNs,omitempty"`
	// PeakRSSBytes is the most memory that the adapter's processes had resident, 0 where
	// the system does not tell.
	PeakRSSBytes int64 `json:"peakRssBytes,omitempty"`
	// CPUSeconds is the processor time of the adapter's processes, from the start to the
	// end of the measurement, 0 where the system does not tell.
	CPUSeconds float64 `json:"cpuSeconds,omitempty"`

	Operations []Operation `json:"ops"`
}

// Failure is what a library did wrong.
type Failure struct {
	// Cause is a word or two: wrong value, crashed, no answer, out of order.
	Cause string `json:"cause"`
	// Operation is what it was asked, "" if it had not been asked anything.
	Operation string `json:"op,omitempty"`
	Detail    string `json:"detail"`
}

// Clock is who took the times of an operation.
type Clock string

// The clocks.
const (
	// InProcess: cogbench did, around a call in its own process.
	InProcess Clock = "in process"
	// Pipe: cogbench did, from writing a request to reading its answer, and took off
	// what a ping takes.
	Pipe Clock = "pipe"
	// SelfReported: the adapter did, and reported it with each answer.
	SelfReported Clock = "self-reported"
)

// Operation is how long one operation takes. Times are in nanoseconds.
type Operation struct {
	Name string `json:"name"`
	// Count is the number of times that it was measured.
	Count int64 `json:"count"`
	// MinNs is what it takes when the machine does little else: the least mean of ten
	// equal slices where cogbench was measured alone, the least time where libraries
	// were measured in turns.
	MinNs int64 `json:"minNs"`
	P50Ns int64 `json:"p50Ns"`
	// P99Ns is 0 where there are too few times for it, and MaxNs, the
	// longest, stands alone.
	P99Ns int64 `json:"p99Ns,omitempty"`
	// PerSecond is the rate of all goroutines together.
	PerSecond float64 `json:"perSecond"`
	// P25Ns and P75Ns are the quartiles, 0 in a run of an earlier version.
	P25Ns int64 `json:"p25Ns,omitempty"`
	P75Ns int64 `json:"p75Ns,omitempty"`
	MaxNs int64 `json:"maxNs,omitempty"`

	// Clock is who took the times, "" where cogbench was measured alone.
	Clock Clock `json:"clock,omitempty"`
	// Piped are the times by the pipe where the adapter reported its own.
	Piped *Piped `json:"piped,omitempty"`
	// DisbelievedNs is the least time that the adapter reported, where by the pipe most of
	// the answer passed outside it: the pipe's times stand then.
	DisbelievedNs int64 `json:"disbelievedNs,omitempty"`
	// Ping is what was taken off as the cost of the pipe.
	Ping *Ping `json:"ping,omitempty"`
	// CPUNs is the processor time of the adapter's processes for each answer, whatever
	// they did beside it; 0 where the system does not tell.
	CPUNs int64 `json:"cpuNs,omitempty"`
	// WarmUp is how many times it was done before it was measured, and Steady whether
	// the times had stopped falling by then.
	WarmUp int  `json:"warmUp,omitempty"`
	Steady bool `json:"steady,omitempty"`
}

// Piped are times from a request to its answer, less those of a ping.
type Piped struct {
	MinNs int64 `json:"minNs"`
	P50Ns int64 `json:"p50Ns"`
	// OffNs is by how much they exceed what the adapter reports, answer by answer, where
	// nothing disturbs: the tenth percentile.
	OffNs int64 `json:"offNs"`
}

// Off is OffNs as a share of the least time that the adapter reports; 0 if it reports none.
func (o *Operation) Off() float64 {
	if o.Piped == nil {
		return 0
	}
	return float64(o.Piped.OffNs) / float64(max(1, o.MinNs))
}

// Ping is what it takes to ask for nothing.
type Ping struct {
	// Op is the operation: ping, or one that the adapter answers as unsupported.
	Op    string `json:"op"`
	MinNs int64  `json:"minNs"`
	P50Ns int64  `json:"p50Ns"`
}

// Failed are the libraries that have no figures for what they did wrong.
func (r *Report) Failed() []Library {
	var failed []Library
	for _, library := range r.Libraries {
		if library.Failure != nil {
			failed = append(failed, library)
		}
	}
	return failed
}

// Measured are the libraries with figures; cogbench's own if it was measured alone.
func (r *Report) Measured() []Library {
	if len(r.Libraries) == 0 {
		return []Library{{Name: Own, Operations: r.Operations}}
	}
	var measured []Library
	for _, library := range r.Libraries {
		if library.Failure == nil {
			measured = append(measured, library)
		}
	}
	return measured
}

// Operation returns the figures of an operation, nil if the library has none.
func (l *Library) Operation(name string) *Operation {
	for i := range l.Operations {
		if l.Operations[i].Name == name {
			return &l.Operations[i]
		}
	}
	return nil
}
