// Command services runs the workflow for GitHub and the pipeline for GitLab of
// docs/shards.md, each script as it is written, in a shell of this machine: jobs in their
// order, each in a directory of its own, with artifacts and variables handed on as the
// service does. The load goes to a reference pool. Runners, containers and the actions that
// install programs have no part in it.
//
//	go run ./ci/shards/services COGBENCH
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cogbench/cogbench/ci/shards/server"
	loadreport "github.com/cogbench/cogbench/report/load"
)

const (
	within   = 10 * time.Minute
	beginIn  = 25  // seconds until the plan begins, for users to be made
	arrivals = 100 // of the load
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./ci/shards/services COGBENCH")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
}

func run(cogbench string) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, within)
	defer cancel()
	work, err := os.MkdirTemp("", "cogbench-services-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	pool, err := server.Start(cogbench, work)
	if err != nil {
		return err
	}
	defer pool.Stop()
	search, err := searchPath(cogbench, work)
	if err != nil {
		return err
	}
	environment := append(os.Environ(), append(pool.Environment(), search)...)
	return errors.Join(
		runWorkflow(ctx, shell{directory: filepath.Join(work, "github"), environment: environment}, pool),
		runPipeline(ctx, shell{directory: filepath.Join(work, "gitlab"), environment: environment}, pool),
	)
}

// searchPath has scripts find the program as cogbench.
func searchPath(cogbench, work string) (string, error) {
	program, err := filepath.Abs(cogbench)
	if err != nil {
		return "", err
	}
	programs := filepath.Join(work, "programs")
	if err := os.Mkdir(programs, 0o755); err != nil {
		return "", err
	}
	return "PATH=" + programs + ":" + os.Getenv("PATH"), os.Symlink(program, filepath.Join(programs, "cogbench"))
}

// arguments are of the load that every service drives.
func arguments(pool *server.Server) string {
	return fmt.Sprintf("--endpoint %s --rate 20 --duration 5s --users 30 --warmup 0s --allow-abandoned", pool.Endpoint)
}

// check holds a merged load to the whole.
func check(service, directory string, shards int) error {
	whole, err := loadreport.Read(filepath.Join(directory, loadreport.ReportFile))
	if err != nil {
		return fmt.Errorf("%s: %w", service, err)
	}
	if whole.Merged == nil || len(whole.Merged.Shards) != shards || whole.Journeys.Started != arrivals || whole.Journeys.Succeeded == 0 {
		return fmt.Errorf("%s: %+v of %d shards, with %+v", service, whole.Merged, shards, whole.Journeys)
	}
	fmt.Printf("%s: %d shards, %d arrivals, %d succeeded\n", service, shards, whole.Journeys.Started, whole.Journeys.Succeeded)
	return nil
}
