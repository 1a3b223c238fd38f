// Package controlplane runs a Kubernetes control plane for a test: etcd, kube-apiserver and
// kube-controller-manager as processes on loopback, with certificates of their own.
//
// The programs listen on their usual ports, so that a machine, or a network namespace, has
// room for one. There is no scheduler and no node: package node is both. Of the
// controllers those run that a Job and a claim of a volume need.
package controlplane

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/cert"
)

const (
	etcd              = "http://127.0.0.1:2379"
	apiserver         = "https://127.0.0.1:6443"
	readyWithin       = 2 * time.Minute
	administrator     = "administrator"
	controllerManager = "kube-controller-manager"
	kubelet           = "kubelet"
)

// controllers are those that a Job with a volume needs.
var controllers = []string{
	"garbage-collector-controller", "job-controller", "namespace-controller", "persistentvolume-binder-controller",
	"persistentvolume-protection-controller", "persistentvolumeclaim-protection-controller", "pod-garbage-collector-controller",
	"root-ca-certificate-publisher-controller", "serviceaccount-controller",
}

// ControlPlane is one that runs.
type ControlPlane struct {
	// Kubeconfig is the file by which kubectl finds it, as an administrator.
	Kubeconfig string
	// Version is the apiserver's, such as v1.36.3.
	Version string
	// Client is an administrator's.
	Client    kubernetes.Interface
	authority *authority
	directory string
	programs  []*program
}

// Start starts the programs, which are in one directory, and waits until pods can be made.
// State, keys and logs go to another. On error nothing is left running.
func Start(ctx context.Context, programs, directory string) (*ControlPlane, error) {
	c := &ControlPlane{directory: directory, Kubeconfig: filepath.Join(directory, administrator+".kubeconfig")}
	if err := c.certify(); err != nil {
		return nil, err
	}
	if err := c.start(ctx, programs); err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return c, nil
}

// certify makes the files by which the programs know each other.
func (c *ControlPlane) certify() (err error) {
	if err := os.MkdirAll(c.directory, 0o700); err != nil {
		return err
	}
	if c.authority, err = newAuthority(c.directory); err != nil {
		return err
	}
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return errors.Join(
		writeKey(c.authority.file("service-account.key"), signer),
		c.authority.issue("kube-apiserver", pkix.Name{CommonName: "kube-apiserver"}),
		c.authority.issue(kubelet, pkix.Name{CommonName: kubelet}),
		c.authority.issue(administrator, pkix.Name{CommonName: administrator, Organization: []string{"system:masters"}}),
		c.authority.issue(controllerManager, pkix.Name{CommonName: "system:kube-controller-manager"}),
		c.writeKubeconfig(administrator),
		c.writeKubeconfig(controllerManager),
	)
}

// writeKubeconfig writes how the client of a certificate finds the apiserver.
func (c *ControlPlane) writeKubeconfig(name string) error {
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{Server: apiserver, CertificateAuthority: c.authority.file("ca.crt")}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{ClientCertificate: c.authority.file(name + ".crt"), ClientKey: c.authority.file(name + ".key")}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name}
	config.CurrentContext = name
	return clientcmd.WriteToFile(*config, filepath.Join(c.directory, name+".kubeconfig"))
}

func (c *ControlPlane) start(ctx context.Context, programs string) error {
	file := c.authority.file
	if err := c.run(programs, "etcd", map[string]string{
		"data-dir":              filepath.Join(c.directory, "etcd"),
		"listen-client-urls":    etcd,
		"advertise-client-urls": etcd,
		"log-level":             "warn",
		"unsafe-no-fsync":       "true",
	}); err != nil {
		return err
	}
	if err := c.run(programs, "kube-apiserver", map[string]string{
		"etcd-servers":                     etcd,
		"bind-address":                     "127.0.0.1",
		"advertise-address":                "127.0.0.1",
		"endpoint-reconciler-type":         "none",
		"authorization-mode":               "RBAC",
		"client-ca-file":                   file("ca.crt"),
		"tls-cert-file":                    file("kube-apiserver.crt"),
		"tls-private-key-file":             file("kube-apiserver.key"),
		"kubelet-certificate-authority":    file("ca.crt"),
		"kubelet-client-certificate":       file("kube-apiserver.crt"),
		"kubelet-client-key":               file("kube-apiserver.key"),
		"kubelet-preferred-address-types":  "InternalIP",
		"service-account-issuer":           "https://kubernetes.default.svc",
		"service-account-key-file":         file("service-account.key"),
		"service-account-signing-key-file": file("service-account.key"),
		"service-cluster-ip-range":         "10.96.0.0/24",
	}); err != nil {
		return err
	}
	if err := c.run(programs, controllerManager, map[string]string{
		"kubeconfig":                       filepath.Join(c.directory, controllerManager+".kubeconfig"),
		"bind-address":                     "127.0.0.1",
		"controllers":                      strings.Join(controllers, ","),
		"leader-elect":                     "false",
		"root-ca-file":                     file("ca.crt"),
		"service-account-private-key-file": file("service-account.key"),
		"use-service-account-credentials":  "true",
	}); err != nil {
		return err
	}
	return c.ready(ctx)
}

func (c *ControlPlane) run(programs, name string, flags map[string]string) error {
	p, err := startProgram(filepath.Join(programs, name), filepath.Join(c.directory, name+".log"), flags)
	if err != nil {
		return err
	}
	c.programs = append(c.programs, p)
	return nil
}

// ready waits until the apiserver says that it is, and the controllers have made the
// account without which there is no pod.
func (c *ControlPlane) ready(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", c.Kubeconfig)
	if err != nil {
		return err
	}
	config.QPS = -1 // a test's own server
	if c.Client, err = kubernetes.NewForConfig(rest.AddUserAgent(config, "cogbench-test")); err != nil {
		return err
	}
	var last error
	err = wait.PollUntilContextTimeout(ctx, 200*time.Millisecond, readyWithin, true, func(ctx context.Context) (bool, error) {
		for _, p := range c.programs {
			if err := p.ended(); err != nil {
				return false, err
			}
		}
		last = c.ask(ctx)
		return last == nil, nil
	})
	if err != nil {
		return fmt.Errorf("the control plane does not get ready: %w: %w", err, last)
	}
	return nil
}

// ask is nil once pods can be made.
func (c *ControlPlane) ask(ctx context.Context) error {
	if _, err := c.Client.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
		return err
	}
	version, err := c.Client.Discovery().ServerVersion()
	if err != nil {
		return err
	}
	c.Version = version.GitVersion
	_, err = c.Client.CoreV1().ServiceAccounts(meta.NamespaceDefault).Get(ctx, "default", meta.GetOptions{})
	return err
}

// KubeletConfig is for a node's endpoint, which the apiserver calls.
func (c *ControlPlane) KubeletConfig() (*tls.Config, error) { return c.authority.serverConfig(kubelet) }

// Stop ends the programs, the last one first, and returns when they have ended.
func (c *ControlPlane) Stop() error {
	var all error
	for i := len(c.programs) - 1; i >= 0; i-- {
		all = errors.Join(all, c.programs[i].stop())
	}
	return all
}

func pemOf(certificate []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: cert.CertificateBlockType, Bytes: certificate})
}
