package embeddedpool

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"

	"github.com/cogbench/cogbench/refpool"
)

// Serve is the life of a process that is a server of pools: it writes its [Access]
// to out as one line, and ends when in does, and so with whoever started it.
func Serve(in io.Reader, out io.Writer) error {
	server, err := Start(refpool.Options{}, "")
	if err != nil {
		return err
	}
	if err = json.NewEncoder(out).Encode(server.Access); err == nil {
		_, err = io.Copy(io.Discard, in)
	}
	return errors.Join(err, server.Close())
}

// StartProcess starts a command that calls [Serve], and returns when it listens.
// stop ends it, and is never nil.
func StartProcess(command *exec.Cmd) (access Access, stop func(), err error) {
	stop = func() {}
	in, err := command.StdinPipe()
	if err != nil {
		return access, stop, fmt.Errorf("reference pool: %w", err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return access, stop, fmt.Errorf("reference pool: %w", err)
	}
	if err := command.Start(); err != nil {
		return access, stop, fmt.Errorf("reference pool: %w", err)
	}
	stop = func() {
		_ = in.Close()
		_ = command.Wait() // how it ends says nothing of what was asked of it
	}
	if err := json.NewDecoder(out).Decode(&access); err != nil {
		return access, stop, fmt.Errorf("reference pool: no line when ready: %w", err)
	}
	return access, stop, nil
}
