package controlplane

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"path/filepath"
	"time"

	"k8s.io/client-go/util/cert"
	"k8s.io/client-go/util/keyutil"
)

// validity is longer than any test.
const validity = 24 * time.Hour

// authority certifies the programs of one control plane to each other.
type authority struct {
	directory   string
	certificate *x509.Certificate
	key         crypto.Signer
}

// newAuthority writes its certificate to ca.crt in the directory.
func newAuthority(directory string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	certificate, err := cert.NewSelfSignedCACert(cert.Config{CommonName: "cogbench test"}, key)
	if err != nil {
		return nil, err
	}
	a := &authority{directory: directory, certificate: certificate, key: key}
	return a, cert.WriteCert(a.file("ca.crt"), pemOf(certificate.Raw))
}

func (a *authority) file(name string) string { return filepath.Join(a.directory, name) }

// issue writes NAME.crt and NAME.key for a server on loopback that is a client too. The
// subject is what Kubernetes takes for user and groups.
func (a *authority) issue(name string, subject pkix.Name) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return err
	}
	template := x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		NotBefore:    a.certificate.NotBefore,
		NotAfter:     time.Now().Add(validity),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, a.certificate, key.Public(), a.key)
	if err != nil {
		return fmt.Errorf("certificate of %s: %w", name, err)
	}
	if err := cert.WriteCert(a.file(name+".crt"), pemOf(der)); err != nil {
		return err
	}
	return writeKey(a.file(name+".key"), key)
}

// writeKey writes a private key that only its owner may read.
func writeKey(path string, key crypto.Signer) error {
	text, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return err
	}
	return keyutil.WriteKey(path, text)
}

// serverConfig is for a server that only those whom the authority certified may call.
func (a *authority) serverConfig(name string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(a.file(name+".crt"), a.file(name+".key"))
	if err != nil {
		return nil, err
	}
	clients, err := cert.NewPool(a.file("ca.crt"))
	if err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair}, ClientCAs: clients, ClientAuth: tls.RequireAndVerifyClientCert}, nil
}
