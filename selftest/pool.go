package selftest

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// pool is a running reference pool, with the errors that it logs.
type pool struct {
	server *embeddedpool.Server
	config target.Config
	errors *errorCounter
}

// start runs a pool of the options on a loopback port.
func start(name string, options refpool.Options) (*pool, error) {
	errors := new(errorCounter)
	options.Log = slog.New(errors)
	server, err := embeddedpool.Start(options, "")
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", name, err)
	}
	return &pool{server: server, config: server.Config(name), errors: errors}, nil
}

// stop ends it. Its port and memory are all that it holds.
func (p *pool) stop() { _ = p.server.Close() }

// errorCounter counts what a pool logs as an error: operations that panicked.
type errorCounter struct{ count atomic.Int64 }

// Enabled implements [slog.Handler].
func (*errorCounter) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelError
}

// Handle implements [slog.Handler].
func (c *errorCounter) Handle(context.Context, slog.Record) error {
	c.count.Add(1)
	return nil
}

// WithAttrs implements [slog.Handler].
func (c *errorCounter) WithAttrs([]slog.Attr) slog.Handler { return c }

// WithGroup implements [slog.Handler].
func (c *errorCounter) WithGroup(string) slog.Handler { return c }
