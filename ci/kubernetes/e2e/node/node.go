// Package node is a Kubernetes node for a test, where there is no container engine: it
// binds pods to itself and runs the one container of each as a process in namespaces of
// its own.
//
// Of a pod it honours the image's files and entrypoint, command, arguments, environment,
// volumes of ConfigMaps, Secrets, emptyDir and claims bound to a hostPath, the user and
// groups, the read-only root, dropped capabilities, no_new_privs, exit status, logs and
// deletion with its grace. It does not enforce the seccomp profile, resources or the size
// of an emptyDir. A pod that asks for more than that is failed with a message.
package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	v1 "github.com/opencontainers/image-spec/specs-go/v1"
	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// address is where the apiserver finds the endpoint for logs.
const (
	address = "127.0.0.1"
	port    = 10250
)

// Options are what a node needs.
type Options struct {
	Name   string
	Client kubernetes.Interface
	// Directory is for the files of pods.
	Directory string
	// Images by the name that a container gives.
	Images  map[string]Image
	Network *Network
	// TLS is of the endpoint for logs.
	TLS *tls.Config
	// Logf is told what goes wrong.
	Logf func(format string, arguments ...any)
}

// Image is an unpacked one.
type Image struct {
	Root   string
	Config v1.ImageConfig
}

// Node runs pods.
type Node struct {
	Options
	mu      sync.Mutex
	pods    map[types.UID]*podRun
	running sync.WaitGroup
}

// New is a node that does not run yet.
func New(options Options) *Node {
	return &Node{Options: options, pods: map[types.UID]*podRun{}}
}

// Run registers the node, and runs pods until the context ends. None is left then.
func (n *Node) Run(ctx context.Context) error {
	stop, err := n.serveLogs()
	if err != nil {
		return err
	}
	defer stop()
	if err := n.register(ctx); err != nil {
		return fmt.Errorf("register node: %w", err)
	}
	factory := informers.NewSharedInformerFactory(n.Client, 0)
	if _, err := factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { n.see(ctx, object) },
		UpdateFunc: func(_, object any) { n.see(ctx, object) },
		DeleteFunc: n.gone,
	}); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	<-ctx.Done()
	factory.Shutdown()
	n.running.Wait()
	return nil
}

func (n *Node) register(ctx context.Context) error {
	object, err := n.Client.CoreV1().Nodes().Create(ctx, &core.Node{ObjectMeta: meta.ObjectMeta{
		Name: n.Name, Labels: map[string]string{core.LabelHostname: n.Name, core.LabelOSStable: "linux"},
	}}, meta.CreateOptions{})
	if err != nil {
		return err
	}
	now := meta.Now()
	object.Status.Addresses = []core.NodeAddress{{Type: core.NodeInternalIP, Address: address}}
	object.Status.DaemonEndpoints.KubeletEndpoint.Port = port
	object.Status.Conditions = []core.NodeCondition{{
		Type: core.NodeReady, Status: core.ConditionTrue, LastHeartbeatTime: now, LastTransitionTime: now, Reason: "Started", Message: "pods run as processes",
	}}
	_, err = n.Client.CoreV1().Nodes().UpdateStatus(ctx, object, meta.UpdateOptions{})
	return err
}

// see does what a pod needs: a node, a process, or an end.
func (n *Node) see(ctx context.Context, object any) {
	pod, is := object.(*core.Pod)
	if !is {
		return
	}
	if pod.Spec.NodeName == "" && pod.DeletionTimestamp == nil {
		if err := n.bind(ctx, pod); err != nil {
			n.Logf("bind pod %s: %v", pod.Name, err)
		}
		return
	}
	if pod.Spec.NodeName != n.Name {
		return
	}
	switch deleted := pod.DeletionTimestamp != nil; {
	case !ended(pod) && deleted:
		n.ensure(ctx, pod).end(grace(pod))
	case !ended(pod):
		n.ensure(ctx, pod)
	case deleted:
		n.remove(ctx, pod)
	}
}

// remove has the apiserver forget a pod that has ended after it was deleted.
func (n *Node) remove(ctx context.Context, pod *core.Pod) {
	now := int64(0)
	err := n.Client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, meta.DeleteOptions{
		GracePeriodSeconds: &now, Preconditions: meta.NewUIDPreconditions(string(pod.UID)),
	})
	if err != nil && !apierrors.IsNotFound(err) && ctx.Err() == nil {
		n.Logf("remove pod %s: %v", pod.Name, err)
	}
}

func (n *Node) bind(ctx context.Context, pod *core.Pod) error {
	return n.Client.CoreV1().Pods(pod.Namespace).Bind(ctx, &core.Binding{
		ObjectMeta: meta.ObjectMeta{Name: pod.Name, UID: pod.UID}, Target: core.ObjectReference{Kind: "Node", Name: n.Name},
	}, meta.CreateOptions{})
}

// ensure is the pod's run, which begins if there is none.
func (n *Node) ensure(ctx context.Context, pod *core.Pod) *podRun {
	n.mu.Lock()
	defer n.mu.Unlock()
	run := n.pods[pod.UID]
	if run == nil {
		run = newPodRun(n, pod.DeepCopy())
		n.pods[pod.UID] = run
		n.running.Go(func() { run.live(ctx) })
	}
	return run
}

// gone ends a pod that is no object any more.
func (n *Node) gone(object any) {
	if last, is := object.(cache.DeletedFinalStateUnknown); is {
		object = last.Obj
	}
	pod, is := object.(*core.Pod)
	if !is {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if run := n.pods[pod.UID]; run != nil {
		run.end(0)
	}
}

// Process is that of a pod's container, for what goes wrong on a node: a kernel that is out
// of memory, or a shutdown.
func (n *Node) Process(pod types.UID) (*os.Process, error) {
	n.mu.Lock()
	run := n.pods[pod]
	n.mu.Unlock()
	if run == nil {
		return nil, fmt.Errorf("pod %s does not run here", pod)
	}
	return run.process()
}

// find is the run of a pod by its name.
func (n *Node) find(namespace, name string) (*podRun, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, run := range n.pods {
		if run.pod.Namespace == namespace && run.pod.Name == name {
			return run, nil
		}
	}
	return nil, errors.New("no such pod")
}

// ended reports whether a pod's container has ended for good.
func ended(pod *core.Pod) bool {
	return pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
}

// grace is how long a pod that is deleted may take.
func grace(pod *core.Pod) time.Duration {
	if pod.DeletionGracePeriodSeconds == nil {
		return 0
	}
	return time.Duration(*pod.DeletionGracePeriodSeconds) * time.Second
}
