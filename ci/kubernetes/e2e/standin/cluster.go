// Package standin takes the place of kubectl and of a cluster where a test has neither:
// it applies what kustomize builds, runs each index of a Job as a process in a root
// directory of its own, as the user that the pod names, and answers what cogbench-k8s
// asks.
//
// It is no control plane: the Job controller's rules that it follows are written here
// once more (an index is tried again as often as backoffLimitPerIndex says, unless
// podFailurePolicy has the exit code fail it), and of the security context the user, the
// root directory that the user cannot write to and the mounted files are all that is
// enforced.
package standin

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Cluster is a directory with the state of what runs.
type Cluster struct {
	Directory string
	// Program is the image: what runs as /cogbench.
	Program string
}

// objects are what was applied.
type objects struct {
	Job    batch.Job
	Config core.ConfigMap
	Secret core.Secret
}

// Build is what kubectl apply -k would send, decoded strictly.
func Build(directory string) (*objects, error) {
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), directory)
	if err != nil {
		return nil, err
	}
	known := runtime.NewScheme()
	if err := errors.Join(batch.AddToScheme(known), core.AddToScheme(known)); err != nil {
		return nil, err
	}
	strict := serializer.NewCodecFactory(known, serializer.EnableStrict).UniversalDeserializer()
	all := &objects{}
	for _, resource := range resources.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		object, _, err := strict.Decode(text, nil, nil)
		if err != nil {
			return nil, err
		}
		switch o := object.(type) {
		case *batch.Job:
			all.Job = *o
		case *core.ConfigMap:
			all.Config = *o
		case *core.Secret:
			all.Secret = *o
		}
	}
	return all, nil
}

// Supervise runs the Job to its end, and keeps its status and its pods in the directory.
func (c Cluster) Supervise(o *objects) error {
	run := &jobRun{cluster: c, objects: o}
	if err := run.save(); err != nil {
		return err
	}
	var indexes sync.WaitGroup
	for index := range int(*o.Job.Spec.Completions) {
		indexes.Go(func() { run.index(index) })
	}
	indexes.Wait()
	run.mu.Lock()
	defer run.mu.Unlock()
	end := batch.JobComplete
	if len(run.failed) > 0 {
		end = batch.JobFailed
	}
	o.Job.Status.Conditions = append(o.Job.Status.Conditions, batch.JobCondition{Type: end, Status: core.ConditionTrue})
	return run.save()
}

// jobRun is a Job under way.
type jobRun struct {
	cluster Cluster
	mu      sync.Mutex
	objects *objects
	pods    []core.Pod
	done    []int
	failed  []int
}

// index runs an index until it has succeeded, or failed for good.
func (r *jobRun) index(index int) {
	limit := int(*r.objects.Job.Spec.BackoffLimitPerIndex)
	for attempt := range limit + 1 {
		code, err := r.pod(index, attempt)
		r.mu.Lock()
		good := err == nil && code == 0
		lost := !good && (attempt == limit || r.failsIndex(int32(code)))
		if good {
			r.done = append(r.done, index)
		} else if lost {
			r.failed = append(r.failed, index)
		}
		err = errors.Join(err, r.save())
		r.mu.Unlock()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		if good || lost {
			return
		}
	}
}

func (r *jobRun) failsIndex(code int32) bool {
	return slices.ContainsFunc(r.objects.Job.Spec.PodFailurePolicy.Rules, func(rule batch.PodFailurePolicyRule) bool {
		return rule.Action == batch.PodFailurePolicyActionFailIndex && rule.OnExitCodes != nil && slices.Contains(rule.OnExitCodes.Values, code)
	})
}

// pod runs one attempt as a process, and returns its exit code.
func (r *jobRun) pod(index, attempt int) (int, error) {
	name := fmt.Sprintf("%s-%d-%d", r.objects.Job.Name, index, attempt)
	root := filepath.Join(r.cluster.Directory, name)
	command, err := r.command(root, index)
	if err != nil {
		return -1, err
	}
	log, err := os.Create(filepath.Join(r.cluster.Directory, name+".log"))
	if err != nil {
		return -1, err
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	r.mu.Lock()
	r.pods = append(r.pods, core.Pod{ObjectMeta: meta.ObjectMeta{Name: name}})
	err = errors.Join(r.save(), command.Start())
	if err == nil {
		err = os.WriteFile(filepath.Join(r.cluster.Directory, name+".pid"), []byte(strconv.Itoa(command.Process.Pid)), 0o600)
	}
	r.mu.Unlock()
	if err != nil {
		return -1, err
	}
	_ = command.Wait() // the code says it
	return command.ProcessState.ExitCode(), nil
}

// command is the pod's container, in a root directory that has the program, the mounted
// files and nothing else.
func (r *jobRun) command(root string, index int) (*exec.Cmd, error) {
	pod := r.objects.Job.Spec.Template.Spec
	container := pod.Containers[0]
	if err := r.fill(root, pod, container); err != nil {
		return nil, err
	}
	user := uint32(*pod.SecurityContext.RunAsUser)
	command := &exec.Cmd{
		Path: "/cogbench", Args: append([]string{"/cogbench"}, container.Args...), Dir: "/",
		SysProcAttr: &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: user, Gid: uint32(*pod.SecurityContext.RunAsGroup)}},
	}
	for _, env := range container.Env {
		command.Env = append(command.Env, env.Name+"="+env.Value)
	}
	for name, value := range r.objects.Secret.Data {
		command.Env = append(command.Env, name+"="+string(value))
	}
	command.Env = append(command.Env, "JOB_COMPLETION_INDEX="+strconv.Itoa(index))
	return command, nil
}

// fill makes the pod's root directory.
func (r *jobRun) fill(root string, pod core.PodSpec, container core.Container) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return err
	}
	program, err := os.ReadFile(r.cluster.Program)
	if err == nil {
		err = os.WriteFile(filepath.Join(root, "cogbench"), program, 0o755)
	}
	if err != nil {
		return err
	}
	for _, mount := range container.VolumeMounts {
		to := filepath.Join(root, mount.MountPath)
		i := slices.IndexFunc(pod.Volumes, func(v core.Volume) bool { return v.Name == mount.Name })
		if i < 0 {
			return fmt.Errorf("there is no volume %s", mount.Name)
		}
		if err := os.MkdirAll(to, 0o755); err != nil {
			return err
		}
		switch volume := pod.Volumes[i]; {
		case volume.EmptyDir != nil:
			if err := os.Chmod(to, 0o777); err != nil {
				return err
			}
		case volume.ConfigMap != nil && volume.ConfigMap.Name == r.objects.Config.Name:
			for name, text := range r.objects.Config.Data {
				if err := os.WriteFile(filepath.Join(to, name), []byte(text), 0o644); err != nil {
					return err
				}
			}
		default:
			return fmt.Errorf("volume %s cannot be had here", mount.Name)
		}
	}
	return nil
}

// save writes what kubectl get shows. The caller holds the lock, or is alone.
func (r *jobRun) save() error {
	status := &r.objects.Job.Status
	status.Active = *r.objects.Job.Spec.Completions - int32(len(r.done)+len(r.failed))
	status.CompletedIndexes = listed(r.done)
	failed := listed(r.failed)
	status.FailedIndexes = &failed
	job, err := json.Marshal(r.objects.Job)
	if err != nil {
		return err
	}
	pods, err := json.Marshal(core.PodList{Items: r.pods})
	if err != nil {
		return err
	}
	return errors.Join(replace(filepath.Join(r.cluster.Directory, "job.json"), job), replace(filepath.Join(r.cluster.Directory, "pods.json"), pods))
}

func listed(indexes []int) string {
	var text []string
	for _, i := range slices.Sorted(slices.Values(indexes)) {
		text = append(text, strconv.Itoa(i))
	}
	return strings.Join(text, ",")
}

// replace has readers meet the old file or the new one.
func replace(path string, data []byte) error {
	if err := os.WriteFile(path+".new", bytes.TrimSpace(data), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}
