// Command pictures makes the pictures of the README from real runs: a terminal with the
// embedded reference pool judged, as SVG, and the report of a server with a mistake, as PNG.
//
//	go run ./ci/pictures COGBENCH
//
// It needs tmux, which is the terminal, and Chromium, which shows the report.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	directory = "docs/pictures"

	// columns and rows are the terminal's, width and height those of the page in pixels.
	columns, rows = 78, 40
	width, height = 960, 780

	// patience is how long a run may take: a guard against a hang.
	patience = 5 * time.Minute

	// fault is the mistake of the server whose report is shown.
	fault = "multiplier-unpadded"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./ci/pictures COGBENCH")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, cogbench string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	work, err := os.MkdirTemp("", "cogbench-pictures-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if cogbench, err = filepath.Abs(cogbench); err != nil {
		return err
	}
	screen, err := terminal(ctx, work, cogbench+" conform")
	if err != nil {
		return err
	}
	lines := append([]string{"$ cogbench conform"}, strings.Split(screen, "\n")...)
	svg := drawing(lines)
	return errors.Join(os.WriteFile(filepath.Join(directory, "terminal.svg"), []byte(svg), 0o644), report(ctx, work, cogbench))
}

// terminal runs a command in a terminal, and returns the last screen, with the sequences
// that colour it.
func terminal(ctx context.Context, work, command string) (string, error) {
	socket, done := filepath.Join(work, "tmux"), filepath.Join(work, "done")
	tmux := func(arguments ...string) ([]byte, error) {
		return exec.CommandContext(ctx, "tmux", append([]string{"-f", "/dev/null", "-S", socket}, arguments...)...).CombinedOutput()
	}
	script := fmt.Sprintf("%s; touch %s; sleep 60", command, done)
	if out, err := tmux("new-session", "-d", "-x", fmt.Sprint(columns), "-y", fmt.Sprint(rows), script); err != nil {
		return "", fmt.Errorf("tmux: %w: %s", err, out)
	}
	defer func() { _, _ = tmux("kill-server") }() // which is this run's own
	for ; ; time.Sleep(200 * time.Millisecond) {
		if _, err := os.Stat(done); err == nil {
			break
		}
		if ctx.Err() != nil {
			return "", fmt.Errorf("%s: %w", command, ctx.Err())
		}
	}
	screen, err := tmux("capture-pane", "-p", "-e")
	return strings.TrimRight(string(screen), "\n \x1b[0m"), err
}

// report judges a server with the fault, and takes a picture of what a reader sees first.
func report(ctx context.Context, work, cogbench string) error {
	ready := filepath.Join(work, "ready.json")
	server := exec.CommandContext(ctx, cogbench, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, "--fault", fault)
	if err := server.Start(); err != nil {
		return err
	}
	defer func() { _ = server.Process.Kill(); _ = server.Wait() }()
	for range 100 {
		if _, err := os.Stat(ready); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	target, err := named(ready)
	if err != nil {
		return err
	}
	judge := exec.CommandContext(ctx, cogbench, "conform", "--target", target, "--quiet", "--report-dir", work)
	if out, err := judge.CombinedOutput(); judge.ProcessState.ExitCode() != 1 {
		return fmt.Errorf("conform: %w\n%s", err, out)
	}
	browser := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
		"--user-data-dir="+filepath.Join(work, "profile"), fmt.Sprintf("--window-size=%d,%d", width, height),
		"--screenshot="+filepath.Join(work, "report.png"), "file://"+filepath.Join(work, "report.html"))
	if out, err := browser.CombinedOutput(); err != nil {
		return fmt.Errorf("chromium: %w\n%s", err, out)
	}
	picture, err := os.ReadFile(filepath.Join(work, "report.png"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(directory, "report.png"), picture, 0o644)
}

// named makes a target file of what a server wrote when it was ready, with a name for
// the report.
func named(ready string) (string, error) {
	line, err := os.ReadFile(ready)
	if err != nil {
		return "", err
	}
	path := ready + ".yaml"
	return path, os.WriteFile(path, []byte(strings.Replace(string(line), "{", `{"name":"an emulator",`, 1)), 0o600)
}
