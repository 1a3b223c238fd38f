package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cogbench/cogbench/internal/latency"
	"github.com/cogbench/cogbench/internal/plural"
	benchreport "github.com/cogbench/cogbench/report/bench"
)

// agreement is the share by which times by the pipe may exceed an adapter's own before that
// is said.
const agreement = 0.05

// waited is how many times its processor time a library may take before that is said.
const waited = 1.5

// machine says where and with what was measured.
func machine(r *benchreport.Report) string {
	parts := []string{r.Machine}
	if r.Processor != "" {
		parts = append([]string{r.Processor}, parts...)
	}
	parts = append(parts, "cogbench's arithmetic "+r.Arithmetic)
	if r.Goroutines > 1 {
		parts = append(parts, plural.Count(r.Goroutines, "goroutine"))
	}
	if len(r.Restrictions) > 0 {
		parts = append(parts, "restricted by "+strings.Join(r.Restrictions, " "))
	}
	return strings.Join(parts, ", ")
}

// label is a library's name with what restricts it.
func label(l benchreport.Library) string {
	if len(l.Restrictions) == 0 {
		return l.Name
	}
	return l.Name + " (" + strings.Join(l.Restrictions, " ") + ")"
}

// failure says why a library has no figures.
func failure(l benchreport.Library) string {
	where := ""
	if l.Failure.Operation != "" {
		where = " at " + l.Failure.Operation
	}
	return fmt.Sprintf("%s was not measured: %s%s: %s", l.Name, l.Failure.Cause, where, l.Failure.Detail)
}

// correctness says what shows that a library computes rightly.
func correctness(l benchreport.Library) string {
	if l.Command == "" {
		return plural.Count(l.Vectors, "vector") + "; the others are compared with it"
	}
	return plural.Count(l.Vectors, "vector") + ", " + plural.Count(l.Answers, "fresh input")
}

// ratio writes how many times the fastest's time a time is.
func ratio(times float64) string {
	if times < 9.95 {
		return strconv.FormatFloat(times, 'f', 2, 64) + "×"
	}
	return strconv.FormatFloat(times, 'f', 0, 64) + "×"
}

// starred marks a time that the library took itself.
func starred(ns int64, selfReported bool) string {
	text := latency.Format(float64(ns))
	if selfReported {
		text += "*"
	}
	return text
}

// slowest is the 99th percentile, or the longest time where there are too few.
func slowest(o benchreport.Operation) string {
	if o.P99Ns == 0 {
		return latency.Format(float64(o.MaxNs)) + " max"
	}
	return latency.Format(float64(o.P99Ns))
}

// perAnswer is the processor time of an answer.
func perAnswer(o benchreport.Operation) string {
	if o.CPUNs == 0 {
		return "–"
	}
	return latency.Format(float64(o.CPUNs))
}

// startUp is how long a process takes to its first answer.
func startUp(l benchreport.Library) string {
	if l.StartUpNs == 0 {
		return "–"
	}
	return latency.Format(float64(l.StartUpNs))
}

// memory is the most that the processes of an adapter had resident.
func memory(l benchreport.Library) string {
	if l.PeakRSSBytes == 0 {
		return "–"
	}
	return strconv.FormatFloat(math.Round(float64(l.PeakRSSBytes)/(1<<20)), 'f', 0, 64) + " MiB"
}

// remarks are what the figures stand on.
func remarks(r *benchreport.Report) []string {
	if len(r.Libraries) == 0 {
		return nil
	}
	all := []string{
		"Each library had its turns beside the others, with fresh inputs; bars and ratios are of the least times, which other work on the machine disturbs least.",
		"What a ping of each adapter takes is taken off its times. cogbench's own library is called in the measuring process, without a pipe.",
		"A proof starts from the secret a, so that A is part of it. A registration is a first sign-in and a device's verifier; a remembered sign-in is a user's proof and a device's.",
	}
	if anySelfReported(r) {
		all = append(all, "* The adapter took this time by its own clock.")
	}
	if slices.ContainsFunc(r.Restrictions, func(s string) bool { return strings.HasPrefix(s, "COGBENCH_SRP=") }) && len(r.Restrictions) == 1 {
		all = append(all, "cogbench's own arithmetic is restricted, and the other libraries are not: compare it with nothing but a library restricted likewise.")
	}
	for _, l := range r.Measured() {
		all = append(all, remarksOn(l)...)
	}
	return all
}

// remarksOn are what is to be said of one library's figures.
func remarksOn(l benchreport.Library) []string {
	var all, unsteady, off, disbelieved []string
	var spent, had int64
	for _, o := range l.Operations {
		if !o.Steady {
			unsteady = append(unsteady, o.Name)
		}
		if o.CPUNs > 0 {
			spent, had = spent+o.P50Ns, had+o.CPUNs
		}
		if o.DisbelievedNs > 0 {
			disbelieved = append(disbelieved, fmt.Sprintf("%s %s", o.Name, latency.Format(float64(o.DisbelievedNs))))
		}
		if math.Abs(o.Off()) > agreement {
			off = append(off, fmt.Sprintf("%s %+.0f %%", o.Name, 100*o.Off()))
		}
	}
	if len(unsteady) > 0 {
		all = append(all, fmt.Sprintf("%s had not got steady when it was measured: %s.", l.Name, strings.Join(unsteady, ", ")))
	}
	if float64(spent) > waited*float64(had) {
		all = append(all, fmt.Sprintf("%s had a processor for only %.0f %% of its time: something else kept the machine busy.", l.Name, 100*float64(had)/float64(spent)))
	}
	if len(off) > 0 {
		all = append(all, fmt.Sprintf("%s: times through the pipe differ from those by its own clock: %s.", l.Name, strings.Join(off, ", ")))
	}
	if len(disbelieved) > 0 {
		all = append(all, fmt.Sprintf("%s reports times that its answers contradict (%s): those by the pipe stand here.", l.Name, strings.Join(disbelieved, ", ")))
	}
	if len(l.Unsupported) > 0 {
		all = append(all, fmt.Sprintf("%s does not have %s.", l.Name, strings.Join(l.Unsupported, ", ")))
	}
	return all
}

// anySelfReported tells whether a time is a library's own.
func anySelfReported(r *benchreport.Report) bool {
	return slices.ContainsFunc(r.Measured(), func(l benchreport.Library) bool {
		return slices.ContainsFunc(l.Operations, func(o benchreport.Operation) bool { return o.Clock == benchreport.SelfReported })
	})
}
