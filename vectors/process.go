package vectors

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"sync"
	"time"

	"github.com/cogbench/cogbench/internal/processgroup"
	"github.com/cogbench/cogbench/internal/tail"
)

const (
	// endGrace is how long an adapter may take to end once its input has.
	endGrace = 2 * time.Second
	// stderrTail is how much of an adapter's stderr is kept for messages.
	stderrTail = 4 << 10
)

// launched is an adapter's program, running.
type launched struct {
	pid    int
	stdin  io.WriteCloser
	stdout io.Reader
	// kill ends it, and what it started, at once.
	kill func()
	// wait waits for its end, after its stdout was read, and returns nil or the exit
	// status.
	wait func() error
}

// launcher starts the program of a command line. Its stderr goes to stderr.
type launcher func(ctx context.Context, line string, stderr io.Writer) (launched, error)

// launchShell starts a command line with sh.
func launchShell(ctx context.Context, line string, stderr io.Writer) (launched, error) {
	command := exec.CommandContext(ctx, "sh", "-c", line)
	processgroup.Isolate(command)
	command.Cancel = func() error {
		processgroup.Kill(command)
		return nil
	}
	command.Stderr = stderr
	command.WaitDelay = endGrace
	stdin, err := command.StdinPipe()
	if err != nil {
		return launched{}, err
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		return launched{}, err
	}
	if err := command.Start(); err != nil {
		return launched{}, err
	}
	return launched{pid: command.Process.Pid, stdin: stdin, stdout: stdout, kill: func() { processgroup.Kill(command) }, wait: command.Wait}, nil
}

// adapterProcess is a running adapter that reads requests and writes lines.
type adapterProcess struct {
	launched
	// requests is written to the adapter's stdin; closing it closes that.
	requests chan Request
	// lines are what it writes, closed at the end of its stdout. Then problem says
	// whether that was a line without end.
	lines    chan []byte
	problem  error
	said     *tail.Writer
	finished sync.Once
	ended    sync.WaitGroup
}

// start runs an adapter. Its stderr is copied to stderr.
func start(ctx context.Context, launch launcher, line string, stderr io.Writer) (*adapterProcess, error) {
	p := &adapterProcess{requests: make(chan Request), lines: make(chan []byte, 64), said: &tail.Writer{Limit: stderrTail, CopyTo: stderr}}
	var err error
	if p.launched, err = launch(ctx, line, p.said); err != nil {
		return nil, err
	}
	p.ended.Go(p.write)
	p.ended.Go(p.read)
	return p, nil
}

// finish closes the adapter's input, once.
func (p *adapterProcess) finish() { p.finished.Do(func() { close(p.requests) }) }

// errOversized is a line longer than maxLine.
var errOversized = errors.New("a line of more than 1 MiB")

// write feeds the adapter. After a failure, which the reader will see as the end
// of the adapter, it only drains.
func (p *adapterProcess) write() {
	defer func() { _ = p.stdin.Close() }() // whether it broke, the reader sees
	encoder := json.NewEncoder(p.stdin)
	encoder.SetEscapeHTML(false)
	broken := false
	for request := range p.requests {
		broken = broken || encoder.Encode(request) != nil
	}
}

// read cuts the adapter's output into lines.
func (p *adapterProcess) read() {
	defer close(p.lines)
	reader := bufio.NewReaderSize(p.stdout, 64<<10)
	for {
		line, err := readLine(reader)
		if errors.Is(err, errOversized) {
			p.problem = errOversized
			return
		}
		if len(bytes.TrimSpace(line)) > 0 {
			p.lines <- line
		}
		if err != nil {
			return
		}
	}
}

// readLine reads to the end of a line, or of the input: then with an error. A line of
// more than maxLine is errOversized.
func readLine(reader *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		piece, err := reader.ReadSlice('\n')
		line = append(line, piece...)
		if len(line) > maxLine {
			return nil, errOversized
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// stop closes the adapter's input, waits for its end and kills what is left. It
// returns how it ended: nil, or the exit status.
func (p *adapterProcess) stop() error {
	p.finish()
	grace := time.AfterFunc(endGrace, p.kill)
	for range p.lines {
		// What comes after the last answer is ignored.
	}
	p.ended.Wait()
	err := p.wait()
	grace.Stop()
	return err
}
