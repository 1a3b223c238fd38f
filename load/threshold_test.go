package load_test

import (
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/cogbench/cogbench/load"
	loadreport "github.com/cogbench/cogbench/report/load"
)

func TestParseThresholdErrors(t *testing.T) {
	tests := map[string]string{
		"":                                "expected function(series)",
		"p99":                             "expected function(series)",
		"p99(a.rtt)":                      "one of < <= > >= == !=",
		"p99(a.rtt) <":                    "one of < <= > >= == !=",
		"p99(a.rtt) = 1s":                 "one of < <= > >= == !=",
		"p99(a.rtt) < 1":                  `a duration such as 250ms or 1.5s, not "1"`,
		"p99(a.rtt) < -1s":                "a duration such as",
		"p99(a.rtt) < 1%":                 "a duration such as",
		"p0(a.rtt) < 1s":                  `"p0" is no percentile`,
		"p100(a.rtt) < 1s":                `"p100" is no percentile`,
		"p99.9.9(a.rtt) < 1s":             `"p99.9.9" is no percentile`,
		"px(a.rtt) < 1s":                  `"px" is no percentile`,
		"avg(a.rtt) < 1s":                 `unknown function "avg": pNN, min, mean, max, count and rate`,
		"rate(a.rtt) < 1%":                `rate is of started, succeeded, failed, abandoned, retries or error.TYPE, not of "a.rtt"`,
		"rate(failed) < 5":                "a share such as 0.1% or 0.001",
		"rate(failed) < 101%":             "a share such as",
		"rate(failed) < NaN":              "a share such as",
		"rate(failed) < 1s":               "a share such as",
		"count(abandoned) == 0.5":         "a whole number",
		"count(abandoned) == -1":          "a whole number",
		"p99(failed) < 1s":                `"failed" has no latency: use count or rate`,
		"max(error.X) < 1s":               `"error.X" has no latency`,
		"p99(a.rtt) < 1s and more":        "one of < <= > >= == !=",
		"p99(a rtt) < 1s":                 "expected function(series)",
		"p99(a.rtt) < 1s; p50(a.rtt) < 1": "one of < <= > >= == !=",
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			_, err := load.ParseThreshold(text)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

// sample is a run of 1000 journeys whose step took 1 to 1000 ms.
func sample() (*loadreport.Report, *loadreport.Total) {
	h := loadreport.NewPackedHistogram()
	h.SetTag("a.rtt")
	for ms := range int64(1000) {
		_ = h.RecordValue((ms + 1) * int64(time.Millisecond))
	}
	total := loadreport.NewTotal("a.rtt", "never.rtt")
	total.Add(loadreport.Interval{
		Histograms: []*hdrhistogram.PackedHistogram{h},
		Second: loadreport.Second{
			Started: 1000, Succeeded: 980, Failed: 15, NotStarted: 5, Retries: 7,
			Errors: []loadreport.Failure{{Step: "a", Type: "timeout", Count: 10}, {Step: "b", Type: "timeout", Count: 2}, {Step: "a", Type: "http-429", Count: 3}},
		},
	})
	l := &loadreport.Report{}
	total.Fill(l)
	return l, total
}

func TestThresholdsEvaluate(t *testing.T) {
	l, total := sample()
	tests := []struct {
		text    string
		ok      bool
		message string
	}{
		{"p50(a.rtt) < 501ms", true, "500 ms"},
		{"p50(a.rtt) < 500ms", false, "500 ms"},
		{" p99(a.rtt)<=1s ", true, "990 ms"},
		{"p999(a.rtt) > 998ms", true, "999 ms"},
		{"p99.9(a.rtt) > 998ms", true, "999 ms"},
		{"min(a.rtt) < 2ms", true, "1.00 ms"},
		{"max(a.rtt) < 1s", false, "1.00 s"},
		{"mean(a.rtt) < 499ms", false, "501 ms"},
		{"count(a.rtt) == 1000", true, "1000"},
		{"count(never.rtt) == 0", true, "0"},
		{"count(never.rtt) != 0", false, "0"},
		{"p99(never.rtt) < 1s", false, "the step never ran"},
		{"rate(failed) < 0.1%", false, "1.5%"},
		{"rate(failed) <= 0.015", true, "1.5%"},
		{"rate(succeeded) >= 98%", true, "98%"},
		{"count(abandoned) == 0", false, "5"},
		{"count(started) >= 1000", true, "1000"},
		{"count(retries) < 7", false, "7"},
		{"count(error.timeout) == 12", true, "12"},
		{"rate(error.http-429) < 1%", true, "0.3%"},
		{"count(error.other) == 0", true, "0"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			threshold, err := load.ParseThreshold(test.text)
			if err != nil {
				t.Fatal(err)
			}
			got := threshold.Evaluate(l, total)
			if got.OK != test.ok || got.Message != test.message {
				t.Errorf("%v with %q, want %v with %q", got.OK, got.Message, test.ok, test.message)
			}
			if got.Expr != strings.TrimSpace(test.text) {
				t.Errorf("the expression became %q", got.Expr)
			}
		})
	}
}

func FuzzParseThreshold(f *testing.F) {
	for _, text := range []string{"p99(a.rtt) < 1s", "rate(failed) < 0.1%", "count(abandoned) == 0", "p999(x)>=1h", "((((", "p(x) < 1s"} {
		f.Add(text)
	}
	l, total := sample()
	f.Fuzz(func(t *testing.T, text string) {
		threshold, err := load.ParseThreshold(text)
		if err != nil {
			return
		}
		if again, err := load.ParseThreshold(threshold.String()); err != nil || again.Evaluate(l, total).OK != threshold.Evaluate(l, total).OK {
			t.Errorf("%q reads back as %v, %v", text, again, err)
		}
	})
}
