// Package serving runs an HTTP handler on a port of this machine, within limits: no
// client holds a server by being slow, by saying nothing or by what it sends.
package serving

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// The limits of a connection: none may hold the server by being slow.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	headerBytes   = 64 << 10
)

// Running is a server on a port of this machine.
type Running struct {
	// Endpoint is the base URL, e.g. http://127.0.0.1:9229.
	Endpoint string

	http   *http.Server
	served chan error
}

// Listen serves handler at address, a HOST:PORT. An empty address or host means the
// loopback interface, port 0 a free port. What is wrong with a connection goes to log, as
// what a debugger wants to know; nil drops it.
func Listen(handler http.Handler, address string, log *slog.Logger) (*Running, error) {
	if address == "" {
		address = ":0"
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err // which says that it is about listening, and where
	}
	running := &Running{
		Endpoint: "http://" + listener.Addr().String(),
		http: &http.Server{
			Handler:           handler,
			ReadHeaderTimeout: headerTimeout,
			ReadTimeout:       readTimeout,
			WriteTimeout:      writeTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    headerBytes,
			ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		},
		served: make(chan error, 1),
	}
	go func() { running.served <- running.http.Serve(listener) }()
	return running, nil
}

// Shutdown stops listening and waits for the requests under way until ctx ends.
func (r *Running) Shutdown(ctx context.Context) error {
	if err := r.http.Shutdown(ctx); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	return r.ended()
}

// ShutdownOrClose shuts the server down, at once if requests are still under way when ctx
// ends.
func (r *Running) ShutdownOrClose(ctx context.Context) error {
	if r.Shutdown(ctx) != nil {
		return r.Close()
	}
	return nil
}

// Close ends the server at once.
func (r *Running) Close() error {
	if err := r.http.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	return r.ended()
}

// ended is why serving stopped, nil when that was asked for.
func (r *Running) ended() error {
	err := <-r.served
	r.served <- err // for the next caller
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
