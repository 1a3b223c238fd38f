package refpool

import (
	"cmp"
	"slices"
)

// recoveryMechanism is one way to reset a password; 1 is the first priority.
type recoveryMechanism struct {
	Name     string
	Priority int
}

// usualRecovery holds where AccountRecoverySetting is absent: a phone number before
// an e-mail address.
func usualRecovery() []string { return []string{"verified_phone_number", "verified_email"} }

// inOrder names the mechanisms by priority.
func inOrder(mechanisms []recoveryMechanism) []string {
	sorted := slices.SortedStableFunc(slices.Values(mechanisms), func(a, b recoveryMechanism) int {
		return cmp.Compare(a.Priority, b.Priority)
	})
	names := make([]string, len(sorted))
	for i, m := range sorted {
		names[i] = m.Name
	}
	return names
}
