package main

import (
	"context"
	"errors"
	"time"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// targetFlags choose what is under test. Without one it is the reference pool.
type targetFlags struct {
	Endpoint string        `type:"given" placeholder:"URL" help:"A server that speaks the service's JSON 1.1 protocol."`
	Target   string        `type:"given" placeholder:"FILE" help:"A target file (YAML): endpoint, credentials, pool, features."`
	AllowAWS bool          `name:"allow-aws" help:"Allow an endpoint under amazonaws.com, where users are billed."`
	Timeout  time.Duration `default:"10s" help:"How long one call may take."`
	CAFile   string        `type:"given" name:"ca-file" placeholder:"FILE" help:"Certificates to trust in addition to the system's (PEM)."`
}

// embedded reports whether no other target was chosen.
func (f targetFlags) embedded() bool { return f.Endpoint == "" && f.Target == "" }

// config returns the chosen target; nil for the reference pools. An error is one of
// usage.
func (f targetFlags) config() (*target.Config, error) {
	switch {
	case f.Timeout <= 0:
		return nil, usage(errors.New("--timeout must be positive"), "for example --timeout 10s")
	case f.Endpoint != "" && f.Target != "":
		return nil, usage(errors.New("--endpoint and --target are mutually exclusive: set only one"), "a target file names its endpoint")
	case f.Target != "":
		config, err := target.LoadConfig(f.Target)
		if err != nil {
			return nil, usage(err, "a target file has name, endpoint, region, credentials, pool, codes, features, quota; cogbench init writes one")
		}
		return &config, nil
	case f.Endpoint != "":
		return &target.Config{Endpoint: f.Endpoint}, nil
	}
	return nil, nil
}

// started is the chosen target, with the reference pool started if that is it; stop
// ends it, and is never nil.
func (f targetFlags) started() (config target.Config, stop func(), err error) {
	stop = func() {}
	chosen, err := f.config()
	if err != nil || chosen != nil {
		return valueOf(chosen), stop, err
	}
	server, err := embeddedpool.Start(refpool.Options{}, "")
	if err != nil {
		return target.Config{}, stop, err
	}
	return server.Config(embeddedpool.Name), func() { _ = server.Close() }, nil // the program is about to end
}

func valueOf(config *target.Config) target.Config {
	if config == nil {
		return target.Config{}
	}
	return *config
}

// startPoolProcess starts the reference pool beside this process; stop ends it, and
// is never nil.
func startPoolProcess() (config target.Config, stop func(), err error) {
	access, stop, err := embeddedpool.StartProcess(thisProgram(poolRole))
	return access.Config(embeddedpool.Name), stop, err
}

// options are what the flags say beside the target.
func (f targetFlags) options() target.Options {
	return target.Options{Timeout: f.Timeout, CAFile: f.CAFile, AllowAWS: f.AllowAWS}
}

// preflight finds out whether the target can be judged and what it has. It
// sends the first calls of a run. The trace is called with every call; it may be nil.
func (f targetFlags) preflight(ctx context.Context, config target.Config, trace func(target.Exchange)) (*target.Target, *target.Findings, error) {
	options := f.options()
	options.Trace = trace
	t, err := target.New(ctx, config, options)
	if err != nil {
		return nil, nil, usage(err, "")
	}
	findings, err := t.Preflight(ctx)
	refused, ok := errors.AsType[*target.PreflightError](err)
	switch {
	case ctx.Err() != nil:
		return nil, nil, &failure{code: exitInterrupted, err: errors.New("interrupted before the first call of the run")}
	case ok:
		return nil, nil, &failure{code: exitInconclusive, err: err, hint: refused.Hint()}
	case err != nil:
		return nil, nil, &failure{code: exitInconclusive, err: err}
	}
	return t, findings, nil
}
