package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/target"
)

// poolCommand is a reference pool in a process of its own: load starts it, nobody
// else. It ends with its standard input, and so with whoever started it.
type poolCommand struct{}

// Run runs the command.
func (poolCommand) Run(console streams) error {
	server, err := refpool.New(refpool.Options{})
	if err != nil {
		return err
	}
	running, err := server.Listen("")
	if err != nil {
		return err
	}
	id, secret := server.Credentials()
	err = json.NewEncoder(console.stdout).Encode(ready{
		Endpoint: running.Endpoint, Region: server.Region(), AccessKeyID: id, SecretAccessKey: secret,
	})
	if err == nil {
		err = untilClosed(console.stdin)
	}
	return errors.Join(err, running.Close())
}

// untilClosed reads to the end and keeps nothing.
func untilClosed(in io.Reader) error {
	_, err := io.Copy(io.Discard, in)
	return err
}

// startPoolProcess starts the reference pool beside this process; stop ends it.
func startPoolProcess() (target.Config, func(), error) {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	child := exec.Command(program, "pool-process")
	stdin, err := child.StdinPipe()
	if err != nil {
		return target.Config{}, func() {}, err
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		return target.Config{}, func() {}, err
	}
	if err := child.Start(); err != nil {
		return target.Config{}, func() {}, fmt.Errorf("reference pool: %w", err)
	}
	stop := func() {
		_ = stdin.Close()
		_ = child.Wait() // how it ends says nothing of the run
	}
	var line ready
	if err := json.NewDecoder(bufio.NewReader(stdout)).Decode(&line); err != nil {
		return target.Config{}, stop, fmt.Errorf("reference pool: no ready line: %w", err)
	}
	return target.Config{
		Name: embeddedName, Endpoint: line.Endpoint, Region: line.Region,
		Credentials: &target.Credentials{AccessKeyID: line.AccessKeyID, SecretAccessKey: line.SecretAccessKey},
	}, stop, nil
}
