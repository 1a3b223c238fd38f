package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"

	core "k8s.io/api/core/v1"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// containment is what a process is given in place of the machine. It goes to the process
// as JSON.
type containment struct {
	// Lower is the image's root, which others use too; what is written goes to Upper.
	// Root is where both are seen.
	Lower, Upper, Work, Root string
	ReadOnlyRoot             bool
	Mounts                   []mount
	Hostname                 string
	Address                  netip.Prefix
	User, Group              int
	Groups                   []int
	NoNewPrivileges          bool
	DropCapabilities         bool
	Directory                string
	Arguments, Environment   []string
}

// mount has a directory be seen in the container.
type mount struct {
	Source, Target string
	ReadOnly       bool
}

// unsupported is an error for a pod that asks for what this node does not do.
func unsupported(spec *core.PodSpec) error {
	if len(spec.Containers) != 1 || len(spec.InitContainers) > 0 {
		return errors.New("this node runs pods of one container")
	}
	c := spec.Containers[0]
	security := c.SecurityContext
	for what, is := range map[string]bool{
		"the host's namespaces":     spec.HostNetwork || spec.HostPID || spec.HostIPC,
		"restarts":                  spec.RestartPolicy != core.RestartPolicyNever,
		"probes or hooks":           c.LivenessProbe != nil || c.ReadinessProbe != nil || c.StartupProbe != nil || c.Lifecycle != nil,
		"a user of the image":       spec.SecurityContext == nil || spec.SecurityContext.RunAsUser == nil || spec.SecurityContext.RunAsGroup == nil,
		"the user root":             spec.SecurityContext != nil && spec.SecurityContext.RunAsUser != nil && *spec.SecurityContext.RunAsUser == 0,
		"a user of the container":   security != nil && (security.RunAsUser != nil || security.RunAsGroup != nil),
		"privileges":                security != nil && security.Privileged != nil && *security.Privileged,
		"capabilities":              security != nil && security.Capabilities != nil && len(security.Capabilities.Add) > 0,
		"a service account's token": spec.AutomountServiceAccountToken == nil || *spec.AutomountServiceAccountToken,
	} {
		if is {
			return fmt.Errorf("this node does not give pods %s", what)
		}
	}
	return nil
}

// containment is what the pod's specification comes to here.
func (r *podRun) containment(ctx context.Context, image Image) (*containment, error) {
	container, security := r.container(), r.pod.Spec.SecurityContext
	own, err := r.environment(ctx)
	if err != nil {
		return nil, err
	}
	c := &containment{
		Lower: image.Root, Upper: filepath.Join(r.directory, "upper"), Work: filepath.Join(r.directory, "work"), Root: filepath.Join(r.directory, "root"),
		Hostname: r.pod.Name, User: int(*security.RunAsUser), Group: int(*security.RunAsGroup),
		Directory: image.Config.WorkingDir, Environment: slices.Clone(image.Config.Env),
	}
	for name, value := range own {
		c.Environment = append(c.Environment, name+"="+value)
	}
	if security.FSGroup != nil {
		c.Groups = []int{int(*security.FSGroup)}
	}
	if s := container.SecurityContext; s != nil {
		c.ReadOnlyRoot = s.ReadOnlyRootFilesystem != nil && *s.ReadOnlyRootFilesystem
		c.NoNewPrivileges = s.AllowPrivilegeEscalation != nil && !*s.AllowPrivilegeEscalation
		c.DropCapabilities = s.Capabilities != nil && slices.Contains(s.Capabilities.Drop, "ALL")
	}
	c.Arguments = arguments(container, image, own)
	if len(c.Arguments) == 0 || !filepath.IsAbs(c.Arguments[0]) {
		return nil, fmt.Errorf("the container's command %q has no absolute path", c.Arguments)
	}
	for _, directory := range []string{c.Upper, c.Work, c.Root} {
		if err := os.MkdirAll(directory, 0o755); err != nil {
			return nil, err
		}
	}
	c.Mounts, err = r.mounts(ctx)
	return c, err
}

// arguments are the command, which takes the place of the image's entrypoint, and its
// arguments, which take that of the image's command.
func arguments(container core.Container, image Image, environment map[string]string) (all []string) {
	command, rest := image.Config.Entrypoint, image.Config.Cmd
	if len(container.Command) > 0 {
		command, rest = container.Command, nil
	}
	if len(container.Args) > 0 {
		rest = container.Args
	}
	for _, argument := range slices.Concat(command, rest) {
		all = append(all, expansion.Expand(argument, expansion.MappingFuncFor(environment)))
	}
	return all
}

// start starts the process: this program in new namespaces, which waits there to be told
// what to become.
func (c *containment) start(log *os.File, network *Network) (*exec.Cmd, netip.Addr, error) {
	told, tell, err := os.Pipe()
	if err != nil {
		return nil, netip.Addr{}, err
	}
	defer told.Close()
	command := &exec.Cmd{
		Path: "/proc/self/exe", Args: []string{containerName}, Env: []string{}, Stdout: log, Stderr: log, ExtraFiles: []*os.File{told},
		SysProcAttr: &syscall.SysProcAttr{
			Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS,
		},
	}
	if err := command.Start(); err != nil {
		return nil, netip.Addr{}, errors.Join(err, tell.Close())
	}
	if c.Address, err = network.attach(command.Process.Pid); err == nil {
		err = json.NewEncoder(tell).Encode(c)
	}
	if err = errors.Join(err, tell.Close()); err != nil {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed
		return nil, netip.Addr{}, err
	}
	return command, c.Address.Addr(), nil
}
