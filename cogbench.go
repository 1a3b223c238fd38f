// Package cogbench judges implementations of Amazon Cognito's remembered-device
// protocol from Go.
//
// One line in a test of yours judges a server, one subtest per rule:
//
//	func TestConformance(t *testing.T) {
//		cogbench.Test(t, cogbench.Options{Endpoint: server.URL, Profile: "core"})
//	}
//
// [Conform] returns the same findings as a value. [Client] gives the test of a client a
// server to sign in at that follows every rule, and judges the client by what it sends;
// [Pool] is the server alone.
//
// It promises that a rule which could not be judged never counts as kept, and
// that no secret of the server is in what it returns or writes. It makes pools,
// clients and users on the server through the service's own API and removes them;
// it never calls AWS unless [Options.AllowAWS] is set.
package cogbench

import (
	"sync"
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// Options say what is judged and how. The zero value judges the reference pools of
// this package, by every rule.
type Options struct {
	// Endpoint is the base URL of a server that speaks the service's JSON 1.1
	// protocol.
	Endpoint string
	// Target describes the server in more detail, in place of Endpoint; see
	// [target.LoadConfig] for files.
	Target *target.Config

	// Profile is the set of rules: "core", "admin" or "full"; full if empty. With
	// "questions", the questions for the real service are asked instead, see
	// [spec.Question].
	Profile spec.Profile
	// Gate is the weakest level whose failure counts: "must", "should" or
	// "observed"; must if empty.
	Gate spec.Level
	// Rules and Skip are rules to check alone and to leave out: ids, or beginnings
	// of ids such as "DEV-CONF". A pattern that matches no rule is an error.
	Rules, Skip []string
	// Cases are names of cases, or beginnings of names, to check alone; only with Rules.
	Cases []string
	// Only are ids of rules to check alone, if it is not nil, such as those that an
	// earlier run found not kept.
	Only []string
	// RulesAsOf is a version of the rules, such as "0.1.0", whose levels and
	// statements judge; today's if empty. Rules that came later are checked and shown,
	// and never count. The checks are today's.
	RulesAsOf string
	// Baseline is a file of rules known to fail, one per line with a reason; "" for
	// none. A failure that it lists does not count.
	Baseline string
	// Slow also runs checks that must wait in real time for more than a minute; in a
	// test, which has ten minutes unless -timeout says otherwise, one after another.
	Slow bool
	// Shard of Shards: check every Shards-th rule, from the Shard-th on, which is
	// 1 or more; 0 of 0 is all.
	Shard, Shards int
	// MaxTime ends the run after that time; no bound if 0. What was not reached is not
	// run, and says so: at the gate, it could not be judged. In a test, the test's own
	// time ends it as well.
	MaxTime time.Duration
	// FailFast ends the run after the first failure at the gate.
	FailFast bool
	// KeepTranscripts keeps the calls of rules that passed too.
	KeepTranscripts bool

	// Timeout bounds each call to the server; 10 s if 0.
	Timeout time.Duration
	// CAFile is a PEM file of authorities to trust beside the system's.
	CAFile string
	// AllowAWS allows an endpoint under amazonaws.com, where users are billed.
	AllowAWS bool

	// Workers check in processes of their own, where a check that crashes costs its
	// own rule alone; the zero value checks in this process. Only [Conform] reads it.
	Workers engine.Workers
	// Observer is called while a run lasts.
	Observer Observer
}

// Observer holds functions that are called while a run lasts, one at a time. A nil
// one is not called. [Test] calls neither Planned nor Begun: go test says what it runs.
type Observer struct {
	// Planned is called before Begun, with the ids of the rules that will be checked, in
	// the catalogue's order.
	Planned func(ids []string)
	// Begun is called when the target has been found fit to be judged: with how
	// many rules will be checked, and what that will cost the target, as lines of
	// text, "" if nobody pays for it.
	Begun func(rules int, cost string)
	// Checked is called with each outcome as it falls.
	Checked func(report.Rule)
	// Condemned is called at the end with each rule that did not fail in its own check, and
	// fails by what the checks of others met by chance.
	Condemned func(report.Rule)
	// Wire is called with each call to the target, secrets replaced: those of the checks,
	// and those by which the run finds out what the target is and why it fails.
	Wire func(report.Exchange)
	// Removing is called while the run removes what it made on the target, with how many
	// things are left and one that is being removed, such as "pool us-east-1_AbCdEf123".
	Removing func(left int, what string)
	// Diagnosing is called before the cause of failures is looked for, with what
	// that may cost the target.
	Diagnosing func(cost string)
}

// trace hands the calls of a target to Wire, one at a time; nil if nobody asks for them.
func (o Observer) trace() func(target.Exchange) {
	if o.Wire == nil {
		return nil
	}
	var one sync.Mutex
	return func(e target.Exchange) {
		one.Lock()
		defer one.Unlock()
		o.Wire(report.Exchange(e))
	}
}

// removal hands how far a target's removals are to Removing, one at a time; nil if nobody
// asks for it.
func (o Observer) removal() func(left int, what string) {
	if o.Removing == nil {
		return nil
	}
	var one sync.Mutex
	return func(left int, what string) {
		one.Lock()
		defer one.Unlock()
		o.Removing(left, what)
	}
}

// settled fills in what the options leave open.
func (o Options) settled() Options {
	if o.Profile == "" {
		o.Profile = spec.Full
	}
	if o.Gate == "" {
		o.Gate = spec.Must
	}
	if o.Timeout == 0 {
		o.Timeout = target.DefaultTimeout
	}
	return o
}
