// Command docs runs the shell blocks of the documents as a reader would, and saves the
// files that they show under their names.
//
//	go run ./ci/docs [--slow] [--npm DIR] [--ran COMMAND]... COGBENCH [DOCUMENT]...
//
// It promises that a block is run as it stands, or that the document tells its reader why
// not, in a sentence of a closed list. Each document is read from the top in a copy of the
// checkout of its own, with COGBENCH as cogbench first in PATH. Where a document speaks of
// a server of the reader's, at the address that is usual here, a reference pool is one.
//
// How a document says what is expected:
//
//   - An indented block, or one in sh, is run. It has to exit 0, or with the code that the
//     comment "# exit N" at the end of its last line names.
//   - A block in another language is not run. A block with a file's name after its language
//     is saved under it.
//   - A block that does nothing but serve runs until the document ends.
//   - A line in italics right before a block says what it needs ("Needs an AWS account.")
//     or that it takes long ("Takes ten minutes."), which is left to --slow.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	var options options
	flag.BoolVar(&options.slow, "slow", false, "also run the blocks that take minutes")
	npm := flag.String("npm", "", "directory with npm's tarballs of a release, for npx")
	flag.Func("ran", "a command that was run already (repeatable)", func(command string) error {
		options.ran = append(options.ran, command)
		return nil
	})
	flag.Parse()
	options.releases = &releases{npm: *npm}
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: go run ./ci/docs [--slow] [--npm DIR] [--ran COMMAND]... COGBENCH [DOCUMENT]...")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, flag.Arg(0), flag.Args()[1:], options); err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
}

// options say what is run of the documents.
type options struct {
	slow bool
	ran  []string

	releases *releases
}

// run runs the blocks of the documents, without any all that are a reader's way in, and
// tells what came of each on standard output.
func run(ctx context.Context, cogbench string, documents []string, options options) (err error) {
	if cogbench, err = filepath.Abs(cogbench); err != nil {
		return err
	}
	if len(documents) == 0 {
		if documents, err = filepath.Glob("docs/*.md"); err != nil {
			return err
		}
		documents = append([]string{"README.md"}, documents...)
	}
	all := map[string][]block{}
	var findings []string
	for _, document := range documents {
		source, err := os.ReadFile(document)
		if err != nil {
			return err
		}
		found, wrong := blocksOf(document, source)
		all[document] = found
		findings = append(findings, wrong...)
	}
	if len(findings) > 0 {
		return fmt.Errorf("what a block is stands in no document's words:\n  %s", strings.Join(findings, "\n  "))
	}
	defer func() { err = errors.Join(err, options.releases.forget()) }()
	for _, document := range documents {
		if len(all[document]) == 0 {
			continue
		}
		if err := read(ctx, cogbench, all[document], options); err != nil {
			return err
		}
	}
	return nil
}

// read runs the blocks of one document, in a place of their own.
func read(ctx context.Context, cogbench string, blocks []block, options options) (err error) {
	place, err := newPlace(ctx, cogbench, options.releases)
	if err != nil {
		return err
	}
	defer func() {
		if closed := place.close(); err == nil {
			err = closed
		}
	}()
	for _, b := range blocks {
		reason := why(b, options)
		if reason == "" || b.needs == aRelease {
			var did bool
			begun := time.Now()
			if did, err = place.do(ctx, b); err != nil {
				return fmt.Errorf("%s: %w", b, err)
			}
			if did {
				fmt.Printf("%s: %s in %.1f s\n", b, b.done(), time.Since(begun).Seconds())
				continue
			}
		}
		if err := place.parses(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", b, err)
		}
		fmt.Printf("%s: not run: %s\n", b, reason)
	}
	return nil
}

// why says why a block is not run, "" if it is.
func why(b block, options options) string {
	switch {
	case b.needs != "":
		return "needs " + b.needs
	case b.slow && !options.slow:
		return "takes minutes"
	case !slices.ContainsFunc(b.commands(), func(command string) bool { return !slices.Contains(options.ran, command) }):
		return "was run already"
	}
	return ""
}
