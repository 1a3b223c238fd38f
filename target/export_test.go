package target

import "context"

// NewGovernor lets tests see the limits without a network.
func NewGovernor(granted map[string]float64) func(ctx context.Context, operation string) error {
	return newGovernor(granted, false).wait
}

// CategoryOf is the quota that an operation counts against.
func CategoryOf(operation string) string { return categories[operation] }
