package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
		return Finding{"pool", Unknown, "not examined: " + target.RootCause(err).Error(), ""}
	}
	return configured(id, spec)
}

// configured says what of the rules a pool's configuration leaves out wholly.
func configured(id string, spec target.PoolSpec) Finding {
	text := fmt.Sprintf("%s: %s", id, spec)
	calls := spec.TurnOn(target.PoolSpec{Tracking: target.Always, MFA: target.MFAOptional})
	if calls == nil {
		return Finding{"pool", Good, text, ""}
	}
	if spec.Tracking == target.NoTracking {
		text += "; it tracks no devices, so that no rule of devices is judged"
	}
	if spec.MFA == target.MFAOff {
		text += "; its MFA is off, so that no rule of second factors is judged"
	}
	return Finding{"pool", Worth, text, strings.Join(calls, "; ") + "; if the target file gives `devices` and `mfa`, correct them there too"}
}
