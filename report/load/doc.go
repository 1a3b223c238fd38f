// Package loadreport holds what a run of load measured, and nothing of how it
// was driven.
//
// [Report] is the content of load.json. [IntervalLog] writes, and
// [ReadIntervals] reads, the run second by second as an HdrHistogram log, and
// [Total] adds the seconds up: a running driver and a later rendering take the
// same path to the same figures. [Compare] holds two runs against each other.
//
// The package is not called load after its directory because the driver is, and
// its first user: it would have to import the one under another name everywhere.
package loadreport
