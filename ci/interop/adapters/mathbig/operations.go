package main

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
)

var errUnsupported = errors.New("unsupported")

// operations are those of the protocol, each from its input to its output.
type operations struct{ formulas }

func (o operations) compute(op string, in input) (map[string]string, error) {
	switch op {
	case "ping":
		return map[string]string{}, nil
	case "client_public":
		return o.clientPublic(in)
	case "user_proof":
		return o.proof(in, in.user())
	case "device_proof":
		return o.proof(in, in.device())
	case "device_verifier":
		return o.deviceVerifier(in)
	}
	return nil, errUnsupported
}

func (o operations) clientPublic(in input) (map[string]string, error) {
	a, err := in.integer("a")
	if err != nil {
		return nil, err
	}
	return map[string]string{"A": o.power(a).Text(16)}, nil
}

func (o operations) proof(in input, who identity) (map[string]string, error) {
	a, errA := in.integer("a")
	B, errB := in.integer("B")
	salt, errSalt := in.integer("salt")
	block, errBlock := base64.StdEncoding.Strict().DecodeString(in.text("secretBlock"))
	if err := errors.Join(errA, errB, errSalt, errBlock); err != nil {
		return nil, err
	}
	K, err := o.sessionKey(a, B, salt, who)
	if err != nil {
		return nil, err
	}
	return map[string]string{"signature": base64.StdEncoding.EncodeToString(signature(K, who, block, in.text("timestamp")))}, nil
}

func (o operations) deviceVerifier(in input) (map[string]string, error) {
	data, err := hex.DecodeString(in.text("salt"))
	if err != nil {
		return nil, err
	}
	salt := integer(data)
	v := o.power(privateKey(salt, in.device()))
	return map[string]string{
		"Salt":             base64.StdEncoding.EncodeToString(pad(salt)),
		"PasswordVerifier": base64.StdEncoding.EncodeToString(pad(v)),
	}, nil
}
