package controlplane

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// grace is how long a program has to end by itself.
const grace = 10 * time.Second

// shown is how much of the log of a program that failed is shown, in bytes.
const shown = 4000

// program is a process with its output in a file.
type program struct {
	command *exec.Cmd
	log     string
	done    chan struct{} // closed once the process has ended
}

func startProgram(path, log string, flags map[string]string) (*program, error) {
	out, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer out.Close() // the process has its own
	p := &program{command: exec.Command(path), log: log, done: make(chan struct{})}
	for name, value := range flags {
		p.command.Args = append(p.command.Args, fmt.Sprintf("--%s=%s", name, value))
	}
	p.command.Stdout, p.command.Stderr = out, out
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.command.Wait() // what came of it stands in ProcessState
		close(p.done)
	}()
	return p, nil
}

// ended is an error if the process has ended.
func (p *program) ended() error {
	select {
	case <-p.done:
		log, err := os.ReadFile(p.log)
		return errors.Join(fmt.Errorf("%s ended: %s\n%s", filepath.Base(p.command.Path), p.command.ProcessState, log[max(0, len(log)-shown):]), err)
	default:
		return nil
	}
}

// stop ends the process, by force if it takes its time: its state is thrown away.
func (p *program) stop() error {
	err := p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(grace):
		err = p.command.Process.Kill()
		<-p.done
	}
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}
