package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/vectors"
	"github.com/cogbench/cogbench/vectors/own"
)

// evidenceOf turns an answer into evidence for package suspect, which knows no wrong
// ways of some operations.
func evidenceOf(answer vectors.Answered) []suspect.Evidence {
	exchange := exchangeOf(answer.Vector)
	kinds := map[string]suspect.Kind{
		"A": suspect.OfPublic, "signature": suspect.OfProof, "Salt": suspect.OfSentSalt,
		"PasswordVerifier": suspect.OfSentVerifier, "hex": suspect.OfPad, "k": suspect.OfMultiplier,
		"u": suspect.OfScrambling, "x": suspect.OfPrivateKey, "v": suspect.OfVerifier, "S": suspect.OfPremaster,
		"K": suspect.OfSessionKey, "timestamp": suspect.OfStamp, "B": suspect.OfServerPublic, "hash": suspect.OfInnerHash,
	}
	if answer.Operation.Name == "registered" || answer.Operation.Name == "secret_hash" || negative(answer.Vector) {
		return nil
	}
	var evidence []suspect.Evidence
	for name, form := range answer.Operation.Output {
		kind, known := kinds[name]
		if known {
			evidence = append(evidence, suspect.Evidence{Exchange: exchange, Kind: kind, Value: decode(form, answer.Given[name])})
		}
	}
	return evidence
}

// negative reports whether a test asks for the pad of a negative integer, for which
// package suspect knows no wrong ways.
func negative(test vectors.Vector) bool {
	return strings.HasPrefix(own.Input(test.Input).Text("n"), "-")
}

// decode reads a field that is readable.
func decode(form vectors.Form, text string) []byte {
	switch form {
	case vectors.Integer:
		return optional(text).Bytes()
	case vectors.Bytes:
		data, _ := base64.StdEncoding.DecodeString(text)
		return data
	case vectors.Octets:
		data, _ := hex.DecodeString(text)
		return data
	default:
		return []byte(text)
	}
}

// exchangeOf is what a test's input says of the exchange.
func exchangeOf(test vectors.Vector) suspect.Exchange {
	input := own.Input(test.Input)
	exchange := suspect.Exchange{
		Ephemeral: optional(input.Text("a")), A: optional(input.Text("A")), B: input.Text("B"), Salt: input.Text("salt"),
		Device: input.Has("deviceKey"), PoolID: input.Text("poolId"), Identity: input.Identity(),
		SecretBlock: input.Text("secretBlock"), Timestamp: input.Text("timestamp"),
		Premaster: optional(input.Text("S")), U: optional(input.Text("u")), Number: optional(input.Text("n")),
		ServerSecret: optional(input.Text("b")), Verifier: optional(input.Text("v")),
	}
	if input.Has("key") {
		exchange.Key, _ = input.Bytes("key")
	}
	if input.Has("unixSeconds") {
		exchange.Timestamp = test.Output["timestamp"]
	}
	return exchange
}

// optional reads an integer, nil if there is none.
func optional(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		return nil
	}
	return n
}
