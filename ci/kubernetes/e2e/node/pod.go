package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/util/retry"
)

const (
	// cannotStart is the exit code of a container that did not start.
	cannotStart = 128
	// reportWithin bounds what a pod's end takes to be told.
	reportWithin = 30 * time.Second
)

// podRun is the life of one pod.
type podRun struct {
	node      *Node
	pod       *core.Pod
	directory string
	deleted   chan time.Duration // has the grace once the pod is to end
	mu        sync.Mutex
	command   *exec.Cmd // nil until it has started
	address   string
	started   meta.Time
}

func newPodRun(n *Node, pod *core.Pod) *podRun {
	return &podRun{node: n, pod: pod, directory: filepath.Join(n.Directory, string(pod.UID)), deleted: make(chan time.Duration, 1), started: meta.Now()}
}

func (r *podRun) container() core.Container { return r.pod.Spec.Containers[0] }

func (r *podRun) log() string { return filepath.Join(r.directory, "log") }

// end has the pod end within its grace, if it was not told already.
func (r *podRun) end(grace time.Duration) {
	select {
	case r.deleted <- grace:
	default:
	}
}

func (r *podRun) process() (*os.Process, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.command == nil {
		return nil, errors.New("the container has not started")
	}
	return r.command.Process, nil
}

// live runs the container, and tells the apiserver what came of it.
func (r *podRun) live(ctx context.Context) {
	end := r.run(ctx)
	end.StartedAt, end.FinishedAt = r.started, meta.Now()
	phase := core.PodFailed
	if end.ExitCode == 0 {
		phase = core.PodSucceeded
	}
	// The end is told even if the node is to stop.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportWithin)
	defer cancel()
	r.report(ctx, phase, core.ContainerState{Terminated: &end})
}

// run runs the container to its end.
func (r *podRun) run(ctx context.Context) core.ContainerStateTerminated {
	if err := r.start(ctx); err != nil {
		return core.ContainerStateTerminated{ExitCode: cannotStart, Reason: "ContainerCannotRun", Message: err.Error()}
	}
	done := make(chan struct{})
	go func() {
		_ = r.command.Wait() // what came of it stands in ProcessState
		close(done)
	}()
	r.report(ctx, core.PodRunning, core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: r.started}})
	select {
	case <-done:
	case grace := <-r.deleted:
		r.stop(done, grace)
	case <-ctx.Done():
		r.stop(done, 0)
	}
	return terminated(r.command.ProcessState)
}

// stop asks the container to end, and after its grace ends it.
func (r *podRun) stop(done <-chan struct{}, grace time.Duration) {
	_ = r.command.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-done:
	case <-time.After(grace):
		_ = r.command.Process.Kill()
		<-done
	}
}

// start starts the container.
func (r *podRun) start(ctx context.Context) error {
	if err := unsupported(&r.pod.Spec); err != nil {
		return err
	}
	image, known := r.node.Images[r.container().Image]
	if !known {
		return fmt.Errorf("image %q is not here", r.container().Image)
	}
	if err := os.MkdirAll(r.directory, 0o755); err != nil {
		return err
	}
	c, err := r.containment(ctx, image)
	if err != nil {
		return err
	}
	log, err := os.Create(r.log())
	if err != nil {
		return err
	}
	defer log.Close() // the process has its own
	command, address, err := c.start(log, r.node.Network)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.command, r.address, r.started = command, address.String(), meta.Now()
	return nil
}

// terminated is how Kubernetes tells a process's end: by 128 and the signal, if there was
// one.
func terminated(state *os.ProcessState) core.ContainerStateTerminated {
	end := core.ContainerStateTerminated{ExitCode: int32(state.ExitCode()), Reason: "Error"}
	if status, is := state.Sys().(syscall.WaitStatus); is && status.Signaled() {
		end.ExitCode, end.Signal = 128+int32(status.Signal()), int32(status.Signal())
	}
	if end.ExitCode == 0 {
		end.Reason = "Completed"
	}
	return end
}

// report tells the apiserver of the pod's state.
func (r *podRun) report(ctx context.Context, phase core.PodPhase, state core.ContainerState) {
	pods := r.node.Client.CoreV1().Pods(r.pod.Namespace)
	err := retry.RetryOnConflict(retry.DefaultBackoff, func() error {
		pod, err := pods.Get(ctx, r.pod.Name, meta.GetOptions{})
		if err != nil {
			return err
		}
		if pod.UID != r.pod.UID {
			return nil // another pod of that name
		}
		r.fill(&pod.Status, phase, state)
		_, err = pods.UpdateStatus(ctx, pod, meta.UpdateOptions{})
		return err
	})
	if err != nil && !apierrors.IsNotFound(err) {
		r.node.Logf("report of pod %s that it is %s: %v", r.pod.Name, phase, err)
	}
}

// fill writes the state over what was there, but for the conditions of others.
func (r *podRun) fill(status *core.PodStatus, phase core.PodPhase, state core.ContainerState) {
	isReady := state.Running != nil
	ready := core.PodCondition{Type: core.PodReady, Status: core.ConditionFalse, LastTransitionTime: meta.Now()}
	if isReady {
		ready.Status = core.ConditionTrue
	}
	status.Phase, status.StartTime, status.HostIP, status.PodIP = phase, &r.started, address, r.address
	status.PodIPs = nil
	if r.address != "" {
		status.PodIPs = []core.PodIP{{IP: r.address}}
	}
	status.ContainerStatuses = []core.ContainerStatus{{
		Name: r.container().Name, Image: r.container().Image, ImageID: r.container().Image, State: state, Ready: isReady, Started: &isReady,
	}}
	for i, condition := range status.Conditions {
		if condition.Type == ready.Type {
			status.Conditions[i] = ready
			return
		}
	}
	status.Conditions = append(status.Conditions, ready)
}
