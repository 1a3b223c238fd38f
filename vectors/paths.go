package vectors

import (
	"slices"

	"github.com/cogbench/cogbench/srp/suspect"
)

// ListedPath is a wrong path that the vectors list and package suspect does not know.
type ListedPath struct {
	// ID is axis=value, as in WrongPath.Path.
	ID string
	// Means says what a library of this path does: "it makes …".
	Means string
	// Rules are the ids of the rules that it breaks.
	Rules []string
}

// ListedPaths returns those of SECRET_HASH, which has no part in the exchange.
func ListedPaths() []ListedPath {
	broken := []string{"AUTH-10"}
	return []ListedPath{
		{"secret-hash=client-id-first", "it makes SECRET_HASH from ClientId and user name, in this order", broken},
		{"secret-hash=key-swapped", "it swaps key and message of SECRET_HASH's HMAC", broken},
		{"secret-hash=plain-hash", "it takes SHA-256 of secret, user name and ClientId for SECRET_HASH, and no HMAC", broken},
		{"secret-hash=hex", "it writes SECRET_HASH as hexadecimal text, not as base64", broken},
	}
}

// knownPath returns an error if a wrong path is not a known one.
func knownPath(path string) error {
	if slices.ContainsFunc(ListedPaths(), func(known ListedPath) bool { return known.ID == path }) {
		return nil
	}
	_, err := suspect.ParseVariant(path)
	return err
}

// Gives reports whether the test lists the output as what comes out of the path.
func (test Vector) Gives(path string, output map[string]string) bool {
	return slices.ContainsFunc(test.WrongPaths, func(p WrongPath) bool {
		right := p.Output
		if p.Same {
			right = test.Output
		}
		return p.Path == path && equalOutputs(output, right)
	})
}
