package loadreport

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/report"
)

// Part is the result of one shard.
type Part struct {
	Report *Report
	// Directory has the part's interval log.
	Directory string
	// torn says why the figures are not those of the whole part; "" if they are.
	torn string
}

// ReadPart reads the result of a shard from its directory.
func ReadPart(directory string) (*Part, error) {
	l, err := Read(filepath.Join(directory, ReportFile))
	if err != nil {
		return nil, err
	}
	part := &Part{Report: l, Directory: directory}
	switch {
	case l.Shard == nil:
		return nil, fmt.Errorf("%s is not a shard: it was not driven with --shard", directory)
	case l.Shard.Index < 1 || l.Shard.Index > l.Shard.Of:
		return nil, fmt.Errorf("%s says that it is shard %d of %d", directory, l.Shard.Index, l.Shard.Of)
	case l.Plan.Hash != l.PlanHash():
		return nil, fmt.Errorf("%s: its plan is not the one that its hash stands for: the file was changed, or another version of cogbench wrote it", directory)
	}
	part.torn, err = part.findTear()
	return part, err
}

// findTear says why the part's figures are not whole, by its report and its log.
func (p *Part) findTear() (string, error) {
	if !p.Report.Complete {
		return "its run did not come to its end", nil
	}
	total := NewTotal()
	for interval, err := range p.intervals() {
		switch {
		case errors.Is(err, ErrTornLog):
			return ErrTornLog.Error(), nil
		case errors.Is(err, os.ErrNotExist):
			return "it has no interval log", nil
		case err != nil:
			return "", fmt.Errorf("%s: %w", p.Directory, err)
		}
		total.Add(interval)
	}
	l := *p.Report
	total.Fill(&l)
	if l.Journeys != p.Report.Journeys {
		return fmt.Sprintf("its log has %s, its report %d", plural.Count(l.Journeys.Started, "arrival"), p.Report.Journeys.Started), nil
	}
	return "", nil
}

// intervals yields the part's log; the last pair may have an error.
func (p *Part) intervals() iter.Seq2[Interval, error] {
	return func(yield func(Interval, error) bool) {
		f, err := os.Open(filepath.Join(p.Directory, IntervalLogFile))
		if err != nil {
			yield(Interval{}, fmt.Errorf("interval log: %w", err))
			return
		}
		defer f.Close()
		for interval, err := range ReadIntervals(f) {
			if !yield(interval, err) {
				return
			}
		}
	}
}

// whole reports whether the part drove all of its plan.
func (p *Part) whole() bool { return p.torn == "" && !p.Report.Interrupted }

// Choose returns one part for each shard, in their order. Parts of other plans are
// refused, and so are two results of one shard, unless only one of them is whole: then
// the other was an attempt that was repeated. Where shards are missing the error is a
// *report.MissingError, beside the parts that there are.
func Choose(parts []*Part) ([]*Part, error) {
	if len(parts) == 0 {
		return nil, errors.New("no results")
	}
	first := parts[0]
	byShard := map[int][]*Part{}
	for _, p := range parts {
		if err := first.fits(p); err != nil {
			return nil, err
		}
		byShard[p.Report.Shard.Index] = append(byShard[p.Report.Shard.Index], p)
	}
	var chosen []*Part
	lacking := &report.MissingError{Of: first.Report.Shard.Of}
	for index := 1; index <= lacking.Of; index++ {
		best, err := best(byShard[index])
		switch {
		case err != nil:
			return nil, err
		case best == nil:
			lacking.Missing = append(lacking.Missing, report.MissingShard{Index: index, Why: "no result"})
		case best.torn != "":
			lacking.Missing = append(lacking.Missing, report.MissingShard{Index: index, Why: "torn: " + best.torn})
		default:
			chosen = append(chosen, best)
		}
	}
	if len(lacking.Missing) > 0 {
		return chosen, lacking
	}
	return chosen, nil
}

// best is the one result of a shard that counts, nil if there is none.
func best(attempts []*Part) (*Part, error) {
	if len(attempts) < 2 {
		if len(attempts) == 0 {
			return nil, nil
		}
		return attempts[0], nil
	}
	useful := attempts
	for _, good := range []func(*Part) bool{(*Part).whole, func(p *Part) bool { return p.torn == "" }} {
		if left := slices.DeleteFunc(slices.Clone(attempts), func(p *Part) bool { return !good(p) }); len(left) > 0 {
			useful = left
			break
		}
	}
	if len(useful) > 1 && useful[0].torn == "" {
		return nil, fmt.Errorf("shard %d is there twice: %s and %s; leave one out", useful[0].Report.Shard.Index, useful[0].Directory, useful[1].Directory)
	}
	return useful[0], nil
}

// fits reports why the other is of another run.
func (p *Part) fits(other *Part) error {
	a, b := p.Report, other.Report
	switch {
	case a.Shard.Of != b.Shard.Of:
		return fmt.Errorf("%s is one of %s, %s one of %d", p.Directory, plural.Count(a.Shard.Of, "shard"), other.Directory, b.Shard.Of)
	case a.Plan.Hash != b.Plan.Hash:
		return fmt.Errorf("%s and %s are shards of different plans: %s (plan %.12s and %.12s)",
			p.Directory, other.Directory, difference(a, b), a.Plan.Hash, b.Plan.Hash)
	}
	return nil
}

// difference says in what two plans differ.
func difference(a, b *Report) string {
	instant := func(l *Report) string {
		if l.Plan.StartAt == nil {
			return "no instant"
		}
		return l.Plan.StartAt.String()
	}
	for _, field := range []struct {
		name string
		a, b any
	}{
		{"scenario", a.Scenario, b.Scenario},
		{"arrivals", a.Plan.Arrivals, b.Plan.Arrivals},
		{"rate", a.Plan.Rate, b.Plan.Rate},
		{"seed", a.Plan.Seed, b.Plan.Seed},
		{"duration in seconds", a.Plan.DurationSeconds, b.Plan.DurationSeconds},
		{"start", instant(a), instant(b)},
		{"number of users", a.Plan.Users, b.Plan.Users},
	} {
		if field.a != field.b {
			return fmt.Sprintf("the %s is %v and %v", field.name, field.a, field.b)
		}
	}
	return "compare plan and visits in their load.json"
}
