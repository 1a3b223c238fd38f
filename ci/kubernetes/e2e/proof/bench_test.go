package proof_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"

	"github.com/cogbench/cogbench/ci/kubernetes/e2e/controlplane"
	"github.com/cogbench/cogbench/ci/kubernetes/e2e/node"
)

var (
	programs = flag.String("programs", "", "the directory of etcd, kube-apiserver, kube-controller-manager, kubectl and cogbench")
	image    = flag.String("image", "", "the directory of the unpacked image: root, and config.json as in an OCI image")
	publish  = flag.String("publish", "", "the file for what was found")
)

// commandWithin bounds a command of the tests'.
const commandWithin = 6 * time.Minute

// kubernetes is the directory of what is proven.
const kubernetes = "../.."

// bench is a cluster with a server to drive.
type bench struct {
	*controlplane.ControlPlane
	node        *node.Node
	environment []string
	here        string // where commands are run, with the target's file
	endpoint    string
	found       []finding
}

// newBench starts everything, and ends it with the test.
func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{here: t.TempDir()}
	network, err := node.NewNetwork(netip.MustParsePrefix("10.77.0.0/24"))
	if err != nil {
		t.Fatal(err)
	}
	plane, err := controlplane.Start(t.Context(), *programs, filepath.Join(t.TempDir(), "plane"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := plane.Stop(); err != nil {
			t.Error(err)
		}
	})
	b.ControlPlane = plane
	b.restrict(t)
	b.startNode(t, network)
	b.startServer(t, network.Gateway.String())
	return b
}

// restrict has the apiserver refuse pods that Kubernetes' restricted profile forbids.
func (b *bench) restrict(t *testing.T) {
	t.Helper()
	label := []byte(`{"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}}`)
	if _, err := b.Client.CoreV1().Namespaces().Patch(t.Context(), meta.NamespaceDefault, types.StrategicMergePatchType, label, meta.PatchOptions{}); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) startNode(t *testing.T, network *node.Network) {
	t.Helper()
	config, err := b.KubeletConfig()
	if err != nil {
		t.Fatal(err)
	}
	unpacked := node.Image{Root: filepath.Join(*image, "root")}
	text, err := os.ReadFile(filepath.Join(*image, "config.json"))
	if err == nil {
		err = json.Unmarshal(text, &unpacked.Config)
	}
	if err != nil || len(unpacked.Config.Entrypoint) == 0 {
		t.Fatalf("the image's configuration %s: %v", text, err)
	}
	b.node = node.New(node.Options{
		Name: "node", Client: b.Client, Directory: t.TempDir(), Network: network, TLS: config, Logf: t.Logf,
		Images: map[string]node.Image{"cogbench": unpacked, "registry.example/cogbench:latest": unpacked},
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.node.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// startServer starts a reference pool where pods can reach it, and has commands have its
// credentials.
func (b *bench) startServer(t *testing.T, address string) {
	t.Helper()
	cogbench := filepath.Join(*programs, "cogbench")
	ready := filepath.Join(t.TempDir(), "ready.json")
	server := exec.Command(cogbench, "serve", "--listen", address+":0", "--ready-file", ready)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGTERM)
		_ = server.Wait()
	})
	var access struct{ Endpoint, AccessKeyID, SecretAccessKey string }
	err := wait.PollUntilContextTimeout(t.Context(), 50*time.Millisecond, time.Minute, true, func(context.Context) (bool, error) {
		text, err := os.ReadFile(ready)
		return err == nil && json.Unmarshal(text, &access) == nil, nil
	})
	if err == nil {
		err = os.WriteFile(filepath.Join(b.here, "target.yaml"), []byte("name: pods\nendpoint: "+access.Endpoint+"\n"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	b.endpoint = access.Endpoint
	b.environment = append(os.Environ(), "KUBECONFIG="+b.Kubeconfig, "PATH="+*programs+":"+os.Getenv("PATH"),
		"COGBENCH_ACCESS_KEY_ID="+access.AccessKeyID, "COGBENCH_SECRET_ACCESS_KEY="+access.SecretAccessKey)
}

// command is one of the page's, or of the script's.
func (b *bench) command(t *testing.T, name string, arguments ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandWithin)
	t.Cleanup(cancel)
	command := exec.CommandContext(ctx, name, arguments...)
	command.Dir, command.Env, command.WaitDelay = b.here, b.environment, 10*time.Second
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	return command
}

// kubectl is what it printed.
func (b *bench) kubectl(t *testing.T, arguments ...string) string {
	t.Helper()
	out, err := b.command(t, filepath.Join(*programs, "kubectl"), arguments...).CombinedOutput()
	if err != nil {
		t.Fatalf("kubectl %q: %v\n%s", arguments, err, out)
	}
	return string(out)
}

// ended is how a command ended, and what it printed.
type ended struct {
	code int
	out  string
}

// begin starts a command; its end comes later.
func begin(t *testing.T, command *exec.Cmd) <-chan ended {
	t.Helper()
	end := make(chan ended, 1)
	go func() {
		out, err := command.CombinedOutput()
		if _, is := errors.AsType[*exec.ExitError](err); err != nil && !is {
			out = fmt.Append(out, err)
		}
		end <- ended{code: command.ProcessState.ExitCode(), out: string(out)}
	}()
	return end
}

// script begins cogbench-k8s with a load that goes on for the time given.
func (b *bench) script(t *testing.T, flags []string, duration time.Duration) <-chan ended {
	t.Helper()
	script, err := filepath.Abs(filepath.Join(kubernetes, "cogbench-k8s"))
	if err != nil {
		t.Fatal(err)
	}
	arguments := append([]string{"run", "--target", "target.yaml", "--report-dir", "out", "--start-in", "30", "--timeout", "300"}, flags...)
	return begin(t, b.command(t, script, append(arguments, "--", "load", "--rate", "20", "--duration", duration.String(), "--users", "40", "--warmup", "0s",
		"--allow-abandoned", "--timeout", "60s", "--threshold", "count(failed) == 0")...))
}

// merged is what the tests read of a load.json.
type merged struct {
	Journeys journeys
	Plan     struct{ Starts int }
	Merged   struct {
		Of     int
		Shards []struct {
			Index       int
			LateSeconds float64
			Journeys    journeys
		}
		Missing []struct{ Index int }
	}
	Thresholds []struct{ OK bool }
}

type journeys struct{ Started, Succeeded, Failed, Abandoned int }

// report reads a load.json.
func report(t *testing.T, directory string) (m merged) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(directory, "load.json"))
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// pod waits for an index's pod that runs, other than those known.
func (b *bench) pod(t *testing.T, index string, known ...types.UID) *core.Pod {
	t.Helper()
	var found *core.Pod
	err := wait.PollUntilContextTimeout(t.Context(), 50*time.Millisecond, 2*time.Minute, true, func(ctx context.Context) (bool, error) {
		pods, err := b.Client.CoreV1().Pods(meta.NamespaceDefault).List(ctx, meta.ListOptions{LabelSelector: "batch.kubernetes.io/job-completion-index=" + index})
		if err != nil {
			return false, err
		}
		for i, pod := range pods.Items {
			if pod.Status.Phase == core.PodRunning && pod.DeletionTimestamp == nil && !slices.Contains(known, pod.UID) {
				found = &pods.Items[i]
			}
		}
		return found != nil, nil
	})
	if err != nil {
		t.Fatalf("index %s has no pod that runs: %v", index, err)
	}
	return found
}
