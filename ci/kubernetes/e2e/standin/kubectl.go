package standin

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"k8s.io/client-go/util/jsonpath"
)

// The arguments by which the program that stands in for kubectl runs a Job.
const supervise = "supervise"

// Kubectl answers a command line of kubectl's, as far as cogbench-k8s has it.
func (c Cluster) Kubectl(arguments []string, out io.Writer) error {
	if len(arguments) > 1 && arguments[0] == "--namespace" {
		arguments = arguments[2:]
	}
	switch line := strings.Join(arguments, " "); {
	case strings.HasPrefix(line, "apply -k "):
		return c.apply(arguments[2])
	case strings.HasPrefix(line, supervise+" "):
		o, err := Build(arguments[1])
		if err != nil {
			return err
		}
		return c.Supervise(o)
	case strings.HasPrefix(line, "get job "):
		return c.get("job.json", arguments, out)
	case strings.HasPrefix(line, "get pods "):
		return c.get("pods.json", arguments, out)
	case strings.HasPrefix(line, "logs "):
		log, err := os.ReadFile(filepath.Join(c.Directory, arguments[1]+".log"))
		if err != nil {
			return err
		}
		_, err = out.Write(log)
		return err
	case strings.HasPrefix(line, "delete -k "):
		return nil
	}
	return fmt.Errorf("the stand-in does not know kubectl %s", strings.Join(arguments, " "))
}

// apply has a process of its own run the Job: of a copy, since who applied it may remove
// the directory.
func (c Cluster) apply(directory string) error {
	o, err := Build(directory)
	if err != nil {
		return err
	}
	if err := (&jobRun{cluster: c, objects: o}).save(); err != nil {
		return err
	}
	applied := filepath.Join(c.Directory, "applied")
	for _, name := range []string{"base", filepath.Base(directory)} {
		if err := os.CopyFS(filepath.Join(applied, name), os.DirFS(filepath.Join(directory, "..", name))); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(c.Directory, "supervisor.log"))
	if err != nil {
		return err
	}
	command := exec.Command(self, supervise, filepath.Join(applied, filepath.Base(directory)))
	command.Stdout, command.Stderr, command.SysProcAttr = log, log, &syscall.SysProcAttr{Setsid: true}
	return command.Start()
}

// get prints what the jsonpath expression finds.
func (c Cluster) get(file string, arguments []string, out io.Writer) error {
	data, err := os.ReadFile(filepath.Join(c.Directory, file))
	if err != nil {
		return err
	}
	var object any
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	template, found := strings.CutPrefix(arguments[len(arguments)-1], "jsonpath=")
	if !found {
		return fmt.Errorf("get without jsonpath: %q", arguments)
	}
	path := jsonpath.New("get").AllowMissingKeys(true)
	if err := path.Parse(template); err != nil {
		return err
	}
	return path.Execute(out, object)
}
