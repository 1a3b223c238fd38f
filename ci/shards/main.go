// Command shards holds a divided load to an undivided one: four processes of a quarter of
// the rate against one process, on a server of its own, and the merged figures against
// sums that another program made of the shards' logs.
//
//	go run ./ci/shards COGBENCH [SECONDS]
//
// Counts and extremes have to agree exactly, percentiles within the precision of the
// histograms. How long journeys took in either run is
// shown and not judged: it is this machine's business.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/cogbench/cogbench/ci/shards/server"
	loadreport "github.com/cogbench/cogbench/report/load"
)

const (
	shards = 4
	rate   = 100 // journeys a second of the whole
	users  = 200
	ahead  = 45 * time.Second // for the users of all shards to be made
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./ci/shards COGBENCH [SECONDS]")
		os.Exit(2)
	}
	seconds := 8
	if len(os.Args) > 2 {
		seconds, _ = strconv.Atoi(os.Args[2]) // 0 is refused by the program
	}
	work, err := os.MkdirTemp("", "cogbench-shards-")
	if err == nil {
		err = proof{cogbench: os.Args[1], work: work, duration: time.Duration(seconds) * time.Second}.run()
	}
	_ = os.RemoveAll(work)
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
}

type proof struct {
	cogbench string
	work     string
	duration time.Duration
}

func (p proof) run() error {
	pool, err := server.Start(p.cogbench, p.work)
	if err != nil {
		return err
	}
	defer pool.Stop()
	if out, err := p.load(pool, "one").CombinedOutput(); err != nil {
		return fmt.Errorf("the undivided load: %w\n%s", err, out)
	}
	if err := p.divided(pool); err != nil {
		return err
	}
	// One exit code: 0, since all conditions hold of the whole.
	merge := exec.Command(p.cogbench, "report", "merge", filepath.Join(p.work, "shards"), "--report-dir", filepath.Join(p.work, "whole"))
	if out, err := merge.CombinedOutput(); err != nil {
		return fmt.Errorf("report merge: %w\n%s", err, out)
	}
	return p.compare()
}

// load is a load of the whole plan, or of a part of it.
func (p proof) load(pool *server.Server, directory string, more ...string) *exec.Cmd {
	command := exec.Command(p.cogbench, append([]string{
		"load", "--endpoint", pool.Endpoint, "--rate", strconv.Itoa(rate), "--arrivals", "poisson", "--seed", "7", "--duration", p.duration.String(),
		"--warmup", "1s", "--drain", "5m", "--users", strconv.Itoa(users), "--allow-abandoned", "--quiet",
		"--threshold", "rate(failed) < 1%", "--threshold", "count(started) > 0", "--report-dir", filepath.Join(p.work, directory),
	}, more...)...)
	command.Env = append(os.Environ(), pool.Environment()...)
	return command
}

// divided makes the same load in processes of their own, which begin together.
func (p proof) divided(pool *server.Server) error {
	at := time.Now().Add(ahead).UTC().Format(time.RFC3339)
	done := make(chan error, shards)
	for i := 1; i <= shards; i++ {
		command := p.load(pool, fmt.Sprintf("shards/%d", i), "--shard", "auto", "--start-at", at)
		command.Env = append(command.Env, fmt.Sprintf("COGBENCH_SHARD_INDEX=%d", i-1), fmt.Sprintf("COGBENCH_SHARDS=%d", shards))
		go func() {
			out, err := command.CombinedOutput()
			if err != nil {
				err = fmt.Errorf("shard %d: %w\n%s", i, err, out)
			}
			done <- err
		}()
	}
	var all error
	for range shards {
		all = errors.Join(all, <-done)
	}
	return all
}

// compare holds the whole to the undivided run and to the sum of the shards.
func (p proof) compare() error {
	one, err := loadreport.Read(filepath.Join(p.work, "one", loadreport.ReportFile))
	if err != nil {
		return err
	}
	whole, err := loadreport.Read(filepath.Join(p.work, "whole", loadreport.ReportFile))
	if err != nil {
		return err
	}
	if one.Journeys.Started != whole.Journeys.Started || one.Plan.Starts != whole.Plan.Starts || one.Journeys.Started != one.Plan.Starts {
		return fmt.Errorf("the undivided load has %d arrivals, the merged one %d, the plan %d and %d",
			one.Journeys.Started, whole.Journeys.Started, one.Plan.Starts, whole.Plan.Starts)
	}
	sums, err := p.sums()
	if err != nil {
		return err
	}
	for _, s := range whole.Series {
		if err := agree(s, sums[s.Name]); err != nil {
			return err
		}
	}
	fmt.Printf("1 × %d/s and %d × %d/s: %d arrivals each; the merged %d series are the sums of the shards'\n",
		rate, shards, rate/shards, whole.Journeys.Started, len(whole.Series))
	for name, l := range map[string]*loadreport.Report{"undivided": one, "merged   ": whole} {
		r := l.FindSeries(loadreport.SeriesResponse)
		fmt.Printf("%s  response p50 %s, p99 %s; %d succeeded, %d failed, %d abandoned\n", name,
			loadreport.FormatLatency(float64(r.P50)), loadreport.FormatLatency(float64(r.P99)), l.Journeys.Succeeded, l.Journeys.Failed, l.Journeys.Abandoned)
	}
	return nil
}

// sums are the shards' histograms added up by the library's own reader of logs, in its
// other kind of storage.
func (p proof) sums() (map[string]*hdrhistogram.Histogram, error) {
	sums := map[string]*hdrhistogram.Histogram{}
	for i := 1; i <= shards; i++ {
		f, err := os.Open(filepath.Join(p.work, "shards", strconv.Itoa(i), loadreport.IntervalLogFile))
		if err != nil {
			return nil, err
		}
		log := hdrhistogram.NewHistogramLogReader(f)
		for {
			h, err := log.NextIntervalHistogram()
			if err != nil {
				_ = f.Close()
				return nil, err
			}
			if h == nil {
				break
			}
			if sums[h.Tag()] == nil {
				sums[h.Tag()] = hdrhistogram.New(loadreport.HistogramLowest, loadreport.HistogramHighest, loadreport.HistogramDigits)
			}
			sums[h.Tag()].Merge(h)
		}
		_ = f.Close()
	}
	return sums, nil
}

// agree holds a series of the merged report to a sum: counts and extremes to the bit,
// percentiles within the precision of a histogram.
func agree(s loadreport.Series, sum *hdrhistogram.Histogram) error {
	if sum == nil {
		if s.Count > 0 {
			return fmt.Errorf("%s: no shard has it, the whole has %d", s.Name, s.Count)
		}
		return nil
	}
	if s.Count != sum.TotalCount() || s.Max != sum.Max() || s.Min != sum.Min() {
		return fmt.Errorf("%s: %d values from %d to %d, the sum has %d from %d to %d", s.Name, s.Count, s.Min, s.Max, sum.TotalCount(), sum.Min(), sum.Max())
	}
	for q, got := range map[float64]int64{50: s.P50, 90: s.P90, 99: s.P99, 99.9: s.P999} {
		// The library rounds the rank to the nearest one, the report up.
		least, most := sum.ValueAtPercentile(q), sum.ValueAtPercentile(min(100, q+100/float64(sum.TotalCount())))
		if float64(got) < 0.999*float64(least) || float64(got) > 1.001*float64(most) {
			return fmt.Errorf("%s: p%v is %d, of the sum between %d and %d", s.Name, q, got, least, most)
		}
	}
	return nil
}
