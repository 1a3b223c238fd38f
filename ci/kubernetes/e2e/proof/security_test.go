package proof_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
)

// profileIsEnforced has the apiserver refuse a pod without a security context.
func (b *bench) profileIsEnforced(t *testing.T) {
	bare := &core.Pod{
		ObjectMeta: meta.ObjectMeta{Name: "bare"},
		Spec:       core.PodSpec{Containers: []core.Container{{Name: "bare", Image: "cogbench"}}},
	}
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), 100*time.Millisecond, 30*time.Second, true, func(ctx context.Context) (bool, error) {
		_, last = b.Client.CoreV1().Pods(meta.NamespaceDefault).Create(ctx, bare, meta.CreateOptions{DryRun: []string{meta.DryRunAll}})
		return apierrors.IsForbidden(last) && strings.Contains(last.Error(), `PodSecurity "restricted`), nil
	})
	if err != nil {
		t.Errorf("%v: %v", err, last)
	}
}

// checkConfinement holds a pod's process to what the node is said to enforce, and to what
// it does not.
func (b *bench) checkConfinement(t *testing.T, pod types.UID) {
	t.Helper()
	process, err := b.node.Process(pod)
	if err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	const user, nothing = "65532", "0000000000000000"
	for field, want := range map[string]string{
		"Uid": strings.Join([]string{user, user, user, user}, "\t"), "Gid": strings.Join([]string{user, user, user, user}, "\t"), "Groups": user,
		"CapPrm": nothing, "CapEff": nothing, "CapBnd": nothing, "NoNewPrivs": "1", "Seccomp": "0",
	} {
		_, after, _ := strings.Cut(string(status), "\n"+field+":")
		got, _, _ := strings.Cut(after, "\n")
		if strings.TrimSpace(got) != want {
			t.Errorf("%s of a pod's process is %q, not %q", field, got, want)
		}
	}
	mounts, err := os.ReadFile(fmt.Sprintf("/proc/%d/mountinfo", process.Pid))
	if err != nil || !strings.Contains(string(mounts), " / / ro,") {
		t.Errorf("the root of a pod is not read-only: %v\n%s", err, mounts)
	}
}
