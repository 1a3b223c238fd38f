package benchreport_test

import (
	"os"
	"strings"
	"testing"

	benchreport "github.com/cogbench/cogbench/report/bench"
)

// sample is a run of six libraries, two of which failed.
func sample(t *testing.T) *benchreport.Report {
	t.Helper()
	r, err := benchreport.Read("testdata/bench.json")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRanking(t *testing.T) {
	r := sample(t)
	operations, journeys := r.ByOperation(), r.ByJourney()
	if len(operations) != 4 || len(journeys) != 3 {
		t.Fatalf("%d operations, %d journeys", len(operations), len(journeys))
	}
	for _, test := range []struct {
		ranking benchreport.Ranking
		want    string
	}{
		{operations[0], "cogbench OpenSSL GMP <identity> & co"},
		{operations[2], "cogbench OpenSSL GMP"},
		{journeys[0], "cogbench OpenSSL GMP <identity> & co"},
		{journeys[2], "cogbench OpenSSL GMP"},
	} {
		var names []string
		for _, rank := range test.ranking.Ranks {
			names = append(names, rank.Library)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.ranking.Name, got, test.want)
		}
	}
	if first, second := operations[0].Ranks[0], operations[0].Ranks[1]; first.Ratio != 1 || second.Ratio != 20 || !second.SelfReported || first.SelfReported {
		t.Errorf("%+v, %+v", first, second)
	}
	if registration := journeys[1].Ranks[1]; registration.MinNs != 3_800_000+360_000 || registration.P50Ns != 4_000_000+400_000 {
		t.Errorf("%s of %s: %+v", journeys[1].Name, registration.Library, registration)
	}
}

// Cogbench alone has operations and no journey: its proofs start from a known A.
func TestRankingAlone(t *testing.T) {
	r := sample(t)
	r.Libraries = nil
	if operations, journeys := r.ByOperation(), r.ByJourney(); len(operations) != 4 || len(operations[0].Ranks) != 1 || len(journeys) != 0 {
		t.Errorf("%+v, %+v", operations, journeys)
	}
}

// A difference is one when it exceeds both runs' spread, and 5 %.
func TestCompare(t *testing.T) {
	tests := []struct {
		name   string
		change func(*benchreport.Report)
		trend  benchreport.Trend
		count  int
		worse  bool
	}{
		{"nothing", func(*benchreport.Report) {}, benchreport.WithinSpread, 15, false},
		{"slower", func(r *benchreport.Report) { r.Libraries[1].Operations[0].P50Ns = 2_000_000 }, benchreport.Slower, 1, true},
		{"faster", func(r *benchreport.Report) { r.Libraries[1].Operations[0].P50Ns = 1_000_000 }, benchreport.Faster, 1, false},
		{"within 5 %", func(r *benchreport.Report) { r.Libraries[1].Operations[0].P50Ns = 1_560_000 }, benchreport.WithinSpread, 15, false},
		{"within a wider spread", func(r *benchreport.Report) {
			r.Libraries[1].Operations[0].P50Ns, r.Libraries[1].Operations[0].P75Ns = 2_000_000, 3_000_000
		}, benchreport.WithinSpread, 15, false},
		{"an earlier version", func(r *benchreport.Report) { r.Libraries[1].Operations[0].P75Ns = 0 }, benchreport.SpreadUnknown, 1, false},
		{"a library that fails", func(r *benchreport.Report) {
			r.Libraries[1].Failure = &benchreport.Failure{Cause: "wrong value"}
		}, benchreport.Broke, 1, true},
		{"another machine", func(r *benchreport.Report) { r.Processor, r.Libraries[1].Operations[0].P50Ns = "another", 9_000_000 }, benchreport.Slower, 1, false},
		{"a library less", func(r *benchreport.Report) { r.Libraries = r.Libraries[:2] }, benchreport.WithinSpread, 8, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			after := sample(t)
			test.change(after)
			c := benchreport.Compare(sample(t), after)
			if c.Count(test.trend) != test.count || c.Regressed() != test.worse {
				t.Errorf("%+v, regressed %t", c, c.Regressed())
			}
		})
	}
}

// Whatever is read is refused or can be ranked and compared.
func FuzzDecode(f *testing.F) {
	content, err := os.ReadFile("testdata/bench.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(content))
	f.Add(`{"machine":"m","arithmetic":"big","ops":[{"name":"x","count":1,"minNs":1,"p50Ns":1}]}`)
	f.Add(`{"machine":"m","arithmetic":"big","libraries":[{"name":"x","failure":{},"ops":null}]}`)
	f.Add(`{"schemaVersion":2,"machine":"m","arithmetic":"big"}`)
	f.Add(`{"machine":"m"}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := benchreport.Decode(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, ranking := range append(r.ByOperation(), r.ByJourney()...) {
			for _, rank := range ranking.Ranks {
				if rank.Ratio < 1 {
					t.Errorf("%+v", rank)
				}
			}
		}
		if benchreport.Compare(r, r).Regressed() {
			t.Error("it regressed against itself")
		}
	})
}
