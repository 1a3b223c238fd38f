package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// containerName is this program's own name where it is to become a container.
const containerName = "container"

// EnterContainer becomes the container for which a Node started this process, if one did:
// then it does not return. A program with a Node calls it before all else.
func EnterContainer() {
	if os.Args[0] != containerName {
		return
	}
	runtime.LockOSThread() // of which the namespaces and privileges are
	fmt.Fprintln(os.Stderr, "container:", enter(os.NewFile(3, "containment")))
	os.Exit(cannotStart)
}

// enter does not return but with an error.
func enter(told *os.File) error {
	var c containment
	if err := json.NewDecoder(told).Decode(&c); err != nil {
		return err
	}
	if err := told.Close(); err != nil {
		return err
	}
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"hostname", func() error { return unix.Sethostname([]byte(c.Hostname)) }},
		{"network", func() error { return configureNetwork(c.Address) }},
		{"root", c.mountRoot},
		{"volumes", c.mountVolumes},
		{"change of the root", c.changeRoot},
		{"privileges", c.dropPrivileges},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return unix.Exec(c.Arguments[0], c.Arguments, c.Environment)
}

// mountRoot lays the container's own layer over the image.
func (c *containment) mountRoot() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	options := strings.Join([]string{"lowerdir=" + c.Lower, "upperdir=" + c.Upper, "workdir=" + c.Work}, ",")
	if err := unix.Mount("overlay", c.Root, "overlay", unix.MS_NODEV|unix.MS_NOSUID, options); err != nil {
		return err
	}
	proc := filepath.Join(c.Root, "proc")
	return errors.Join(os.MkdirAll(proc, 0o755), unix.Mount("proc", proc, "proc", unix.MS_NODEV|unix.MS_NOSUID|unix.MS_NOEXEC, ""))
}

// mountVolumes has volumes be seen, an outer one before one within it.
func (c *containment) mountVolumes() error {
	for _, m := range slices.SortedFunc(slices.Values(c.Mounts), func(a, b mount) int { return strings.Compare(a.Target, b.Target) }) {
		target := filepath.Join(c.Root, m.Target)
		if err := os.MkdirAll(target, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(m.Source, target, "", unix.MS_BIND, ""); err != nil {
			return fmt.Errorf("%s: %w", m.Target, err)
		}
		if m.ReadOnly {
			if err := unix.Mount("", target, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""); err != nil {
				return fmt.Errorf("%s: %w", m.Target, err)
			}
		}
	}
	return nil
}

func (c *containment) changeRoot() error {
	if c.ReadOnlyRoot {
		if err := unix.Mount("", c.Root, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY|unix.MS_NODEV|unix.MS_NOSUID, ""); err != nil {
			return err
		}
	}
	if err := unix.Chroot(c.Root); err != nil {
		return err
	}
	return os.Chdir(filepath.Join("/", c.Directory))
}

// dropPrivileges leaves the user's, which are none.
func (c *containment) dropPrivileges() error {
	if c.DropCapabilities {
		for capability := uintptr(0); ; capability++ {
			err := unix.Prctl(unix.PR_CAPBSET_DROP, capability, 0, 0, 0)
			if errors.Is(err, unix.EINVAL) {
				break // the kernel has no more
			}
			if err != nil {
				return err
			}
		}
	}
	if c.NoNewPrivileges {
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			return err
		}
	}
	// The standard library's apply to every thread.
	if err := syscall.Setgroups(c.Groups); err != nil {
		return err
	}
	return errors.Join(syscall.Setgid(c.Group), syscall.Setuid(c.User))
}
