package load

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// Threshold is a condition on the figures of a run, such as
//
//	p99(device_password_verifier.rtt) < 250ms
//	rate(failed) < 0.1%
//	count(abandoned) == 0
//
// Its functions are of a series (p50, p99.9 or p999, min, mean, max; compared
// with a duration), count of a series, a book or an error, and rate of a book
// or an error as a share of the arrivals. Books are started, succeeded, failed,
// abandoned and retries; an error is written error.TYPE.
type Threshold struct {
	text     string
	function string  // p, min, mean, max, count, rate
	quantile float64 // of p, in percent
	subject  string
	operator string
	bound    float64 // nanoseconds, a count, or a share of 1
}

var (
	thresholdForm = regexp.MustCompile(`^\s*([A-Za-z0-9.]+)\s*\(\s*([^()\s]+)\s*\)\s*(<=|>=|==|!=|<|>)\s*(\S+)\s*$`)
	callForm      = regexp.MustCompile(`^\s*[A-Za-z0-9.]+\s*\(\s*[^()\s]+\s*\)`)
	books         = []string{"started", "succeeded", "failed", "abandoned", "retries"}
)

const errorPrefix = "error."

// ParseThreshold reads a condition; its errors say what was expected instead.
func ParseThreshold(text string) (Threshold, error) {
	t, err := parseThreshold(text)
	if err != nil {
		return Threshold{}, fmt.Errorf("threshold %q: %w", text, err)
	}
	return t, nil
}

func parseThreshold(text string) (Threshold, error) {
	m := thresholdForm.FindStringSubmatch(text)
	if m == nil {
		if callForm.MatchString(text) {
			return Threshold{}, fmt.Errorf("after the function, one of < <= > >= == != and a value are expected, as in p99(journey.response) < 1s")
		}
		return Threshold{}, fmt.Errorf("expected function(series) operator value, as in p99(journey.response) < 1s")
	}
	t := Threshold{text: strings.TrimSpace(text), subject: m[2], operator: m[3]}
	if err := t.setFunction(m[1]); err != nil {
		return Threshold{}, err
	}
	if err := t.checkSubject(); err != nil {
		return Threshold{}, err
	}
	bound, err := t.parseBound(m[4])
	if err != nil {
		return Threshold{}, err
	}
	t.bound = bound
	return t, nil
}

func (t *Threshold) setFunction(name string) error {
	switch name {
	case "min", "mean", "max", "count", "rate":
		t.function = name
		return nil
	}
	digits, isQuantile := strings.CutPrefix(name, "p")
	if !isQuantile || digits == "" {
		return fmt.Errorf("unknown function %q: pNN, min, mean, max, count and rate exist", name)
	}
	if !strings.Contains(digits, ".") && len(digits) > 2 {
		digits = digits[:2] + "." + digits[2:] // p999 is p99.9
	}
	q, err := strconv.ParseFloat(digits, 64)
	if err != nil || q <= 0 || q >= 100 || name == "p100" {
		return fmt.Errorf("%q is no percentile: write p50, p99 or p99.9, and max for the highest", name)
	}
	t.function, t.quantile = "p", q
	return nil
}

func (t *Threshold) checkSubject() error {
	book := t.ofBooks()
	switch {
	case t.subject == errorPrefix:
		return fmt.Errorf("%s needs the type of an error, such as %stimeout", errorPrefix, errorPrefix)
	case t.function == "rate" && !book:
		return fmt.Errorf("rate is of %s or %sTYPE, not of %q", strings.Join(books, ", "), errorPrefix, t.subject)
	case t.function != "rate" && t.function != "count" && book:
		return fmt.Errorf("%q has no latency: use count or rate", t.subject)
	}
	return nil
}

// ofBooks tells whether the subject is a count of journeys and not a series.
func (t *Threshold) ofBooks() bool {
	return slices.Contains(books, t.subject) || strings.HasPrefix(t.subject, errorPrefix)
}

func (t *Threshold) parseBound(text string) (float64, error) {
	switch t.function {
	case "rate":
		return parseShare(text)
	case "count":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 0 {
			return 0, fmt.Errorf("count is compared with a whole number, not %q", text)
		}
		return float64(n), nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("a latency is compared with a duration such as 250ms or 1.5s, not %q", text)
	}
	return float64(d), nil
}

func parseShare(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(number, 64)
	if percent {
		share /= 100
	}
	if err != nil || math.IsNaN(share) || share < 0 || share > 1 {
		return 0, fmt.Errorf("rate is compared with a share such as 0.1%% or 0.001, not %q", text)
	}
	return share, nil
}

// String is the condition as it was given.
func (t Threshold) String() string { return t.text }

// Check tells whether a run that has the named series can have this one.
func (t Threshold) Check(series []string) error {
	if t.ofBooks() || slices.Contains(series, t.subject) {
		return nil
	}
	return fmt.Errorf("threshold %q: no series %q in this scenario; it has %s", t.text, t.subject, strings.Join(series, ", "))
}

// Evaluate holds the run's figures against the condition. A latency of a series
// without a value meets no condition.
func (t Threshold) Evaluate(l *loadreport.Report, total *loadreport.Total) loadreport.Threshold {
	result := loadreport.Threshold{Expr: t.text}
	if !t.ofBooks() && t.function != "count" {
		h := total.Histogram(t.subject)
		if h == nil || h.TotalCount() == 0 {
			result.Message = "the step never ran"
			return result
		}
	}
	result.Value = t.value(l, total)
	result.OK = t.holds(result.Value)
	result.Message = t.describe(result.Value)
	return result
}

func (t Threshold) value(l *loadreport.Report, total *loadreport.Total) float64 {
	if t.ofBooks() {
		n := float64(t.book(l))
		if t.function == "count" {
			return n
		}
		return n / math.Max(1, float64(l.Journeys.Started))
	}
	h := total.Histogram(t.subject)
	switch t.function {
	case "count":
		if h == nil {
			return 0
		}
		return float64(h.TotalCount())
	case "min":
		return float64(h.Min())
	case "max":
		return float64(h.Max())
	case "mean":
		return h.Mean()
	}
	return float64(loadreport.Percentile(h, t.quantile))
}

func (t Threshold) book(l *loadreport.Report) (n int64) {
	if kind, isError := strings.CutPrefix(t.subject, errorPrefix); isError {
		for _, e := range l.Errors {
			if e.Type == kind {
				n += e.Count
			}
		}
		return n
	}
	j := l.Journeys
	switch t.subject {
	case "started":
		return j.Started
	case "succeeded":
		return j.Succeeded
	case "failed":
		return j.Failed
	case "retries":
		return j.Retries
	}
	return j.NotStarted + j.CutOff // abandoned, less those that may yet succeed
}

func (t Threshold) holds(v float64) bool {
	switch t.operator {
	case "<":
		return v < t.bound
	case "<=":
		return v <= t.bound
	case ">":
		return v > t.bound
	case ">=":
		return v >= t.bound
	case "!=":
		return v != t.bound
	}
	return v == t.bound
}

func (t Threshold) describe(v float64) string {
	switch t.function {
	case "count":
		return strconv.FormatFloat(v, 'f', 0, 64)
	case "rate":
		return strconv.FormatFloat(100*v, 'g', 4, 64) + "%"
	}
	return loadreport.FormatLatency(v)
}
