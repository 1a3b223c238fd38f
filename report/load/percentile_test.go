package loadreport_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	loadreport "github.com/cogbench/cogbench/report/load"
)

// TestPercentileIsTheNearestRank holds the percentile against the sorted values.
func TestPercentileIsTheNearestRank(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(1000, loadreport.HistogramHighest), 1, 300).Draw(t, "values")
		tenths := rapid.IntRange(1, 999).Draw(t, "tenths of a percent")
		h := loadreport.NewPackedHistogram()
		for _, v := range values {
			_ = h.RecordValue(v)
		}
		slices.Sort(values)
		rank := (tenths*len(values) + 999) / 1000
		want := values[rank-1]
		got := loadreport.Percentile(h, float64(tenths)/10)
		if got < want || float64(got-want) > math.Max(1024, 0.001*float64(want)) {
			t.Fatalf("p%v of %d values is %d, want %d", float64(tenths)/10, len(values), got, want)
		}
	})
}

func TestPercentileOfFew(t *testing.T) {
	h := loadreport.NewPackedHistogram()
	if got := loadreport.Percentile(h, 99); got != 0 {
		t.Errorf("%d without a value", got)
	}
	for ms := range int64(60) {
		_ = h.RecordValue((ms + 1) * 1e6)
	}
	if got := loadreport.Percentile(h, 99) / 1e6; got != 60 {
		t.Errorf("p99 of 1 to 60 is %d", got)
	}
	if got := loadreport.Percentile(h, 50) / 1e6; got != 30 {
		t.Errorf("p50 of 1 to 60 is %d", got)
	}
}
