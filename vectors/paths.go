package vectors

import (
	"slices"

	"github.com/cogbench/cogbench/srp/suspect"
)

// pathsBeyondTheEngine are wrong paths that vectors list, and that the engine of
// suspicion does not look for: SECRET_HASH has no part in the exchange.
func pathsBeyondTheEngine() []string {
	return []string{
		"secret-hash=client-id-first", "secret-hash=key-swapped", "secret-hash=plain-hash", "secret-hash=hex",
	}
}

// knownPath returns an error where a wrong path is none that is known.
func knownPath(path string) error {
	if slices.Contains(pathsBeyondTheEngine(), path) {
		return nil
	}
	_, err := suspect.ParseVariant(path)
	return err
}
