// Command mathbig is the adapter of Go's math/big: what an application computes with the
// standard library alone. The formulas are in client.go.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"strings"
	"time"
)

type request struct {
	ID    int            `json:"id"`
	Op    string         `json:"op"`
	Input map[string]any `json:"input"`
}

func main() {
	requests, answers := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for c := newClient(); requests.More(); {
		var r request
		if err := requests.Decode(&r); err != nil {
			panic(err)
		}
		if err := answers.Encode(r.answer(c)); err != nil {
			panic(err)
		}
	}
}

func (r request) answer(c client) map[string]any {
	start := time.Now()
	output, err := r.compute(c)
	took := time.Since(start).Nanoseconds()
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		return map[string]any{"id": r.ID, "error": "unsupported"}
	case err != nil:
		return map[string]any{"id": r.ID, "error": "rejected", "reason": err.Error()}
	}
	return map[string]any{"id": r.ID, "output": output, "ns": took}
}

// compute returns the output, whose bytes encoding/json writes as base64.
func (r request) compute(c client) (map[string]any, error) {
	poolID := r.text("poolId")
	// A user has no members of a device, and a device none of a user.
	name := poolID[strings.Index(poolID, "_")+1:] + r.text("userId") + r.text("deviceGroupKey") + r.text("deviceKey")
	secret := r.text("password") + r.text("deviceSecret")
	switch r.Op {
	case "ping":
		return map[string]any{}, nil
	case "client_public":
		a, err := integer(r.text("a"))
		return map[string]any{"A": c.power(a).Text(16)}, err
	case "user_proof", "device_proof":
		block, errBlock := base64.StdEncoding.Strict().DecodeString(r.text("secretBlock"))
		K, err := c.sessionKey(r.text("a"), r.text("B"), r.text("salt"), name, secret)
		return map[string]any{"signature": signature(K, name, block, r.text("timestamp"))}, errors.Join(err, errBlock)
	case "device_verifier":
		data, err := hex.DecodeString(r.text("salt"))
		salt := new(big.Int).SetBytes(data)
		v := c.power(privateKey(salt, name, secret))
		return map[string]any{"Salt": pad(salt), "PasswordVerifier": pad(v)}, err
	}
	return nil, errors.ErrUnsupported
}

func (r request) text(member string) string {
	text, _ := r.Input[member].(string)
	return text
}
