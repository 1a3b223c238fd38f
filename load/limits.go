package load

import (
	"fmt"
	"time"

	"github.com/cogbench/cogbench/internal/plural"
	loadreport "github.com/cogbench/cogbench/report/load"
)

// The signs that the generator was the limit: starts later than lateLag in the
// 99th percentile, or more than busyShare of all processor time.
const (
	lateLag   = 10 * time.Millisecond
	busyShare = 0.9
)

// limits lists the signs that the generator and not the target was the limit.
func limits(l *loadreport.Report, missed reasons) []string {
	var signs []string
	if lag := time.Duration(l.ScheduleLag.P99Ns); lag > lateLag {
		signs = append(signs, fmt.Sprintf("starts were late: 99 %% within %s of the plan", loadreport.FormatLatency(float64(lag))))
	}
	wall := l.DurationSeconds * float64(l.Driver.Processors)
	if used := l.Driver.CPUSeconds; l.DurationSeconds >= 1 && used > busyShare*wall {
		signs = append(signs, fmt.Sprintf("the driver used %.0f %% of the available processor time", 100*used/wall))
	}
	if missed.slots > 0 {
		signs = append(signs, fmt.Sprintf("%s found %s taken", plural.Count(missed.slots, "arrival"),
			plural.Pick(l.Plan.MaxInFlight, "the only in-flight slot", fmt.Sprintf("all %d in-flight slots", l.Plan.MaxInFlight))))
	}
	if missed.users > 0 {
		signs = append(signs, fmt.Sprintf("%s found %s", plural.Count(missed.users, "arrival"),
			plural.Pick(l.Users(), "the only user busy", fmt.Sprintf("none of the %d users idle", l.Users()))))
	}
	var own int64
	for _, e := range l.Errors {
		if e.Type == noDescriptors || e.Type == noPorts {
			own += e.Count
		}
	}
	if own > 0 {
		signs = append(signs, fmt.Sprintf("%s found no file descriptor or port left on this machine", plural.Count(own, "journey")))
	}
	return signs
}
