// Package manifests_test builds the manifests of ci/kubernetes as kustomize does, and
// decodes them strictly: a field that Kubernetes does not know is an error.
package manifests_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// build is what kubectl apply -k would send.
func build(t *testing.T, on filesys.FileSystem, directory string) []runtime.Object {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(on, directory)
	if err != nil {
		t.Fatal(err)
	}
	text, err := resources.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	objects, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

// decode decodes documents strictly.
func decode(text []byte) (objects []runtime.Object, err error) {
	known := runtime.NewScheme()
	if err := errors.Join(batch.AddToScheme(known), core.AddToScheme(known)); err != nil {
		return nil, err
	}
	strict := serializer.NewCodecFactory(known, serializer.EnableStrict).UniversalDeserializer()
	documents := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(text)))
	buffer := make([]byte, 1<<20)
	for {
		n, err := documents.Read(buffer)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		object, _, err := strict.Decode(buffer[:n], nil, nil)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
}

// withVolume is an overlay of the base with the component that keeps results.
func withVolume(t *testing.T) filesys.FileSystem {
	t.Helper()
	disk, both := filesys.MakeFsOnDisk(), filesys.MakeFsInMemory()
	for _, name := range []string{"base/kustomization.yaml", "base/job.yaml", "base/target.yaml", "volume/kustomization.yaml", "volume/claim.yaml", "volume/results.yaml"} {
		data, err := disk.ReadFile("../../" + name)
		if err == nil {
			err = both.WriteFile("/"+name, data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := both.WriteFile("/own/kustomization.yaml", []byte("resources: [../base]\ncomponents: [../volume]\n")); err != nil {
		t.Fatal(err)
	}
	return both
}

func TestManifests(t *testing.T) {
	disk := filesys.MakeFsOnDisk()
	for name, objects := range map[string][]runtime.Object{
		"base": build(t, disk, "../../base"), "with a volume": build(t, withVolume(t), "/own"), "collect": build(t, disk, "../../collect"),
	} {
		t.Run(name, func(t *testing.T) {
			job := one[*batch.Job](t, objects)
			checkPod(t, job.Spec.Template.Spec)
			if name != "collect" {
				checkLoad(t, job, one[*core.ConfigMap](t, objects), one[*core.Secret](t, objects))
			}
			if name == "with a volume" {
				one[*core.PersistentVolumeClaim](t, objects)
				if args := job.Spec.Template.Spec.Containers[0].Args; args[len(args)-1] != "--report-dir=/results/$(JOB_COMPLETION_INDEX)" {
					t.Errorf("%q", args)
				}
			}
		})
	}
}

// one is the object of a kind.
func one[T runtime.Object](t *testing.T, objects []runtime.Object) (found T) {
	t.Helper()
	n := 0
	for _, object := range objects {
		if of, is := object.(T); is {
			found = of
			n++
		}
	}
	if n != 1 {
		t.Fatalf("%d of %T", n, found)
	}
	return found
}

// checkPod holds a pod to what it may do, which is little.
func checkPod(t *testing.T, pod core.PodSpec) {
	t.Helper()
	s := pod.SecurityContext
	if s == nil || s.RunAsNonRoot == nil || !*s.RunAsNonRoot || s.RunAsUser == nil || *s.RunAsUser == 0 || s.SeccompProfile == nil || s.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault {
		t.Errorf("the pod's security context: %+v", s)
	}
	if pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken || pod.HostNetwork || pod.HostPID || pod.RestartPolicy != core.RestartPolicyNever {
		t.Errorf("token, host or restarts: %+v", pod)
	}
	for _, c := range pod.Containers {
		s := c.SecurityContext
		if s == nil || s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation || s.ReadOnlyRootFilesystem == nil || !*s.ReadOnlyRootFilesystem ||
			s.Privileged == nil || *s.Privileged || s.Capabilities == nil || !slices.Equal(s.Capabilities.Drop, []core.Capability{"ALL"}) || len(s.Capabilities.Add) > 0 {
			t.Errorf("the security context of %s: %+v", c.Name, s)
		}
		if c.Resources.Requests.Cpu().IsZero() || c.Resources.Requests.Memory().IsZero() || c.Resources.Limits.Memory().IsZero() {
			t.Errorf("the resources of %s: %+v", c.Name, c.Resources)
		}
		for _, m := range c.VolumeMounts {
			if !slices.ContainsFunc(pod.Volumes, func(v core.Volume) bool { return v.Name == m.Name }) {
				t.Errorf("%s mounts %s, which is no volume", c.Name, m.Name)
			}
		}
	}
}

// checkLoad holds the Job to its shards, and to the objects that it names.
func checkLoad(t *testing.T, job *batch.Job, config *core.ConfigMap, secret *core.Secret) {
	t.Helper()
	spec := job.Spec
	if spec.CompletionMode == nil || *spec.CompletionMode != batch.IndexedCompletion || *spec.Completions != *spec.Parallelism || spec.BackoffLimitPerIndex == nil {
		t.Errorf("%+v is no Indexed Job whose indexes run together", spec)
	}
	container := spec.Template.Spec.Containers[0]
	if env := container.Env[0]; env.Name != "COGBENCH_SHARDS" || env.Value != "4" || *spec.Completions != 4 {
		t.Errorf("%+v with %d completions", env, *spec.Completions)
	}
	if got := container.EnvFrom[0].SecretRef.Name; got != secret.Name {
		t.Errorf("the Secret is %s, the container takes %s", secret.Name, got)
	}
	if got := spec.Template.Spec.Volumes[0].ConfigMap.Name; got != config.Name || config.Data["target.yaml"] == "" {
		t.Errorf("the ConfigMap is %s, the volume %s", config.Name, got)
	}
	for _, code := range []int32{1, 2, 3} { // a result, or none that another attempt could have
		if !slices.ContainsFunc(spec.PodFailurePolicy.Rules, func(r batch.PodFailurePolicyRule) bool {
			return r.Action == batch.PodFailurePolicyActionFailIndex && r.OnExitCodes != nil && slices.Contains(r.OnExitCodes.Values, code)
		}) {
			t.Errorf("exit code %d is tried again", code)
		}
	}
	if !slices.Contains(container.Args, "--archive") || !slices.Contains(container.Args, "auto") {
		t.Errorf("%q", container.Args)
	}
}

// TestUnknownFieldsAreRefused holds the decoder to its strictness.
func TestUnknownFieldsAreRefused(t *testing.T) {
	for _, text := range []string{
		"apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec: {completionMod: Indexed}\n",
		"apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec: {template: {spec: {securityContext: {runAsNonroot: true}}}}\n",
		"apiVersion: batch/v2\nkind: Job\nmetadata: {name: x}\n",
	} {
		if _, err := decode([]byte(text)); err == nil || !strings.Contains(err.Error(), "unknown field") && !strings.Contains(err.Error(), "no kind") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
