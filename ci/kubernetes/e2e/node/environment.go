package node

import (
	"context"
	"fmt"
	"maps"

	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// environment is what the container's env and envFrom come to.
func (r *podRun) environment(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	for _, from := range r.container().EnvFrom {
		values, err := r.valuesFrom(ctx, from)
		if err != nil {
			return nil, err
		}
		for name, value := range values {
			all[from.Prefix+name] = value
		}
	}
	for _, env := range r.container().Env {
		value, err := r.value(ctx, env, all)
		if err != nil {
			return nil, fmt.Errorf("environment variable %s: %w", env.Name, err)
		}
		all[env.Name] = value
	}
	return all, nil
}

func (r *podRun) valuesFrom(ctx context.Context, from core.EnvFromSource) (map[string]string, error) {
	switch {
	case from.SecretRef != nil:
		return r.secret(ctx, from.SecretRef.Name)
	case from.ConfigMapRef != nil:
		return r.config(ctx, from.ConfigMapRef.Name)
	}
	return nil, fmt.Errorf("envFrom %s is not supported here", from.String())
}

// value is a variable's, in which those before it may stand.
func (r *podRun) value(ctx context.Context, env core.EnvVar, before map[string]string) (string, error) {
	from := env.ValueFrom
	switch {
	case from == nil:
		return expansion.Expand(env.Value, expansion.MappingFuncFor(before)), nil
	case from.FieldRef != nil:
		return fieldpath.ExtractFieldPathAsString(r.pod, from.FieldRef.FieldPath)
	case from.SecretKeyRef != nil:
		values, err := r.secret(ctx, from.SecretKeyRef.Name)
		return entry(values, from.SecretKeyRef.Key, err)
	case from.ConfigMapKeyRef != nil:
		values, err := r.config(ctx, from.ConfigMapKeyRef.Name)
		return entry(values, from.ConfigMapKeyRef.Key, err)
	}
	return "", fmt.Errorf("valueFrom %s is not supported here", from.String())
}

func entry(values map[string]string, key string, err error) (string, error) {
	value, has := values[key]
	if err == nil && !has {
		err = fmt.Errorf("there is no key %s", key)
	}
	return value, err
}

func (r *podRun) secret(ctx context.Context, name string) (map[string]string, error) {
	secret, err := r.node.Client.CoreV1().Secrets(r.pod.Namespace).Get(ctx, name, meta.GetOptions{})
	if err != nil {
		return nil, err
	}
	return texts(secret.Data), nil
}

func (r *podRun) config(ctx context.Context, name string) (map[string]string, error) {
	config, err := r.node.Client.CoreV1().ConfigMaps(r.pod.Namespace).Get(ctx, name, meta.GetOptions{})
	if err != nil {
		return nil, err
	}
	all := texts(config.BinaryData)
	maps.Copy(all, config.Data)
	return all, nil
}

func texts(data map[string][]byte) map[string]string {
	all := map[string]string{}
	for name, value := range data {
		all[name] = string(value)
	}
	return all
}
