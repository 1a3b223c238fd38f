package vectors

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
)

// own answers requests with package srp.
func own(r Request) Answer {
	compute, known := ownOperations[r.Op]
	if !known {
		return Answer{ID: r.ID, Error: Unsupported}
	}
	output, err := compute(arguments(r.Input))
	if err != nil {
		return Answer{ID: r.ID, Error: Rejected, Reason: err.Error()}
	}
	return Answer{ID: r.ID, Output: output}
}

// arguments is a request's input.
type arguments map[string]any

func (a arguments) text(name string) string {
	text, _ := a[name].(string)
	return text
}

func (a arguments) integer(name string) (*big.Int, error) {
	n, err := srp.ParseHex(a.text(name))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return n, nil
}

func (a arguments) bytes(name string) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(a.text(name))
	if err != nil {
		return nil, fmt.Errorf("%s is not base64", name)
	}
	return data, nil
}

// has reports whether the input has a field.
func (a arguments) has(name string) bool {
	_, given := a[name]
	return given
}

// identity is the user's, or the device's where the input has one.
func (a arguments) identity() srp.Identity {
	if a.has("deviceKey") {
		return srp.Identity{Group: a.text("deviceGroupKey"), Name: a.text("deviceKey"), Secret: a.text("deviceSecret")}
	}
	return srp.Identity{Group: srp.PoolName(a.text("poolId")), Name: a.text("userId"), Secret: a.text("password")}
}

func encoded(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

type output = map[string]string

var ownOperations = map[string]func(arguments) (output, error){
	"client_public":    ownPublic,
	"user_proof":       ownProof,
	"device_proof":     ownProof,
	"device_verifier":  ownDeviceVerifier,
	"pad":              ownPad,
	"multiplier":       func(arguments) (output, error) { return output{"k": srp.K().Text(16)}, nil },
	"scrambling":       ownScrambling,
	"private_key":      ownPrivateKey,
	"verifier":         ownVerifier,
	"premaster":        ownPremaster,
	"session_key":      ownSessionKey,
	"signature":        ownSignature,
	"secret_hash":      ownSecretHash,
	"timestamp":        ownTimestamp,
	"server_public":    ownServerPublic,
	"server_premaster": ownServerPremaster,
}

func ownClient(a arguments) (*srp.Client, error) {
	secret, err := a.integer("a")
	if err != nil {
		return nil, err
	}
	return srp.NewClient(srp.WithEphemeral(secret))
}

func ownPublic(a arguments) (output, error) {
	client, err := ownClient(a)
	if err != nil {
		return nil, err
	}
	return output{"A": client.SRPA()}, nil
}

func ownProof(a arguments) (output, error) {
	client, err := ownClient(a)
	if err != nil {
		return nil, err
	}
	challenge := srp.Challenge{B: a.text("B"), Salt: a.text("salt"), SecretBlock: a.text("secretBlock")}
	signature, err := client.Proof(a.identity(), challenge, a.text("timestamp"))
	if err != nil {
		return nil, err
	}
	return output{"signature": signature}, nil
}

func ownDeviceVerifier(a arguments) (output, error) {
	salt, err := hex.DecodeString(a.text("salt"))
	if err != nil {
		return nil, fmt.Errorf("salt: %w", err)
	}
	made := srp.DeviceVerifierWithSalt(a.identity(), new(big.Int).SetBytes(salt))
	return output{"Salt": made.Salt, "PasswordVerifier": made.PasswordVerifier}, nil
}

func ownPad(a arguments) (output, error) {
	digits, negative := strings.CutPrefix(a.text("n"), "-")
	n, err := srp.ParseHex(digits)
	if err != nil {
		return nil, err
	}
	if negative {
		n.Neg(n)
	}
	return output{"hex": hex.EncodeToString(srp.Pad(n))}, nil
}

func ownScrambling(a arguments) (output, error) {
	A, errA := a.integer("A")
	B, errB := a.integer("B")
	if err := errors.Join(errA, errB); err != nil {
		return nil, err
	}
	for name, n := range map[string]*big.Int{"A": A, "B": B} {
		if new(big.Int).Mod(n, srp.N()).Sign() == 0 {
			return nil, fmt.Errorf("%s is 0 mod N", name)
		}
	}
	u, err := srp.Scrambling(A, B)
	if err != nil {
		return nil, err
	}
	return output{"u": u.Text(16)}, nil
}

func ownPrivateKey(a arguments) (output, error) {
	salt, err := a.integer("salt")
	if err != nil {
		return nil, err
	}
	return output{"x": srp.PrivateKey(a.identity(), salt).Text(16)}, nil
}

func ownVerifier(a arguments) (output, error) {
	salt, err := a.integer("salt")
	if err != nil {
		return nil, err
	}
	return output{"v": srp.Verifier(srp.PrivateKey(a.identity(), salt)).Text(16)}, nil
}

func ownPremaster(a arguments) (output, error) {
	client, err := ownClient(a)
	if err != nil {
		return nil, err
	}
	secret, errA := a.integer("a")
	B, errB := a.integer("B")
	salt, errSalt := a.integer("salt")
	if err := errors.Join(errA, errB, errSalt); err != nil {
		return nil, err
	}
	if new(big.Int).Mod(B, srp.N()).Sign() == 0 {
		return nil, srp.ErrZeroB
	}
	u, err := srp.Scrambling(client.A(), B)
	if err != nil {
		return nil, err
	}
	S := srp.ClientPremaster(secret, B, srp.PrivateKey(a.identity(), salt), u)
	return output{"S": S.Text(16)}, nil
}

func ownSessionKey(a arguments) (output, error) {
	S, errS := a.integer("S")
	u, errU := a.integer("u")
	if err := errors.Join(errS, errU); err != nil {
		return nil, err
	}
	return output{"K": encoded(srp.SessionKey(S, u))}, nil
}

func ownSignature(a arguments) (output, error) {
	key, errKey := a.bytes("key")
	block, errBlock := a.bytes("secretBlock")
	if err := errors.Join(errKey, errBlock); err != nil {
		return nil, err
	}
	id := a.identity()
	return output{"signature": encoded(srp.Signature(key, id.Group, id.Name, block, a.text("timestamp")))}, nil
}

func ownSecretHash(a arguments) (output, error) {
	return output{"hash": srp.SecretHash(a.text("username"), a.text("clientId"), a.text("clientSecret"))}, nil
}

func ownTimestamp(a arguments) (output, error) {
	number, _ := a["unixSeconds"].(json.Number)
	seconds, err := number.Int64()
	if err != nil {
		return nil, fmt.Errorf("unixSeconds: %w", err)
	}
	return output{"timestamp": srp.Timestamp(time.Unix(seconds, 0))}, nil
}

func ownServerPublic(a arguments) (output, error) {
	b, errB := a.integer("b")
	v, errV := a.integer("v")
	if err := errors.Join(errB, errV); err != nil {
		return nil, err
	}
	server, err := srp.NewServer(v, srp.WithEphemeral(b))
	if err != nil {
		return nil, err
	}
	return output{"B": server.SRPB()}, nil
}

func ownServerPremaster(a arguments) (output, error) {
	A, errA := a.integer("A")
	b, errB := a.integer("b")
	v, errV := a.integer("v")
	if err := errors.Join(errA, errB, errV); err != nil {
		return nil, err
	}
	server, err := srp.NewServer(v, srp.WithEphemeral(b))
	if err != nil {
		return nil, err
	}
	if new(big.Int).Mod(A, srp.N()).Sign() == 0 {
		return nil, srp.ErrZeroA
	}
	u, err := srp.Scrambling(A, server.B())
	if err != nil {
		return nil, err
	}
	return output{"S": srp.ServerPremaster(A, v, u, b).Text(16)}, nil
}
