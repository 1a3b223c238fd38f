package proof_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
)

// Exit codes of cogbench.
const (
	good  = 0
	usage = 2
)

// job is the name of cogbench-k8s's.
const job = "cogbench"

func TestOnAControlPlane(t *testing.T) {
	if *programs == "" {
		t.Skip("needs -programs and -image, which ci/kubernetes/prove builds")
	}
	b := newBench(t)
	t.Logf("kube-apiserver %s", b.Version)
	t.Run("a pod outside of the restricted profile is refused", b.profileIsEnforced)
	t.Run("four shards are one load", b.fourShards)
	t.Run("pods are lost in the middle", b.podsAreLost)
	t.Run("an index fails for good", b.anIndexFails)
	t.Run("results on a claim", b.resultsOnAClaim)
	t.Run("the page's command", b.pagesCommand)
	if *publish != "" && !t.Failed() {
		if err := os.WriteFile(*publish, []byte(b.results()), 0o644); err != nil {
			t.Error(err)
		}
	}
}

func (b *bench) fourShards(t *testing.T) {
	end := <-b.script(t, []string{"--shards", "4"}, 10*time.Second)
	if end.code != good || !strings.Contains(end.out, "from 4 shards") {
		t.Fatalf("exit code %d\n%s", end.code, end.out)
	}
	m := report(t, filepath.Join(b.here, "out"))
	if m.Merged.Of != 4 || len(m.Merged.Shards) != 4 || m.Journeys.Started != 200 || m.Plan.Starts != 200 || m.Journeys.Succeeded == 0 ||
		len(m.Thresholds) != 1 || !m.Thresholds[0].OK {
		t.Errorf("%+v", m)
	}
	if left := b.kubectl(t, "get", "jobs,configmaps,secrets", "--selector", "app.kubernetes.io/name=cogbench", "--output", "name"); left != "" {
		t.Errorf("left in the cluster: %s", left)
	}
	b.finds("4 indexes, 20 sign-ins a second for 10 s", m, end)
}

// podsAreLost has the pods of three indexes end in the middle, each in another way, and be
// made again: no first attempt counts, and what the second came too late for is abandoned.
func (b *bench) podsAreLost(t *testing.T) {
	end := b.script(t, []string{"--shards", "4", "--keep"}, 50*time.Second)
	killed, interrupted, deleted := b.pod(t, "1"), b.pod(t, "2"), b.pod(t, "3")
	time.Sleep(time.Until(b.planBegins(t).Add(10 * time.Second)))
	b.checkConfinement(t, killed.UID)
	for pod, signal := range map[types.UID]syscall.Signal{killed.UID: syscall.SIGKILL, interrupted.UID: syscall.SIGTERM} {
		b.signal(t, pod, signal)
	}
	b.kubectl(t, "delete", "pod", deleted.Name, "--wait=false")
	for index, first := range map[string]types.UID{"1": killed.UID, "2": interrupted.UID, "3": deleted.UID} {
		b.pod(t, index, first)
	}
	e := <-end
	m := report(t, filepath.Join(b.here, "out"))
	if e.code != good || len(m.Merged.Shards) != 4 || m.Journeys.Started != m.Plan.Starts || m.Plan.Starts != 1000 {
		t.Fatalf("exit code %d, %+v\n%s", e.code, m, e.out)
	}
	for _, shard := range m.Merged.Shards {
		late := shard.LateSeconds > 10 && shard.Journeys.Abandoned > 0 && shard.Journeys.Succeeded > 0
		if shard.Journeys.Started != 250 || late != (shard.Index > 1) {
			t.Errorf("%+v", shard)
		}
	}
	if code := b.exitCode(t, killed.Name); code != 128+int32(syscall.SIGKILL) {
		t.Errorf("the pod that was killed has exit code %d", code)
	}
	if code, log := b.exitCode(t, interrupted.Name), b.kubectl(t, "logs", interrupted.Name); code != 130 || !strings.Contains(log, "-----END COGBENCH RESULTS-----") {
		t.Errorf("the pod that was interrupted has exit code %d, and no results that could count twice:\n%s", code, log)
	}
	b.finds("one pod killed, one interrupted, one deleted after 10 s of 50, each made again by the controller", m, e)
	b.kubectl(t, "delete", "job", job)
}

// anIndexFails has every pod of an index be killed.
func (b *bench) anIndexFails(t *testing.T) {
	for _, with := range []struct {
		flags []string
		code  int
	}{{nil, usage}, {[]string{"--allow-missing"}, good}} {
		end := b.script(t, with.flags, 10*time.Second)
		var killed []types.UID
		for range 2 {
			pod := b.pod(t, "1", killed...)
			killed = append(killed, pod.UID)
			b.signal(t, pod.UID, syscall.SIGKILL)
		}
		e := <-end
		if e.code != with.code || !strings.Contains(e.out, "1 failed") || with.flags == nil && !strings.Contains(e.out, "missing of the shards 1 to 4: 2 (no result)") {
			t.Fatalf("%v: exit code %d\n%s", with.flags, e.code, e.out)
		}
		if with.flags == nil {
			b.found = append(b.found, finding{"every pod of one index killed", fmt.Sprintf("refused, for the shard that is missing; exit code %d", e.code)})
			continue
		}
		m := report(t, filepath.Join(b.here, "out"))
		if len(m.Merged.Missing) != 1 || m.Merged.Missing[0].Index != 2 || m.Journeys.Started != 150 {
			t.Errorf("%+v", m)
		}
		b.finds("the same with `--allow-missing`", m, e)
	}
}

// resultsOnAClaim applies the base with the component that keeps results, and then the
// collector.
func (b *bench) resultsOnAClaim(t *testing.T) {
	results := t.TempDir()
	if err := os.Chmod(results, 0o777); err != nil { // a hostPath is not given to the pod's group
		t.Fatal(err)
	}
	b.offer(t, results)
	own := filepath.Join(b.here, "own")
	for _, name := range []string{"base", "volume", "collect"} {
		if err := os.CopyFS(filepath.Join(b.here, name), os.DirFS(filepath.Join(kubernetes, name))); err != nil {
			t.Fatal(err)
		}
	}
	target, err := os.ReadFile(filepath.Join(b.here, "target.yaml"))
	if err == nil {
		err = os.MkdirAll(own, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(own, "target.yaml"), target, 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(own, "kustomization.yaml"), []byte(b.overlay()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.kubectl(t, "apply", "-k", own)
	b.completes(t, job)
	b.kubectl(t, "apply", "-k", filepath.Join(b.here, "collect"))
	b.completes(t, "cogbench-collect")
	m := report(t, filepath.Join(results, "whole"))
	if m.Merged.Of != 4 || len(m.Merged.Shards) != 4 || m.Journeys.Started != 200 || m.Journeys.Succeeded == 0 {
		t.Errorf("%+v\n%s", m, b.kubectl(t, "logs", "job/cogbench-collect"))
	}
	b.finds("results on a claim, merged by `ci/kubernetes/collect`", m, ended{})
	b.kubectl(t, "delete", "-k", filepath.Join(b.here, "collect"))
	b.kubectl(t, "delete", "-k", own)
}

// offer has a directory be what a claim is bound to.
func (b *bench) offer(t *testing.T, directory string) {
	t.Helper()
	_, err := b.Client.CoreV1().PersistentVolumes().Create(t.Context(), &core.PersistentVolume{
		ObjectMeta: meta.ObjectMeta{Name: "results"},
		Spec: core.PersistentVolumeSpec{
			AccessModes:            []core.PersistentVolumeAccessMode{core.ReadWriteMany},
			Capacity:               core.ResourceList{core.ResourceStorage: resource.MustParse("1Gi")},
			PersistentVolumeSource: core.PersistentVolumeSource{HostPath: &core.HostPathVolumeSource{Path: directory}},
		},
	}, meta.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// overlay is a load's, with the credentials and arguments that the script would give.
func (b *bench) overlay() string {
	credentials := b.environment[len(b.environment)-2:]
	return fmt.Sprintf(`resources: [../base]
components: [../volume]
configMapGenerator: [{name: cogbench, behavior: replace, files: [target.yaml]}]
secretGenerator: [{name: cogbench-credentials, behavior: replace, literals: [%s]}]
patches:
  - target: {kind: Job, name: cogbench}
    patch: |
      - {op: replace, path: /spec/template/spec/containers/0/args, value: [load, --target, /etc/cogbench/target.yaml, --shard, auto, --start-at, "%s", --quiet,
          --rate, "20", --duration, 10s, --users, "40", --warmup, 0s, --allow-abandoned, --timeout, 60s, "--report-dir=/results/$(JOB_COMPLETION_INDEX)"]}
`, strings.Join(credentials, ", "), time.Now().Add(30*time.Second).UTC().Format(time.RFC3339))
}

// pagesCommand runs what docs/shards.md has for Kubernetes, as it is written.
func (b *bench) pagesCommand(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(kubernetes, "../../docs/shards.md"))
	if err != nil {
		t.Fatal(err)
	}
	commands := regexp.MustCompile(`(?m)^    (ci/kubernetes/cogbench-k8s run (?:.*\\\n)*.*)$`).FindAllSubmatch(page, -1)
	if len(commands) != 1 {
		t.Fatalf("docs/shards.md has %d commands with cogbench-k8s", len(commands))
	}
	ci, err := filepath.Abs(filepath.Join(kubernetes, ".."))
	if err == nil {
		err = os.Symlink(ci, filepath.Join(b.here, "ci"))
	}
	if err != nil {
		t.Fatal(err)
	}
	end := <-begin(t, b.command(t, "bash", "-c", string(commands[0][1])))
	m := report(t, filepath.Join(b.here, "out"))
	if end.code != good || m.Merged.Of != 4 || len(m.Merged.Shards) != 4 || m.Journeys.Started != m.Plan.Starts {
		t.Errorf("%s\nexit code %d, %+v\n%s", commands[0][1], end.code, m, end.out)
	}
	b.finds("the command of docs/shards.md, as written", m, end)
}

// planBegins is the instant that the Job's pods are told.
func (b *bench) planBegins(t *testing.T) (at time.Time) {
	t.Helper()
	object, err := b.Client.BatchV1().Jobs(meta.NamespaceDefault).Get(t.Context(), job, meta.GetOptions{})
	if err == nil {
		at, err = startAt(object)
	}
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func startAt(object *batch.Job) (time.Time, error) {
	args := object.Spec.Template.Spec.Containers[0].Args
	i := slices.Index(args, "--start-at")
	if i < 0 || i+1 == len(args) {
		return time.Time{}, fmt.Errorf("no instant in %q", args)
	}
	return time.Parse(time.RFC3339, args[i+1])
}

func (b *bench) signal(t *testing.T, pod types.UID, signal syscall.Signal) {
	t.Helper()
	process, err := b.node.Process(pod)
	if err == nil {
		err = process.Signal(signal)
	}
	if err != nil {
		t.Error(err)
	}
}

// completes waits for a Job's end, which has to be a good one.
func (b *bench) completes(t *testing.T, name string) {
	t.Helper()
	var last []batch.JobCondition
	err := wait.PollUntilContextTimeout(t.Context(), 500*time.Millisecond, 4*time.Minute, true, func(ctx context.Context) (bool, error) {
		object, err := b.Client.BatchV1().Jobs(meta.NamespaceDefault).Get(ctx, name, meta.GetOptions{})
		if err != nil {
			return false, err
		}
		last = object.Status.Conditions
		return slices.ContainsFunc(last, func(c batch.JobCondition) bool {
			return c.Status == core.ConditionTrue && (c.Type == batch.JobComplete || c.Type == batch.JobFailed)
		}), nil
	})
	if err != nil || last[len(last)-1].Type != batch.JobComplete {
		t.Fatalf("the Job %s does not complete: %v, %+v\n%s", name, err, last,
			b.kubectl(t, "logs", "--selector", "batch.kubernetes.io/job-name="+name, "--tail=-1"))
	}
}

// exitCode is that of a pod's container.
func (b *bench) exitCode(t *testing.T, name string) int32 {
	t.Helper()
	var code int32
	err := wait.PollUntilContextTimeout(t.Context(), 100*time.Millisecond, 10*time.Second, true, func(ctx context.Context) (bool, error) {
		pod, err := b.Client.CoreV1().Pods(meta.NamespaceDefault).Get(ctx, name, meta.GetOptions{})
		if err != nil || len(pod.Status.ContainerStatuses) == 0 || pod.Status.ContainerStatuses[0].State.Terminated == nil {
			return false, err
		}
		code = pod.Status.ContainerStatuses[0].State.Terminated.ExitCode
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}
