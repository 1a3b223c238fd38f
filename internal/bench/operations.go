// Package bench measures the SRP computation of this machine, without a network.
//
// It promises fresh inputs for every single operation, prepared outside of the timed
// part, and no state between operations: nothing is answered from a cache.
package bench

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"

	"github.com/cogbench/cogbench/srp"
)

// Operation is one computation of the protocol's client or server.
type Operation struct {
	Name string
	// prepare draws inputs and returns the work on them.
	prepare func() (work func() error, err error)
}

// Operations lists everything that can be measured, in the order of a sign-in.
func Operations() []Operation {
	return []Operation{
		{"client_public", clientPublic},
		{"user_proof", userProof},
		{"device_proof", deviceProof},
		{"device_verifier", deviceVerifier},
		{"server_public", serverPublic},
		{"server_proof", serverProof},
	}
}

// Names are those of Operations.
func Names() []string {
	var names []string
	for _, operation := range Operations() {
		names = append(names, operation.Name)
	}
	return names
}

const (
	timestamp        = "Tue Sep 5 00:09:40 UTC 2023"
	saltBytes        = 16
	secretBlockBytes = 1024
)

// clientPublic draws a and computes A.
func clientPublic() (func() error, error) {
	return func() error {
		_, err := srp.NewClient()
		return err
	}, nil
}

func userProof() (func() error, error) {
	id := srp.Identity{Group: "poolName", Name: randomText(16), Secret: randomText(12)}
	return proof(id)
}

func deviceProof() (func() error, error) {
	id, err := device()
	if err != nil {
		return nil, err
	}
	return proof(id)
}

func device() (srp.Identity, error) {
	secret, err := srp.NewDeviceSecret()
	return srp.Identity{Group: "-" + randomText(4), Name: "us-east-1_" + randomText(16), Secret: secret}, err
}

// proof answers a challenge with an A computed beforehand.
func proof(id srp.Identity) (func() error, error) {
	client, err := srp.NewClient()
	if err != nil {
		return nil, err
	}
	challenge := srp.Challenge{
		B:           randomInt().Text(16),
		Salt:        new(big.Int).SetBytes(randomBytes(saltBytes)).Text(16),
		SecretBlock: base64.StdEncoding.EncodeToString(randomBytes(secretBlockBytes)),
	}
	return func() error {
		_, err := client.Proof(id, challenge, timestamp)
		return err
	}, nil
}

func deviceVerifier() (func() error, error) {
	id, err := device()
	return func() error {
		_, err := srp.NewDeviceVerifier(id)
		return err
	}, err
}

// serverPublic draws b and computes B.
func serverPublic() (func() error, error) {
	v := randomInt()
	return func() error {
		_, err := srp.NewServer(v)
		return err
	}, nil
}

// serverProof verifies a proof, a wrong one: that takes as long as a right one.
func serverProof() (func() error, error) {
	server, err := srp.NewServer(randomInt())
	if err != nil {
		return nil, err
	}
	A, name, block, signature := randomInt(), randomText(16), randomBytes(secretBlockBytes), randomBytes(32)
	return func() error {
		err := server.Verify(A, "poolName", name, block, timestamp, signature)
		if !errors.Is(err, srp.ErrProof) {
			return fmt.Errorf("a random proof was not refused: %w", err)
		}
		return nil
	}, nil
}

// randomInt returns a random number below N, as A, B and v are.
func randomInt() *big.Int {
	n := new(big.Int).SetBytes(randomBytes(384))
	return n.Mod(n, srp.N())
}

func randomText(bytes int) string { return fmt.Sprintf("%x", randomBytes(bytes)) }

func randomBytes(n int) []byte {
	random := make([]byte, n)
	rand.Read(random) // does not fail: crypto/rand ends the process instead
	return random
}
