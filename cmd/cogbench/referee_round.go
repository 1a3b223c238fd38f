package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/processgroup"
	"github.com/cogbench/cogbench/internal/serving"
	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/referee/proxy"
	"github.com/cogbench/cogbench/referee/record"
	"github.com/cogbench/cogbench/target"
)

// court is where a client plays: a pool or a proxy, with what it records.
type court struct {
	*record.Recorder
	// environment has a program find it; about is the same for those who read JSON.
	environment []string
	about       any
	close       func(context.Context) error
}

// play has the client make its calls, and gives the judge what was recorded.
func (c refereeCommand) play(ctx context.Context, r round, password string, judge *referee.Judge, console streams) error {
	on, err := c.open(ctx, r, password, console)
	if err != nil {
		return err
	}
	err = c.drive(ctx, on, r, judge, console)
	closing, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	err = errors.Join(err, on.close(closing))
	on.Tell(judge, r.name)
	return err
}

// open starts the pool, or the proxy.
func (c refereeCommand) open(ctx context.Context, r round, password string, console streams) (*court, error) {
	recording := record.Options{MaxCalls: c.MaxCalls}
	if !c.Quiet && (c.Verbose || len(c.Command) == 0) {
		recording.Answered = func(e referee.Exchange) { fmt.Fprintln(console.stderr, lineOf(e)) }
	}
	if c.Upstream != "" {
		return c.openProxy(recording, password, console)
	}
	pool, err := live.Start(ctx, live.Options{
		Tracking: map[string]target.Tracking{"opt-in": target.OptIn, "always": target.Always, "": target.Always}[c.Tracking],
		Factor:   map[string]target.Factor{"totp": target.TOTP, "sms": target.SMS, "email": target.Email, "": target.TOTP}[c.MFA],
		Alias:    c.Alias, ClientSecret: c.ClientSecret, Awkward: r.ways, Listen: c.Listen, Record: recording,
	})
	switch {
	case ctx.Err() != nil:
		return nil, &failure{code: exitInterrupted, err: errors.New("interrupted before the first call")}
	case err != nil:
		return nil, usage(err, listenHint)
	}
	return &court{Recorder: pool.Recorder, environment: pool.Environment(), about: pool.About(), close: pool.Close}, nil
}

// openProxy starts the proxy.
func (c refereeCommand) openProxy(recording record.Options, password string, console streams) (*court, error) {
	upstream, _, err := target.ParseEndpoint(c.Upstream, c.AllowAWS)
	if err != nil {
		return nil, usage(fmt.Errorf("--upstream: %w", err), "")
	}
	trust, err := target.Trust(c.CAFile)
	if err != nil {
		return nil, usage(err, "--ca-file takes certificates in PEM")
	}
	options := proxy.Options{
		Upstream: upstream, Timeout: c.Timeout, TLS: trust,
		Failed: func(err error) { fmt.Fprintf(console.stderr, "cogbench: no answer from the upstream: %v\n", err) },
	}
	if c.Username != "" {
		recording.Witness = proxy.Witness
		options.User = &proxy.User{PoolID: c.UserPoolID, Name: c.Username, Password: password}
		options.Note = func(text string) { fmt.Fprintf(console.stderr, "cogbench: %s\n", text) }
	}
	recorder := record.New(proxy.New(options), recording)
	running, err := serving.Listen(recorder, c.Listen, nil)
	if err != nil {
		return nil, usage(err, listenHint)
	}
	about := struct {
		Endpoint string `json:"endpoint"`
		Upstream string `json:"upstream"`
	}{running.Endpoint, c.Upstream}
	return &court{recorder, []string{"COGBENCH_ENDPOINT=" + running.Endpoint}, about, running.ShutdownOrClose}, nil
}

// The ways in which a round is ended from here.
var (
	errTooLong = errors.New("the time is over")
	errFull    = errors.New("the recording is full")
)

// drive runs the client, or waits for others to.
func (c refereeCommand) drive(ctx context.Context, on *court, r round, judge *referee.Judge, console streams) error {
	if err := c.announce(on, console); err != nil {
		return err
	}
	running, end := context.WithCancelCause(ctx)
	defer end(nil)
	go func() {
		select {
		case <-on.Full():
			end(errFull)
		case <-running.Done():
		}
	}()
	if len(c.Command) == 0 {
		<-running.Done()
		return nil
	}
	if r.name != "" && !c.Quiet {
		fmt.Fprintf(console.stderr, "awkward: %s\n", r.name)
	}
	if c.MaxTime > 0 {
		defer time.AfterFunc(c.MaxTime, func() { end(errTooLong) }).Stop()
	}
	err := processgroup.Run(running, c.command(on, console))
	if errors.Is(err, processgroup.ErrStart) {
		return usage(err, "give the client's command after --")
	}
	switch cause := context.Cause(running); {
	case errors.Is(cause, errTooLong):
		judge.CutShort(fmt.Sprintf("the command was ended after %s (--max-time)", c.MaxTime))
	case cause == nil && err != nil:
		judge.CutShort(prefixed(r.name, fmt.Sprintf("the command failed (%v): what it did not reach was not judged", err)))
	}
	return nil
}

// prefixed names the round that a text is about.
func prefixed(round, text string) string {
	if round == "" {
		return text
	}
	return round + ": " + text
}

// announce says where the client finds the pool.
func (c refereeCommand) announce(on *court, console streams) error {
	line, err := json.Marshal(on.about)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if c.ReadyFile != "" { // which is for its owner alone: it has the password
		if err := atomicfile.Write(c.ReadyFile, line, 0o600); err != nil {
			return usage(fmt.Errorf("ready file: %w", err), "")
		}
	}
	if len(c.Command) > 0 {
		return nil
	}
	if !c.JSON { // whose reader wants one document
		if _, err := console.stdout.Write(line); err != nil {
			return err
		}
	}
	if !c.Quiet {
		fmt.Fprintf(console.stderr, "%s\npress Ctrl-C to stop and print the report\n", strings.Join(on.environment, "\n"))
	}
	return nil
}

// command is the client's, with what it needs to find the pool. What it prints is no
// result of ours.
func (c refereeCommand) command(on *court, console streams) *exec.Cmd {
	command := exec.Command(c.Command[0], c.Command[1:]...)
	inherited := os.Environ()
	if c.Upstream == "" { // nothing of another pool
		inherited = slices.DeleteFunc(inherited, func(entry string) bool { return strings.HasPrefix(entry, "COGBENCH_") })
	}
	command.Env = append(inherited, on.environment...)
	command.Stdout, command.Stderr = console.stderr, console.stderr
	if out, ok := console.stdin.(io.Writer); !c.PasswordStdin && (!ok || !term.IsTerminal(out)) {
		command.Stdin = console.stdin
	}
	return command
}

// lineOf is a call in a line: what was sent and what came of it, without a value of either.
func lineOf(e referee.Exchange) string {
	line := e.Operation
	for _, name := range []string{e.Request.AuthFlow, e.Request.ChallengeName} {
		if isName(name) {
			line += " " + name
		}
	}
	switch {
	case e.Status == 0:
		return line + " → no answer"
	case e.Response.Error != "":
		return line + " → " + e.Response.Error
	case e.Response.ChallengeName != "":
		return line + " → " + e.Response.ChallengeName
	case e.Response.AuthenticationResult != nil:
		return line + " → tokens"
	}
	return fmt.Sprintf("%s → %d", line, e.Status)
}

// isName reports whether a text is the name of a flow or a challenge, and cannot be more.
func isName(text string) bool {
	const longest = 40
	isPart := func(c rune) bool { return 'A' <= c && c <= 'Z' || c == '_' }
	return text != "" && len(text) <= longest && strings.TrimFunc(text, isPart) == ""
}
