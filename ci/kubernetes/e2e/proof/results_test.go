package proof_test

import (
	"fmt"
	"runtime"
	"strings"
	"time"
)

// finding is what was done, and what came of it.
type finding struct{ what, outcome string }

// finds keeps what a merged load came to.
func (b *bench) finds(what string, m merged, end ended) {
	var late []string
	for _, shard := range m.Merged.Shards {
		if shard.LateSeconds > 0 {
			late = append(late, fmt.Sprintf("shard %d %.0f s late", shard.Index, shard.LateSeconds))
		}
	}
	for _, shard := range m.Merged.Missing {
		late = append(late, fmt.Sprintf("shard %d missing", shard.Index))
	}
	outcome := fmt.Sprintf("%d of %d arrivals: %d succeeded, %d failed, %d abandoned", m.Journeys.Started, m.Plan.Starts, m.Journeys.Succeeded, m.Journeys.Failed, m.Journeys.Abandoned)
	for _, text := range late {
		outcome += "; " + text
	}
	b.found = append(b.found, finding{what, fmt.Sprintf("%s; exit code %d", outcome, end.code)})
}

// results is the page of what was found.
func (b *bench) results() string {
	var page strings.Builder
	fmt.Fprintf(&page, `# Loads from Kubernetes

Written by `+"`ci/kubernetes/prove`"+` on %s: kube-apiserver, kube-controller-manager
and kubectl %s, etcd, and a node that runs each pod as a process in namespaces of its own, %s/%s,
%d processors, with the server that is driven on the same machine.

| what was done | what came of it |
|---|---|
`, time.Now().UTC().Format(time.DateOnly), b.Version, runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	for _, f := range b.found {
		fmt.Fprintf(&page, "| %s | %s |\n", f.what, f.outcome)
	}
	page.WriteString(`
The namespace has Kubernetes' restricted profile enforced by the apiserver, which refuses a pod
that leaves a field of it out. Of the security fields the node enforces the user and groups, the
read-only root, no capabilities, and no gain of privileges. Nothing here enforces, and nothing
here proves, the seccomp profile, the requests and limits of processor and memory, and the size of
the emptyDir: they are in the manifests, which are decoded strictly, and no more.
`)
	return page.String()
}
