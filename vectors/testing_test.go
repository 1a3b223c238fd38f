package vectors_test

import (
	"encoding/hex"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/vectors"
)

// ours is package srp as a library of core operations.
func ours() vectors.Library {
	prove := func(a string, id srp.Identity, challenge srp.Challenge, timestamp string) (string, error) {
		client, err := clientOf(a)
		if err != nil {
			return "", err
		}
		return client.Proof(id, challenge, timestamp)
	}
	return vectors.Library{
		ClientPublic: func(a string) (string, error) {
			client, err := clientOf(a)
			if err != nil {
				return "", err
			}
			return client.SRPA(), nil
		},
		UserProof: func(p vectors.UserProof) (string, error) {
			id := srp.Identity{Group: srp.PoolName(p.PoolID), Name: p.UserID, Secret: p.Password}
			return prove(p.SecretA, id, srp.Challenge{B: p.B, Salt: p.Salt, SecretBlock: p.SecretBlock}, p.Timestamp)
		},
		DeviceProof: func(p vectors.DeviceProof) (string, error) {
			id := srp.Identity{Group: p.DeviceGroupKey, Name: p.DeviceKey, Secret: p.DeviceSecret}
			return prove(p.SecretA, id, srp.Challenge{B: p.B, Salt: p.Salt, SecretBlock: p.SecretBlock}, p.Timestamp)
		},
		DeviceVerifier: func(d vectors.DeviceRegistration) (salt, verifier string, err error) {
			raw, err := hex.DecodeString(d.Salt)
			if err != nil {
				return "", "", err
			}
			made := srp.DeviceVerifierWithSalt(
				srp.Identity{Group: d.DeviceGroupKey, Name: d.DeviceKey, Secret: d.DeviceSecret}, new(big.Int).SetBytes(raw))
			return made.Salt, made.PasswordVerifier, nil
		},
		Other: func(operation string, input map[string]any) (map[string]string, error) {
			username, _ := input["username"].(string)
			clientID, _ := input["clientId"].(string)
			secret, _ := input["clientSecret"].(string)
			if operation != "secret_hash" {
				return nil, vectors.ErrNotOffered
			}
			return map[string]string{"hash": srp.SecretHash(username, clientID, secret)}, nil
		},
	}
}

func clientOf(a string) (*srp.Client, error) {
	secret, err := srp.ParseHex(a)
	if err != nil {
		return nil, err
	}
	return srp.NewClient(srp.WithEphemeral(secret))
}

func TestOurLibrary(t *testing.T) { vectors.Test(t, ours()) }

// Each test of a client's SRP library is one line; what it has not is nil.
func ExampleTest() {
	_ = func(t *testing.T) { // func TestSRP(t *testing.T)
		vectors.Test(t, vectors.Library{
			ClientPublic: func(a string) (string, error) {
				secret, err := srp.ParseHex(a)
				if err != nil {
					return "", err
				}
				return new(big.Int).Exp(srp.G(), secret, srp.N()).Text(16), nil
			},
		})
	}
}

// The tests that fail are run in a process of their own.
const wrongLibrary = "COGBENCH_TEST_WRONG_LIBRARY"

func TestWrongLibrary(t *testing.T) {
	library := ours()
	switch os.Getenv(wrongLibrary) {
	case "":
		t.Skip("it is run by TestLibraryFails")
	case "another salt":
		verifier := library.DeviceVerifier
		library.DeviceVerifier = func(d vectors.DeviceRegistration) (string, string, error) {
			salt, v, err := verifier(d)
			return strings.Replace(salt, "A", "B", 1), v, err
		}
	case "accepts everything":
		library.UserProof = func(vectors.UserProof) (string, error) { return "AAAA", nil }
	case "nothing":
		library = vectors.Library{Other: library.Other}
	}
	vectors.Test(t, library)
}

func TestLibraryFails(t *testing.T) {
	for which, want := range map[string]string{
		"another salt":       "--- FAIL: TestWrongLibrary/device_verifier",
		"accepts everything": "accepted",
		"nothing":            "no core operation is supported",
	} {
		test := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestWrongLibrary$")
		test.Env = append(os.Environ(), wrongLibrary+"="+which)
		out, err := test.CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: it ended with %v:\n%.2000s", which, err, out)
		}
	}
}
