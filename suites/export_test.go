package suites

import "github.com/cogbench/cogbench/report"

// Asserted is the case that a failed assertion becomes.
func Asserted(message string) report.Case { return asserted(message).asCase("") }
