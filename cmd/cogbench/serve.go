package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
)

// drain is how long requests under way may take when the server is stopped.
const drain = 5 * time.Second

// serveCommand runs the reference pool until it is stopped.
type serveCommand struct {
	behaviourFlags `embed:""`
	Listen         string  `default:"127.0.0.1:9229" help:"Where to listen; port 0 picks one."`
	ReadyFile      string  `type:"given" name:"ready-file" placeholder:"FILE" help:"Also write that JSON line to FILE."`
	Region         string  `type:"given" default:"us-east-1" help:"The region of pool ids and signatures."`
	Seed           *uint64 `placeholder:"N" help:"Draw every secret from this seed: same requests, same answers. For tests, on loopback only."`
}

// Help implements kong's HelpProvider.
func (serveCommand) Help() string {
	return `When ready, one line of JSON on standard output gives the endpoint and the credentials.

Examples:

    cogbench serve --listen 127.0.0.1:0 --ready-file ready.json
    cogbench serve --fault totp-reusable
    cogbench serve --dialect any-signature`
}

// listenHint is the hint at an address that cannot be listened at.
const listenHint = "--listen takes HOST:PORT of this machine; if the port is taken, 127.0.0.1:0 picks a free one"

// Run runs the command.
func (s serveCommand) Run(ctx context.Context, console streams) error {
	if listed, err := s.listed(console.stdout); listed || err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	random, err := s.randomness()
	if err != nil {
		return err
	}
	options := refpool.Options{Region: s.Region, Rand: random}
	if err := s.install(&options); err != nil {
		return err
	}
	server, err := embeddedpool.Start(options, s.Listen)
	if err != nil {
		return usage(err, listenHint)
	}
	line, err := json.Marshal(server.Access)
	if err != nil {
		return err
	}
	if err := s.publish(append(line, '\n'), console); err != nil {
		_ = server.Close() // the error that counts is the other
		return unwritten(err, "")
	}
	<-ctx.Done()
	closing, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	return server.ShutdownOrClose(closing)
}

// regionName is what a region looks like: it is a part of pool ids and of addresses.
var regionName = regexp.MustCompile(`^[a-z0-9-]+$`)

// check refuses, before anything listens, what could not be used.
func (s serveCommand) check() error {
	if !regionName.MatchString(s.Region) {
		return usage(fmt.Errorf("--region %q: a region has lower-case letters, digits and hyphens", s.Region), "for example --region eu-west-1")
	}
	return reportFile("--ready-file", s.ReadyFile)
}

// publish says that the server is ready, and how it is reached. A reader of the file never
// meets half a line.
func (s serveCommand) publish(line []byte, console streams) error {
	if s.ReadyFile != "" {
		// Its reader gets the credentials: the file is for its owner alone.
		if err := atomicfile.Write(s.ReadyFile, line, 0o600); err != nil {
			return fmt.Errorf("ready file: %w", err)
		}
	}
	_, err := console.stdout.Write(line)
	return err
}
