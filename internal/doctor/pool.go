package doctor

import (
	"context"
	"errors"
	"fmt"

	"github.com/cogbench/cogbench/target"
)

// pool looks for the pool and the client that a target file gives.
func pool(ctx context.Context, t *target.Target) Finding {
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()
	spec, err := t.LookForGiven(ctx)
	id := t.Config.Pool.Existing.ID
	if missing, ok := errors.AsType[*target.PreflightError](err); ok {
		return Finding{"pool", Bad, fmt.Sprintf("%s cannot be used: %v", id, missing.Err), missing.Hint()}
	}
	if err != nil {
		return Finding{"pool", Unknown, "not examined: " + short(err).Error(), ""}
	}
	return Finding{"pool", Good, fmt.Sprintf("%s: %s", id, spec), ""}
}
