package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// targetFlags choose what is under test. Without one it is the reference pool.
type targetFlags struct {
	Endpoint string        `placeholder:"URL" help:"A server that speaks the service's JSON 1.1 protocol."`
	Target   string        `placeholder:"FILE" help:"A target file (YAML): endpoint, credentials, pool, features."`
	AllowAWS bool          `name:"allow-aws" help:"Allow an endpoint under amazonaws.com, where users are billed."`
	Timeout  time.Duration `default:"10s" help:"How long one call may take."`
	CAFile   string        `name:"ca-file" placeholder:"FILE" help:"Certificates to trust beside the system's (PEM)."`
}

// embeddedName is what reports call the reference pool of this program.
const embeddedName = "embedded reference pool"

// embedded reports whether no other target was chosen.
func (f targetFlags) embedded() bool { return f.Endpoint == "" && f.Target == "" }

// profile returns the chosen target, starting the reference pool if that is it;
// stop ends it. An error is one of usage.
func (f targetFlags) profile() (profile target.Config, stop func(), err error) {
	stop = func() {}
	switch {
	case f.Timeout <= 0:
		return profile, stop, usage(fmt.Errorf("--timeout %s is no time to answer in", f.Timeout), "")
	case f.Endpoint != "" && f.Target != "":
		return profile, stop, usage(errors.New("--endpoint and --target exclude each other"), "a target file names its endpoint")
	case f.Target != "":
		profile, err = target.LoadConfig(f.Target)
		if err != nil {
			return profile, stop, usage(err, "a target file has name, endpoint, region, credentials, pool, codes, features, quota")
		}
		return profile, stop, nil
	case f.Endpoint != "":
		return target.Config{Endpoint: f.Endpoint}, stop, nil
	}
	return startEmbedded()
}

// startEmbedded starts the reference pool on a loopback port.
func startEmbedded() (target.Config, func(), error) {
	server, err := refpool.New(refpool.Options{})
	if err != nil {
		return target.Config{}, func() {}, err
	}
	running, err := server.Listen("")
	if err != nil {
		return target.Config{}, func() {}, err
	}
	id, secret := server.Credentials()
	return target.Config{
		Name: embeddedName, Endpoint: running.Endpoint, Region: server.Region(),
		Credentials: &target.Credentials{AccessKeyID: id, SecretAccessKey: secret},
	}, func() { _ = running.Close() }, nil // the program is about to end
}

// options are what the flags say beside the profile.
func (f targetFlags) options() target.Options {
	return target.Options{Timeout: f.Timeout, CAFile: f.CAFile, AllowAWS: f.AllowAWS}
}

// preflight finds out whether the target can be judged and what it has. It
// sends the first calls of a run. The trace is told of every call; it may be nil.
func (f targetFlags) preflight(ctx context.Context, profile target.Config, trace func(target.Exchange)) (*target.Target, *target.Findings, error) {
	options := f.options()
	options.Trace = trace
	t, err := target.New(ctx, profile, options)
	if err != nil {
		return nil, nil, usage(err, "")
	}
	findings, err := t.Preflight(ctx)
	switch {
	case ctx.Err() != nil:
		return nil, nil, &failure{code: exitInterrupted, err: errors.New("interrupted before the first rule")}
	case err != nil:
		return nil, nil, &failure{code: exitInconclusive, err: err, hint: "no rule was judged; is --endpoint the base URL of the service?"}
	case findings.KeyRefused != "" && profile.Pool.Existing == nil:
		return nil, nil, &failure{
			code: exitInconclusive,
			err:  fmt.Errorf("%s refused the credentials: %s", profile.Endpoint, findings.KeyRefused),
			hint: "give credentials in a target file or as COGBENCH_ACCESS_KEY_ID and COGBENCH_SECRET_ACCESS_KEY, or use a pool that exists",
		}
	}
	return t, findings, nil
}
