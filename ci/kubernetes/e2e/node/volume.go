package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
)

// boundWithin is how long a claim may be without a volume.
const boundWithin = time.Minute

// mounts makes the pod's volumes, and says where they are to be seen.
func (r *podRun) mounts(ctx context.Context) (all []mount, err error) {
	for _, m := range r.container().VolumeMounts {
		i := slices.IndexFunc(r.pod.Spec.Volumes, func(v core.Volume) bool { return v.Name == m.Name })
		if i < 0 {
			return nil, fmt.Errorf("there is no volume %s", m.Name)
		}
		if m.SubPath != "" || m.SubPathExpr != "" {
			return nil, fmt.Errorf("volume %s: a part of a volume is not supported here", m.Name)
		}
		source, err := r.volume(ctx, r.pod.Spec.Volumes[i])
		if err != nil {
			return nil, fmt.Errorf("volume %s: %w", m.Name, err)
		}
		all = append(all, mount{Source: source, Target: m.MountPath, ReadOnly: m.ReadOnly})
	}
	return all, nil
}

// volume is the directory of a volume.
func (r *podRun) volume(ctx context.Context, volume core.Volume) (string, error) {
	directory := filepath.Join(r.directory, "volumes", volume.Name)
	switch source := volume.VolumeSource; {
	case source.EmptyDir != nil:
		return directory, r.emptyDirectory(directory)
	case source.ConfigMap != nil && len(source.ConfigMap.Items) == 0:
		values, err := r.config(ctx, source.ConfigMap.Name)
		if err != nil {
			return "", err
		}
		return directory, r.writeFiles(directory, values, source.ConfigMap.DefaultMode)
	case source.Secret != nil && len(source.Secret.Items) == 0:
		values, err := r.secret(ctx, source.Secret.SecretName)
		if err != nil {
			return "", err
		}
		return directory, r.writeFiles(directory, values, source.Secret.DefaultMode)
	case source.PersistentVolumeClaim != nil:
		return r.claimed(ctx, source.PersistentVolumeClaim.ClaimName)
	}
	return "", errors.New("its source is not supported here")
}

// emptyDirectory makes one in which files are of the pod's group.
func (r *podRun) emptyDirectory(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	if err := r.give(path); err != nil {
		return err
	}
	return os.Chmod(path, 0o777|fs.ModeSetgid)
}

// writeFiles writes a file an entry.
func (r *podRun) writeFiles(directory string, entries map[string]string, mode *int32) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	for name, text := range entries {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
		if err := r.give(path); err != nil {
			return err
		}
		if err := os.Chmod(path, fs.FileMode(*mode)); err != nil { // the apiserver has set a default
			return err
		}
	}
	return nil
}

// give has a file be of the pod's group, if it names one.
func (r *podRun) give(path string) error {
	if group := r.pod.Spec.SecurityContext.FSGroup; group != nil {
		return os.Chown(path, 0, int(*group))
	}
	return nil
}

// claimed is the directory of this machine that a claim was bound to. A scheduler would
// wait for that before a pod has a node.
func (r *podRun) claimed(ctx context.Context, name string) (string, error) {
	var bound string
	err := wait.PollUntilContextTimeout(ctx, 100*time.Millisecond, boundWithin, true, func(ctx context.Context) (bool, error) {
		claim, err := r.node.Client.CoreV1().PersistentVolumeClaims(r.pod.Namespace).Get(ctx, name, meta.GetOptions{})
		if err != nil {
			return false, err
		}
		bound = claim.Spec.VolumeName
		return claim.Status.Phase == core.ClaimBound, nil
	})
	if err != nil {
		return "", fmt.Errorf("the claim %s: %w", name, err)
	}
	volume, err := r.node.Client.CoreV1().PersistentVolumes().Get(ctx, bound, meta.GetOptions{})
	if err != nil {
		return "", err
	}
	if volume.Spec.HostPath == nil {
		return "", fmt.Errorf("the volume %s is not on this machine", volume.Name)
	}
	return volume.Spec.HostPath.Path, nil
}
