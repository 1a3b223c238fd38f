package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/cogbench/cogbench/internal/atomicfile"
	"github.com/cogbench/cogbench/internal/buildinfo"
	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/report"
)

// standardInput is the file that means it.
const standardInput = "-"

// explainCommand judges recordings of a client.
type explainCommand struct {
	clientFlags  `embed:""`
	passwordFlag `embed:""`
	Files        []string `arg:"" placeholder:"FILE.har" help:"Recordings of one client, which are one history; - is standard input."`
	Redact       string   `type:"given" placeholder:"OUT.har" help:"Write the calls of the service with pseudonyms for what is secret, to hand to others."`
}

// Help implements kong's HelpProvider.
func (explainCommand) Help() string {
	return `Reads recordings of an app's sign-ins in the HAR format, as a browser's network
panel or a proxy saves them, and says what went wrong, and why. Save with content;
calls to other hosts are passed over unread.

Examples:

    cogbench explain sign-in.har
    cogbench explain monday.har tuesday.har --report-dir out
    cogbench explain sign-in.har --redact to-share.har`
}

// Run runs the command.
func (c explainCommand) Run(ctx context.Context, console streams) error {
	if err := c.check(); err != nil {
		return err
	}
	collectOften()
	if err := errors.Join(reportDirectory("--report-dir", c.ReportDir), reportFile("--redact", c.Redact)); err != nil {
		return err
	}
	password, err := c.password(console, "cogbench explain --password-stdin FILE.har")
	if err != nil {
		return err
	}
	judge, err := c.judge(referee.Options{Source: report.HAR, Password: password})
	if err != nil {
		return err
	}
	recordings := &har.Recordings{}
	for _, path := range c.Files {
		if err := read(ctx, recordings, path, console); err != nil {
			return unread(path, err)
		}
	}
	recordings.Hand(judge)
	if len(judge.History().Exchanges) == 0 && !c.Quiet {
		fmt.Fprintln(console.stderr, "cogbench: no call of the service can be read: record the sign-in itself, from before it begins, and save the HAR with content")
	}
	var names []string
	for _, path := range c.Files {
		names = append(names, nameOf(path))
	}
	return c.conclude(ctx, judgment{judge, c.pseudonyms(password), names, c.Redact}, console)
}

// check refuses flags that exclude one another.
func (c explainCommand) check() error {
	switch {
	case c.PasswordStdin && slices.Contains(c.Files, standardInput):
		return usage(errors.New("--password-stdin and - both read standard input"), "save the recording in a file")
	case c.Redact != "" && c.KeepSecrets:
		return usage(errors.New("--redact and --keep-secrets exclude one another"), "omit one of them")
	case c.Redact != "" && slices.ContainsFunc(c.Files, func(path string) bool { return sameFile(path, c.Redact) }):
		return usage(errors.New("--redact would replace the recording itself"), "name another file")
	}
	return nil
}

// nameOf is what messages call a file.
func nameOf(path string) string {
	if path == standardInput {
		return "standard input"
	}
	return path
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// read reads a recording. What is read when ctx ends is judged.
func read(ctx context.Context, recordings *har.Recordings, path string, console streams) error {
	if path == standardInput {
		return recordings.Read(ctx, until(ctx, console.stdin), nameOf(path))
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return recordings.Read(ctx, file, path)
}

// unread is the failure to read a file.
func unread(path string, err error) error {
	if lost, ok := errors.AsType[*fs.PathError](err); ok {
		return usage(fmt.Errorf("%s: %w", path, lost.Err), "name a file that can be read")
	}
	return usage(fmt.Errorf("%s: %w", nameOf(path), err), "save a HAR 1.2 file from the network panel of a browser, with content")
}

// until reads what may never come, until ctx ends.
func until(ctx context.Context, src io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, src)
		in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { in.CloseWithError(ctx.Err()) })
	return out
}

// writeRecording writes the calls of a history with pseudonyms.
func writeRecording(path string, history *referee.History, pseudonyms *redact.Pseudonyms) error {
	var out bytes.Buffer
	if err := har.Write(&out, history.Exchanges, pseudonyms, buildinfo.Version()); err != nil {
		return err
	}
	return atomicfile.Write(path, out.Bytes(), 0o644)
}
