// Command site generates the project's static site: the rules, the published results, the
// guides, a search, and a page that explains recordings.
//
//	go run ./docs/site -o DIR
//
// It runs at the top of the repository and needs nothing but Go. What it writes works from
// any server, and from a disk.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/cogbench/cogbench/docs/site/internal/pages"
)

func main() {
	directory := flag.String("o", "", "directory that the site is written into; made if it is not there")
	root := flag.String("root", ".", "the repository")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := generate(ctx, *root, *directory, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func generate(ctx context.Context, root, directory string, rest []string) error {
	if directory == "" || len(rest) > 0 {
		return errors.New("name the directory alone: go run ./docs/site -o DIR")
	}
	site, err := pages.New(os.DirFS(root))
	if err != nil {
		return err
	}
	if err := site.Write(directory); err != nil {
		return err
	}
	return pages.WriteProgram(ctx, root, directory)
}
