package selftest

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// pool is a reference pool that runs, with what it says of itself.
type pool struct {
	running *refpool.Running
	profile target.Config
	panics  *alarm
}

// start runs a pool of the options on a loopback port.
func start(name string, options refpool.Options) (*pool, error) {
	panics := new(alarm)
	options.Log = slog.New(panics)
	server, err := refpool.New(options)
	if err != nil {
		return nil, err
	}
	running, err := server.Listen("")
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", name, err)
	}
	id, secret := server.Credentials()
	return &pool{running: running, panics: panics, profile: target.Config{
		Name: name, Endpoint: running.Endpoint, Region: server.Region(),
		Credentials: &target.Credentials{AccessKeyID: id, SecretAccessKey: secret},
	}}, nil
}

// stop ends it. Its port and memory are all that it holds.
func (p *pool) stop() { _ = p.running.Close() }

// alarm counts what a pool logs as an error: operations that panicked.
type alarm struct{ count atomic.Int64 }

// Enabled implements [slog.Handler].
func (*alarm) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

// Handle implements [slog.Handler].
func (a *alarm) Handle(context.Context, slog.Record) error {
	a.count.Add(1)
	return nil
}

// WithAttrs implements [slog.Handler].
func (a *alarm) WithAttrs([]slog.Attr) slog.Handler { return a }

// WithGroup implements [slog.Handler].
func (a *alarm) WithGroup(string) slog.Handler { return a }
