package vectors

import (
	"slices"

	"github.com/cogbench/cogbench/srp/suspect"
)

// listedPath is a wrong path that vectors list, and that the engine of suspicion
// does not look for.
type listedPath struct {
	ID    string
	Means string
	Rules []string
}

// listedPaths are those of SECRET_HASH, which has no part in the exchange.
func listedPaths() []listedPath {
	broken := []string{"AUTH-10"}
	return []listedPath{
		{"secret-hash=client-id-first", "it makes SECRET_HASH from ClientId and user name, in this order", broken},
		{"secret-hash=key-swapped", "it swaps key and message of SECRET_HASH's HMAC", broken},
		{"secret-hash=plain-hash", "it takes SHA-256 of secret, user name and ClientId for SECRET_HASH, and no HMAC", broken},
		{"secret-hash=hex", "it writes SECRET_HASH as hexadecimal text, not as base64", broken},
	}
}

// knownPath returns an error where a wrong path is none that is known.
func knownPath(path string) error {
	if slices.ContainsFunc(listedPaths(), func(known listedPath) bool { return known.ID == path }) {
		return nil
	}
	_, err := suspect.ParseVariant(path)
	return err
}

// gives reports whether the test lists the answer as what comes out of the path.
func (test Test) gives(path string, output map[string]string) bool {
	return slices.ContainsFunc(test.WrongPaths, func(p WrongPath) bool {
		right := p.Output
		if p.Same {
			right = test.Output
		}
		return p.Path == path && equalOutputs(output, right)
	})
}
