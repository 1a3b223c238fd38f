package loadreport

import "github.com/cogbench/cogbench/internal/latency"

// FormatLatency writes nanoseconds as [latency.Format] does.
func FormatLatency(ns float64) string { return latency.Format(ns) }
