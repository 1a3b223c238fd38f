package own

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

func encoded(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

type output = map[string]string

var operations = map[string]func(Input) (output, error){
	"ping":             func(Input) (output, error) { return output{}, nil },
	"client_public":    public,
	"user_proof":       proof,
	"device_proof":     proof,
	"device_verifier":  deviceVerifier,
	"pad":              pad,
	"multiplier":       func(Input) (output, error) { return output{"k": srp.K().Text(16)}, nil },
	"scrambling":       scrambling,
	"private_key":      privateKey,
	"verifier":         verifier,
	"premaster":        premaster,
	"session_key":      sessionKey,
	"signature":        signature,
	"secret_hash":      secretHash,
	"timestamp":        timestamp,
	"server_public":    serverPublic,
	"server_premaster": serverPremaster,
}

func client(in Input) (*srp.Client, error) {
	secret, err := in.integer("a")
	if err != nil {
		return nil, err
	}
	return srp.NewClient(srp.WithEphemeral(secret))
}

func public(in Input) (output, error) {
	client, err := client(in)
	if err != nil {
		return nil, err
	}
	return output{"A": client.SRPA()}, nil
}

func proof(in Input) (output, error) {
	client, err := client(in)
	if err != nil {
		return nil, err
	}
	challenge := srp.Challenge{B: in.Text("B"), Salt: in.Text("salt"), SecretBlock: in.Text("secretBlock")}
	signature, err := client.Proof(in.Identity(), challenge, in.Text("timestamp"))
	if err != nil {
		return nil, err
	}
	return output{"signature": signature}, nil
}

func deviceVerifier(in Input) (output, error) {
	salt, err := hex.DecodeString(in.Text("salt"))
	if err != nil {
		return nil, fmt.Errorf("salt: %w", err)
	}
	made := srp.DeviceVerifierWithSalt(in.Identity(), new(big.Int).SetBytes(salt))
	return output{"Salt": made.Salt, "PasswordVerifier": made.PasswordVerifier}, nil
}

func pad(in Input) (output, error) {
	digits, negative := strings.CutPrefix(in.Text("n"), "-")
	n, err := srp.ParseHex(digits)
	if err != nil {
		return nil, err
	}
	if negative {
		n.Neg(n)
	}
	return output{"hex": hex.EncodeToString(srp.Pad(n))}, nil
}

func scrambling(in Input) (output, error) {
	A, errA := in.integer("A")
	B, errB := in.integer("B")
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

func privateKey(in Input) (output, error) {
	salt, err := in.integer("salt")
	if err != nil {
		return nil, err
	}
	return output{"x": srp.PrivateKey(in.Identity(), salt).Text(16)}, nil
}

func verifier(in Input) (output, error) {
	salt, err := in.integer("salt")
	if err != nil {
		return nil, err
	}
	return output{"v": srp.Verifier(srp.PrivateKey(in.Identity(), salt)).Text(16)}, nil
}

func premaster(in Input) (output, error) {
	client, err := client(in)
	if err != nil {
		return nil, err
	}
	secret, errA := in.integer("a")
	B, errB := in.integer("B")
	salt, errSalt := in.integer("salt")
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
	S := srp.ClientPremaster(secret, B, srp.PrivateKey(in.Identity(), salt), u)
	return output{"S": S.Text(16)}, nil
}

func sessionKey(in Input) (output, error) {
	S, errS := in.integer("S")
	u, errU := in.integer("u")
	if err := errors.Join(errS, errU); err != nil {
		return nil, err
	}
	return output{"K": encoded(srp.SessionKey(S, u))}, nil
}

func signature(in Input) (output, error) {
	key, errKey := in.Bytes("key")
	block, errBlock := in.Bytes("secretBlock")
	if err := errors.Join(errKey, errBlock); err != nil {
		return nil, err
	}
	id := in.Identity()
	return output{"signature": encoded(srp.Signature(key, id.Group, id.Name, block, in.Text("timestamp")))}, nil
}

func secretHash(in Input) (output, error) {
	return output{"hash": srp.SecretHash(in.Text("username"), in.Text("clientId"), in.Text("clientSecret"))}, nil
}

func timestamp(in Input) (output, error) {
	number, _ := in["unixSeconds"].(json.Number)
	seconds, err := number.Int64()
	if err != nil {
		return nil, fmt.Errorf("unixSeconds: %w", err)
	}
	return output{"timestamp": srp.Timestamp(time.Unix(seconds, 0))}, nil
}

func serverPublic(in Input) (output, error) {
	b, errB := in.integer("b")
	v, errV := in.integer("v")
	if err := errors.Join(errB, errV); err != nil {
		return nil, err
	}
	server, err := srp.NewServer(v, srp.WithEphemeral(b))
	if err != nil {
		return nil, err
	}
	return output{"B": server.SRPB()}, nil
}

func serverPremaster(in Input) (output, error) {
	A, errA := in.integer("A")
	b, errB := in.integer("b")
	v, errV := in.integer("v")
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
