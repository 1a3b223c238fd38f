package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/cogbench/cogbench/internal/processgroup"
)

const (
	// usual is the address of servers in the documents.
	usual = "127.0.0.1:9229"
	// patience is how long a block may take, and slow how long one that says that it
	// takes minutes.
	patience, slow = 10 * time.Minute, time.Hour
)

// yours are files of the reader's own that the documents speak of, beside those in
// ci/docs/yours, and what stands for them.
var yours = map[string]string{
	"sign-in.har": "referee/explain/testdata/right/amplify.always.har",
	"monday.har":  "referee/explain/testdata/right/srp-helper.always.har",
	"tuesday.har": "referee/explain/testdata/right/franken-srp.always.har",
}

// place is where the blocks of one document are run: a copy of the checkout.
type place struct {
	root        string // of the copy
	environment []string
	servers     []*server
	shared      string // what the copy is in, beside programs
	releases    *releases
}

// newPlace copies the checkout in the working directory.
func newPlace(ctx context.Context, cogbench string, releases *releases) (*place, error) {
	shared, err := os.MkdirTemp("", "cogbench-docs-")
	if err != nil {
		return nil, err
	}
	p := &place{root: filepath.Join(shared, "cogbench"), shared: shared, releases: releases}
	bin := filepath.Join(shared, "bin")
	p.environment = environment(bin)
	err = errors.Join(os.Mkdir(bin, 0o755), copyCheckout(ctx, p.root))
	if err == nil {
		err = errors.Join(os.Symlink(cogbench, filepath.Join(bin, "cogbench")), os.CopyFS(p.root, os.DirFS("ci/docs/yours")))
	}
	for name, standIn := range yours {
		if err == nil {
			err = copyFile(standIn, filepath.Join(p.root, name))
		}
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// environment is that of a reader: nothing of it chooses a target, and the programs of
// bin come first.
func environment(bin string) []string {
	var all []string
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "COGBENCH") && !strings.HasPrefix(name, "AWS_") && name != "PATH" {
			all = append(all, variable)
		}
	}
	return append(all, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "AWS_EC2_METADATA_DISABLED=true",
		"GOBIN="+filepath.Join(filepath.Dir(bin), "gobin"), "GOFLAGS=-modcacherw -trimpath") // so that copies share what was compiled
}

// copyCheckout copies the files of the checkout in the working directory, with what was
// not committed yet; packages of Node that were installed are linked to.
func copyCheckout(ctx context.Context, to string) error {
	listed, err := exec.CommandContext(ctx, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for _, name := range strings.Split(strings.TrimRight(string(listed), "\x00"), "\x00") {
		if err := copyFile(name, filepath.Join(to, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	installed, err := filepath.Glob("ci/*/*/node_modules")
	if err != nil {
		return err
	}
	for _, packages := range installed {
		from, err := filepath.Abs(packages)
		if err == nil {
			err = os.Symlink(from, filepath.Join(to, packages))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// copyFile copies a file with its mode, and makes the directories that it is in.
func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o755)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}

// do runs a block, or saves it. did is false if it needs a release, and nothing here can
// stand for that.
func (p *place) do(ctx context.Context, b block) (did bool, err error) {
	if b.file != "" {
		return true, os.WriteFile(filepath.Join(p.root, filepath.FromSlash(b.file)), []byte(b.text+"\n"), 0o600)
	}
	if b.needs == aRelease {
		if did, err = p.standIn(ctx, b); !did || err != nil {
			return did, err
		}
	}
	if b.serves() {
		return true, p.serve(ctx, b)
	}
	if strings.Contains(b.text, usual) && len(p.servers) == 0 {
		if err := p.serve(ctx, block{text: "cogbench serve --listen " + usual}); err != nil {
			return true, err
		}
	}
	limit := patience
	if b.slow {
		limit = slow
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	output, code, err := p.run(ctx, b.text)
	switch {
	case ctx.Err() != nil:
		return true, fmt.Errorf("it did not end within %v\n%s", limit, lastOf(output))
	case err != nil:
		return true, err
	case code != b.exit:
		return true, fmt.Errorf("exit %d, and the document says %d\n%s", code, b.exit, lastOf(output))
	}
	return true, nil
}

// lastOf is the end of an output, where an error stands.
func lastOf(output string) string {
	const enough = 3000
	return output[max(0, len(output)-enough):]
}

// run runs a text as the shell does that stops at the first command that fails.
func (p *place) run(ctx context.Context, text string) (output string, code int, err error) {
	var out bytes.Buffer
	command := p.shell(text, &out)
	err = processgroup.Run(ctx, command)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return out.String(), exit.ExitCode(), nil
	}
	return out.String(), 0, err
}

// shell is the shell with a text, in the copy of the checkout.
func (p *place) shell(text string, out io.Writer) *exec.Cmd {
	command := exec.Command("bash", "-euo", "pipefail", "-c", text)
	command.Dir, command.Env, command.Stdout, command.Stderr = p.root, p.environment, out, out
	return command
}

// parses sees that cogbench knows the commands and flags of a block that is not run.
func (p *place) parses(ctx context.Context, b block) error {
	for _, line := range b.commands() {
		arguments, is := strings.CutPrefix(line, "cogbench ")
		if !is || strings.ContainsAny(arguments, "|;<>&$") {
			continue
		}
		arguments, _, _ = strings.Cut(arguments, " -- ")
		if output, code, err := p.run(ctx, "cogbench "+arguments+" --help"); err != nil || code != 0 {
			return errors.Join(err, fmt.Errorf("%q is not a command line of cogbench\n%s", line, output))
		}
	}
	return nil
}

// close stops what serves, and removes the copy.
func (p *place) close() error {
	var errs []error
	for _, s := range p.servers {
		errs = append(errs, s.stop())
	}
	return errors.Join(append(errs, os.RemoveAll(p.shared))...)
}
