package vectors

import (
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"github.com/cogbench/cogbench/srp/suspect"
)

// evidenceOf turns an answer into evidence for the engine of suspicion; an
// operation of the server's side gives none.
func evidenceOf(answer symptom) []suspect.Evidence {
	exchange := exchangeOf(answer.Test)
	kinds := map[string]suspect.Kind{
		"A": suspect.OfPublic, "signature": suspect.OfProof, "Salt": suspect.OfSentSalt,
		"PasswordVerifier": suspect.OfSentVerifier, "hex": suspect.OfPad, "k": suspect.OfMultiplier,
		"u": suspect.OfScrambling, "x": suspect.OfPrivateKey, "v": suspect.OfVerifier, "S": suspect.OfPremaster,
		"K": suspect.OfSessionKey, "timestamp": suspect.OfStamp,
	}
	if strings.HasPrefix(answer.op.Name, "server_") || answer.op.Name == "registered" || negative(answer.Test) {
		return nil
	}
	var evidence []suspect.Evidence
	for name, form := range answer.op.Output {
		kind, known := kinds[name]
		if known {
			evidence = append(evidence, suspect.Evidence{Exchange: exchange, Kind: kind, Value: form.decode(answer.output[name])})
		}
	}
	return evidence
}

// negative reports whether a test asks for the pad of a negative integer, which
// the engine knows no wrong ways for.
func negative(test Test) bool {
	return strings.HasPrefix(arguments(test.Input).text("n"), "-")
}

// decode reads a field that is readable.
func (f Form) decode(text string) []byte {
	switch f {
	case Integer:
		return optional(text).Bytes()
	case Bytes:
		data, _ := base64.StdEncoding.DecodeString(text)
		return data
	case Octets:
		data, _ := hex.DecodeString(text)
		return data
	default:
		return []byte(text)
	}
}

// exchangeOf is what a test's input says of the exchange.
func exchangeOf(test Test) suspect.Exchange {
	input := arguments(test.Input)
	exchange := suspect.Exchange{
		Ephemeral: optional(input.text("a")), A: optional(input.text("A")), B: input.text("B"), Salt: input.text("salt"),
		Device: input.has("deviceKey"), PoolID: input.text("poolId"), Identity: input.identity(),
		SecretBlock: input.text("secretBlock"), Timestamp: input.text("timestamp"),
		Premaster: optional(input.text("S")), U: optional(input.text("u")), Number: optional(input.text("n")),
	}
	if input.has("key") {
		exchange.Key, _ = input.bytes("key")
	}
	if input.has("unixSeconds") {
		exchange.Timestamp = test.Output["timestamp"]
	}
	return exchange
}

// optional reads an integer, nil where there is none.
func optional(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		return nil
	}
	return n
}
