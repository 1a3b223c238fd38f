package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/cogbench/cogbench/internal/shard"
	"github.com/cogbench/cogbench/load"
	"github.com/cogbench/cogbench/load/clock"
	loadreport "github.com/cogbench/cogbench/report/load"
	"github.com/cogbench/cogbench/scenarios/workload"
	"github.com/cogbench/cogbench/target"
)

// shardHint says how a shard is named.
const shardHint = "for example --shard 1/4, or --shard auto where a platform numbers its tasks"

// shardFlags have several processes drive one load.
type shardFlags struct {
	Shard    string `type:"given" placeholder:"I/N" help:"Drive the I-th of N parts of the plan, with its share of the users; auto asks the environment. report merge adds the parts up."`
	StartAt  string `name:"start-at" placeholder:"TIME" help:"Begin the plan at this instant (RFC 3339), after the warm-up. What was due before this process was ready is abandoned."`
	Archive  bool   `help:"Print load.json and intervals.hlog on standard output at the end, as text that report merge reads from a log."`
	ClockURL string `name:"clock-url" placeholder:"URL" help:"Compare this machine's clock with the Date headers of this server; by default the target, with --shard or --start-at."`
}

// divide has the run be the part that the flags say, at their instant.
func (f shardFlags) divide(run *workload.Run, console streams) error {
	index, of, err := shard.Parse(f.Shard, console.getenv)
	if err != nil {
		return err
	}
	run.Options.Plan.Shard = load.Shard{Index: index, Of: of}
	if f.StartAt != "" {
		if run.Options.StartAt, err = time.Parse(time.RFC3339, f.StartAt); err != nil {
			return fmt.Errorf("--start-at %q is not an instant such as %s", f.StartAt, time.Now().UTC().Add(time.Minute).Format(time.RFC3339))
		}
	}
	if f.ClockURL != "" {
		if u, err := url.Parse(f.ClockURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return errors.New("--clock-url is not an http or https URL")
		}
	}
	return nil
}

// compareClock has the run compare clocks if several processes are to agree on one. A
// run without a target has nil for it.
func (f shardFlags) compareClock(run *workload.Run, subject *target.Target) {
	reference, transport := f.ClockURL, http.DefaultTransport
	if subject != nil {
		transport = subject.Transport()
		if reference == "" && (f.Shard != "" || f.StartAt != "") {
			reference = subject.Config.Endpoint
		}
	}
	if reference != "" {
		run.Clock = func(ctx context.Context) *loadreport.Clock { return clock.Compare(ctx, transport, reference) }
	}
}
