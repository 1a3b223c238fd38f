package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/report"
)

// refereeCommand judges a client by what it sends.
type refereeCommand struct {
	clientFlags  `embed:""`
	passwordFlag `embed:""`
	poolFlags    `embed:""`
	proxyFlags   `embed:""`
	Listen       string        `placeholder:"HOST:PORT" help:"Where to listen; port 0 picks one. Without CMD, serve until interrupted."`
	ReadyFile    string        `type:"given" name:"ready-file" placeholder:"FILE" help:"Write where the pool is, and its user, to FILE (JSON)."`
	HAR          string        `type:"given" name:"har" placeholder:"FILE" help:"Keep the recording, with pseudonyms for what is secret."`
	MaxTime      time.Duration `name:"max-time" default:"10m" help:"End CMD after this long; 0 for no limit."`
	MaxCalls     int           `name:"max-calls" default:"20000" help:"End after this many calls of the service."`
	Command      []string      `arg:"" name:"cmd" optional:"" help:"The client and its arguments, after --."`
}

// poolFlags set the pool that the client meets.
type poolFlags struct {
	Tracking     string `enum:",always,opt-in" default:"" placeholder:"WHICH" help:"Which devices the pool remembers: always or opt-in; always unless told otherwise."`
	MFA          string `name:"mfa" enum:",off,totp,sms,email" default:"" placeholder:"FACTOR" help:"The second factor that the pool asks for: off, totp, sms or email; totp unless told otherwise."`
	Alias        bool   `help:"Have the user sign in with an e-mail address that is not the user name."`
	ClientSecret bool   `name:"client-secret" help:"Give the app client a secret."`
	Awkward      string `placeholder:"NAME" help:"Be awkward in this way, and right; all: run CMD once for each."`
	ListAwkward  bool   `name:"list-awkward" help:"Print the awkward ways, with the rules that each exercises, and do nothing."`
}

// proxyFlags choose another server than the reference pool.
type proxyFlags struct {
	Upstream string        `type:"given" placeholder:"URL" help:"Stand before this server in place of the reference pool."`
	AllowAWS bool          `name:"allow-aws" help:"Allow an upstream under amazonaws.com, where users are billed."`
	Timeout  time.Duration `default:"30s" help:"How long the upstream may take for an answer."`
	CAFile   string        `type:"given" name:"ca-file" placeholder:"FILE" help:"Certificates to trust in addition to the system's (PEM)."`
	// Of the user whose password is told.
	UserPoolID string `name:"user-pool-id" placeholder:"ID" help:"With --password-stdin and --username: check the user's proofs, by taking part in the exchange of SRP."`
	Username   string `placeholder:"NAME" help:"The user whose password is on standard input, as the client sends it in USERNAME."`
}

// Help implements kong's HelpProvider.
func (refereeCommand) Help() string {
	return `Starts a reference pool with a user, runs CMD, and judges the calls that it makes.
CMD finds the pool by COGBENCH_ENDPOINT, COGBENCH_REGION, COGBENCH_USER_POOL_ID,
COGBENCH_CLIENT_ID, COGBENCH_CLIENT_SECRET (with --client-secret), COGBENCH_USERNAME,
COGBENCH_PASSWORD and COGBENCH_TOTP_SECRET; codes that are sent by SMS and e-mail by
GET $COGBENCH_ENDPOINT/_cogbench/messages?username=$COGBENCH_USERNAME. What CMD
prints goes to standard error.

Before another server, a proof can be checked only by taking part: with
--password-stdin, --user-pool-id and --username the proxy is the server of SRP to the
client, and the client of SRP to the server. The device's proof is passed on as it is.

Exit codes: 1 a rule was violated, or not exercised though --require names it; 3 no
call was seen, a limit ended CMD, or CMD failed and no rule was violated; 0 otherwise.

Examples:

    cogbench referee --report-dir out -- node sign-in.js
    cogbench referee --tracking opt-in --mfa sms --awkward all -- npm test
    cogbench referee --listen 127.0.0.1:9229
    cogbench referee --listen 127.0.0.1:9229 --upstream http://127.0.0.1:4566`
}

// Run runs the command.
func (c refereeCommand) Run(ctx context.Context, console streams) error {
	if c.ListAwkward {
		return c.listAwkward(console)
	}
	if err := c.check(); err != nil {
		return err
	}
	if err := errors.Join(reportDirectory("--report-dir", c.ReportDir), reportFile("--har", c.HAR), reportFile("--ready-file", c.ReadyFile)); err != nil {
		return err
	}
	password, err := c.password(console, "cogbench referee --upstream URL --password-stdin -- CMD")
	if err != nil {
		return err
	}
	rounds, err := c.rounds()
	if err != nil {
		return err
	}
	source := report.Live
	if c.Upstream != "" {
		source = report.Proxy
	}
	judge, err := c.judge(referee.Options{Source: source, Password: password})
	if err != nil {
		return err
	}
	for _, round := range rounds {
		if err := c.play(ctx, round, password, judge, console); err != nil {
			return err
		}
		if ctx.Err() != nil {
			break
		}
	}
	return c.concludeRounds(ctx, judge, password, console)
}

// check refuses flags that exclude one another.
func (c refereeCommand) check() error {
	usual := c.poolFlags == poolFlags{}
	switch {
	case len(c.Command) == 0 && c.Listen == "":
		return usage(errors.New("there is no client to judge"), "give its command after --, or --listen 127.0.0.1:0 for one that is started otherwise")
	case c.Upstream != "" && !usual:
		return usage(errors.New("--upstream excludes --tracking, --mfa, --alias, --client-secret and --awkward"), "they set the reference pool; set up the upstream itself")
	case c.Upstream == "" && c.PasswordStdin:
		return usage(errors.New("--password-stdin is only for --upstream"), "the reference pool knows its passwords")
	case (c.UserPoolID != "" || c.Username != "") && (c.UserPoolID == "" || c.Username == "" || !c.PasswordStdin):
		return usage(errors.New("--user-pool-id, --username and --password-stdin check proofs only together"), "give all three, or --password-stdin alone to have the password replaced")
	case c.Upstream != "" && c.Listen != "" && !onLoopback(c.Listen):
		return usage(fmt.Errorf("--listen %s would let other machines use the upstream", c.Listen), "listen on 127.0.0.1")
	case c.MaxCalls < 1 || c.MaxCalls > referee.MaxExchanges:
		return usage(fmt.Errorf("--max-calls must be from 1 to %d", referee.MaxExchanges), "omit it for the most")
	case c.MaxTime < 0 || c.Timeout <= 0:
		return usage(errors.New("--max-time and --timeout must be positive"), "for example --max-time 5m --timeout 30s")
	}
	return nil
}

// round is one run of the client.
type round struct {
	name string // "" if there is one alone
	ways []awkward.Way
}

// rounds are the runs of the client: one, or one for each awkward way. A client that is
// not started from here meets all ways at once.
func (c refereeCommand) rounds() ([]round, error) {
	switch {
	case c.Awkward == "":
		return []round{{}}, nil
	case c.Awkward == "all" && len(c.Command) == 0:
		return []round{{ways: awkward.Together()}}, nil
	case c.Awkward == "all":
		var rounds []round
		for _, way := range awkward.All() {
			rounds = append(rounds, round{way.Name, []awkward.Way{way}})
		}
		return rounds, nil
	}
	way, err := awkward.Named(c.Awkward)
	if err != nil {
		return nil, usage(err, meant(c.Awkward, awkward.All(), func(w awkward.Way) string { return w.Name }, "cogbench referee --list-awkward"))
	}
	return []round{{ways: []awkward.Way{way}}}, nil
}

// concludeRounds shows and writes what was found.
func (c refereeCommand) concludeRounds(ctx context.Context, judge *referee.Judge, password string, console streams) error {
	if len(judge.History().Exchanges) == 0 && !c.Quiet {
		fmt.Fprintln(console.stderr, "cogbench: no call of the service was seen: does the client call COGBENCH_ENDPOINT?")
	}
	if len(c.Command) == 0 { // the interrupt is how it ends
		ctx = context.WithoutCancel(ctx)
	}
	return c.conclude(ctx, judgment{judge, c.pseudonyms(password), c.recordings(), c.HAR}, console)
}

// recordings is the program that was judged.
func (c refereeCommand) recordings() []string {
	if len(c.Command) == 0 {
		return nil
	}
	return c.Command[:1] // its arguments may hold secrets
}
