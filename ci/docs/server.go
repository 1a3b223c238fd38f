package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/cogbench/cogbench/internal/processgroup"
)

// getReady is how long a server may take until it says where it is, and how long a port
// may be another's.
const getReady = 2 * time.Minute

// server is a block that runs until its document ends.
type server struct {
	block  block
	cancel context.CancelFunc
	ended  chan error
	output *said
}

// serve runs a block that serves, and waits until it says where. Its credentials are in
// the environment of the blocks that follow, as the documents tell their readers to do.
func (p *place) serve(ctx context.Context, b block) error {
	if err := awaitPort(ctx, b.text); err != nil {
		return err
	}
	output := &said{}
	ctx, cancel := context.WithCancel(ctx)
	s := &server{block: b, cancel: cancel, ended: make(chan error, 1), output: output}
	p.servers = append(p.servers, s)
	// exec, so that the signal that stops it is the program's own.
	command := p.shell("exec "+b.text, output)
	go func() { s.ended <- processgroup.Run(ctx, command) }()
	access, err := s.ready()
	if err != nil {
		return err
	}
	if access.AccessKeyID != "" {
		p.environment = append(p.environment, "COGBENCH_ACCESS_KEY_ID="+access.AccessKeyID, "COGBENCH_SECRET_ACCESS_KEY="+access.SecretAccessKey)
	}
	return nil
}

// access is the line with which a server says that it is ready.
type access struct {
	Endpoint                     string
	AccessKeyID, SecretAccessKey string
}

// ready waits for a server's line.
func (s *server) ready() (access, error) {
	for deadline := time.Now().Add(getReady); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		for line := range strings.Lines(s.output.text()) {
			var a access
			if json.Unmarshal([]byte(line), &a) == nil && a.Endpoint != "" {
				return a, nil
			}
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			return access{}, fmt.Errorf("it ended instead of serving: %w\n%s", err, s.output.text())
		default:
		}
	}
	return access{}, fmt.Errorf("it did not say where it serves within %v\n%s", getReady, s.output.text())
}

// stop ends a server as a reader would, and holds its exit code to what was promised.
func (s *server) stop() error {
	s.cancel()
	err := <-s.ended
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code, err = exit.ExitCode(), nil
	}
	if err == nil && code != s.block.exit {
		err = fmt.Errorf("%s: stopped with exit %d, and the document says %d\n%s", s.block, code, s.block.exit, s.output.text())
	}
	return err
}

// awaitPort waits until the port that a block names is free.
func awaitPort(ctx context.Context, text string) error {
	if !strings.Contains(text, usual) {
		return nil
	}
	var err error
	for deadline := time.Now().Add(getReady); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(time.Second) {
		var listener net.Listener
		if listener, err = net.Listen("tcp", usual); err == nil {
			return listener.Close()
		}
	}
	return fmt.Errorf("the documents' port is taken: %w", err)
}

// said is what a program has written so far. It is safe for concurrent use.
type said struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write implements io.Writer.
func (s *said) Write(part []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(part)
}

// text is all that was written.
func (s *said) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}
