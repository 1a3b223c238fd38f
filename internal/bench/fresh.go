package bench

import (
	"encoding/base64"
	"encoding/hex"
	"math/big"
)

// The lengths of what a service and a client draw.
const (
	ephemeralBytes    = 128
	deviceSecretBytes = 40
)

// Compared lists the operations of the adapter protocol that are measured, in the order
// of a sign-in: all that a client computes.
func Compared() []string {
	return []string{"client_public", "user_proof", "device_proof", "device_verifier"}
}

// fresh draws an input of an operation, as the adapter protocol writes it. What a proof
// computes begins with a: A is part of it, for every library alike.
func fresh(op string) map[string]any {
	input := map[string]any{}
	if op == "device_proof" || op == "device_verifier" {
		input["deviceGroupKey"] = "-" + randomText(4)
		input["deviceKey"] = "us-east-1_" + randomText(16)
		input["deviceSecret"] = base64.StdEncoding.EncodeToString(randomBytes(deviceSecretBytes))
	}
	if op == "device_verifier" {
		input["salt"] = hex.EncodeToString(ordinarySalt())
		return input
	}
	input["a"] = new(big.Int).SetBytes(randomBytes(ephemeralBytes)).Text(16)
	if op == "client_public" {
		return input
	}
	if op == "user_proof" {
		input["poolId"] = "us-east-1_" + randomText(4)
		input["userId"] = randomText(16)
		input["password"] = randomText(12)
	}
	input["B"] = randomInt().Text(16)
	input["salt"] = new(big.Int).SetBytes(randomBytes(saltBytes)).Text(16)
	input["secretBlock"] = base64.StdEncoding.EncodeToString(randomBytes(secretBlockBytes))
	input["timestamp"] = timestamp
	return input
}

// ordinarySalt draws a salt that does not begin with a zero byte. What a library makes of
// redundant zeros is a question of vectors: no library's figures may hang on chance.
func ordinarySalt() []byte {
	for {
		if salt := randomBytes(saltBytes); salt[0] != 0 {
			return salt
		}
	}
}
