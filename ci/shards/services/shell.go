package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// shell runs scripts in a directory.
type shell struct {
	directory   string
	environment []string
}

// in is the shell in a directory below, which is made, with more variables.
func (s shell) in(directory string, variables map[string]string) (shell, error) {
	below := shell{directory: filepath.Join(s.directory, directory), environment: append([]string{}, s.environment...)}
	for name, value := range variables {
		below.environment = append(below.environment, name+"="+value)
	}
	return below, os.MkdirAll(below.directory, 0o755)
}

// run is a script's exit code. Its output is shown where it fails.
func (s shell) run(ctx context.Context, script string) (int, error) {
	command := exec.CommandContext(ctx, "bash", "-e", "-c", script)
	command.Dir, command.Env = s.directory, s.environment
	out, err := command.CombinedOutput()
	if err == nil {
		return 0, nil
	}
	err = fmt.Errorf("%w\n%s", err, out)
	if _, exited := errors.AsType[*exec.ExitError](err); !exited || ctx.Err() != nil {
		return -1, err
	}
	return command.ProcessState.ExitCode(), err
}

// file is a path in the shell's directory.
func (s shell) file(name string) string { return filepath.Join(s.directory, name) }

// all runs a function for each of the indexes at a time.
func all(indexes []string, do func(index string) error) error {
	ended := make(chan error)
	for _, index := range indexes {
		go func() { ended <- do(index) }()
	}
	var err error
	for range indexes {
		err = errors.Join(err, <-ended)
	}
	return err
}
