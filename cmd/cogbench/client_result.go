package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cogbench/cogbench/internal/term"
	"github.com/cogbench/cogbench/referee"
	explanation "github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
)

// clientFlags are those of the commands that judge a client.
type clientFlags struct {
	outputFlags `embed:""`
	ReportDir   string     `type:"given" name:"report-dir" placeholder:"DIR" help:"Write client.json, junit.xml, report.html and summary.md."`
	Gate        spec.Level `enum:"must,should,observed" default:"must" help:"The weakest level whose violation is exit 1: must, should or observed."`
	Require     []string   `sep:"none" placeholder:"RULE" help:"Fail if this rule was not exercised; a prefix counts (repeatable)."`
	KeepSecrets bool       `name:"keep-secrets" help:"Show passwords, tokens, keys and names as they are, where pseudonyms would stand."`
}

// passwordFlag is that of the commands that may be told a user's password.
type passwordFlag struct {
	PasswordStdin bool `name:"password-stdin" help:"Read the user's password from standard input, so that it is replaced wherever it stands, and looked for where it does not belong."`
}

// password is the first line of standard input, if it is asked for. example is how the
// command is then called.
func (f passwordFlag) password(console streams, example string) (string, error) {
	if !f.PasswordStdin {
		return "", nil
	}
	const longest = 4 << 10
	line, err := bufio.NewReader(io.LimitReader(console.stdin, longest)).ReadString('\n')
	if password := strings.TrimRight(line, "\r\n"); password != "" {
		return password, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = errors.New("standard input has no password")
	}
	return "", usage(err, "its first line is the password: printf '%s' \"$PASSWORD\" | "+example)
}

// judge is the one that the flags want.
func (f clientFlags) judge(options referee.Options) (*referee.Judge, error) {
	options.Gate, options.Required = f.Gate, f.Require
	judge, err := referee.New(options)
	if err != nil {
		return nil, usage(err, "cogbench rules --subject client lists the rules")
	}
	return judge, nil
}

// pseudonyms stand for what is secret in all that is shown and written, the password that
// was told among it; "" tells none.
func (f clientFlags) pseudonyms(password string) *redact.Pseudonyms {
	if f.KeepSecrets {
		return redact.Keep()
	}
	pseudonyms := redact.New()
	pseudonyms.Label(redact.Password, password)
	return pseudonyms
}

// judgment is what a command judged, and what is to become of it.
type judgment struct {
	judge      *referee.Judge
	pseudonyms *redact.Pseudonyms
	recordings []string // the files or commands that were judged
	keep       string   // the file in which the recording is kept, "" for none
}

// conclude shows and writes what the judge finds, and returns what it means. What cannot
// be written is shown all the same.
func (f clientFlags) conclude(ctx context.Context, j judgment, console streams) error {
	found := explanation.Conclude(j.judge)
	found.Tool = thisTool()
	found.Recordings = j.recordings
	j.pseudonyms.Fill(found, j.judge.History())
	var kept, reported error
	if j.keep != "" {
		kept = writeRecording(j.keep, j.judge.History(), j.pseudonyms)
	}
	reports := f.ReportDir
	if reports != "" {
		if reported = render.WriteClientFiles(reports, found); reported != nil {
			reports = ""
		}
	}
	if err := errors.Join(kept, reported, f.showClient(found, reports, console)); err != nil {
		return unwritten(err, "the results were not all written")
	}
	if ctx.Err() != nil {
		return ended(exitInterrupted)
	}
	return ended(clientExitCode(found.Verdict()))
}

// showClient writes what was found on standard output, as the flags want it. reports is
// the directory that it is in as well, "" for none.
func (f clientFlags) showClient(found *report.Client, reports string, console streams) error {
	switch {
	case f.JSON:
		data, err := found.JSON()
		if err != nil {
			return err
		}
		_, err = console.stdout.Write(data)
		return err
	case f.Quiet:
		fmt.Fprintln(console.stdout, render.ClientVerdict(found))
		return nil
	}
	style := term.StyleOf(console.stdout, console.getenv)
	render.Terminal{Out: console.stdout, Colour: style.Colour, Width: style.Width, Transcripts: reports}.Client(found)
	return nil
}

// clientExitCode is the code of a judgment that came to its end.
func clientExitCode(v report.ClientVerdict) int {
	switch {
	case len(v.Failed)+len(v.Missed) > 0:
		return exitFailed
	case v.Incomplete != "":
		return exitInconclusive
	default:
		return exitOK
	}
}
