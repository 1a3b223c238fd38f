package diagnose

import (
	"context"
	"time"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// The parts of a search that need no server.
var (
	Grouped           = grouped
	FewestWrongValues = fewestWrongValues
	DistanceFromHalf  = distanceFromHalf
	Without           = without
	WithParts         = withParts
	Explained         = explained
)

// SaltMayDistinguish is saltMayDistinguish in a leg, after some users were taken for
// their salts.
func SaltMayDistinguish(device bool, users int, variants []suspect.Variant) bool {
	return (&suspectLeg{device: device, saltUsers: users}).saltMayDistinguish(variants)
}

// UsersForSalts is usersForSalts.
const UsersForSalts = usersForSalts

// Evidence is the evidence that a leg gives for a variant, after sending proofs of
// which some were of the variant and accepted.
func Evidence(sent, confirmed int, variant suspect.Variant) string {
	return (&suspectLeg{count: &tally{sent: sent}, confirmed: confirmed}).diagnosis([]suspect.Variant{variant}).Evidence
}

// Unexplained is the evidence that a leg gives if nothing explains what it did: after
// some of the known ways were tried, and why no more.
func Unexplained(device bool, sent, known, tried int, stopped string) string {
	return (&suspectLeg{device: device, count: &tally{sent: sent, known: known, tried: tried, stopped: stopped}}).unexplained().Evidence
}

// Limited is a context that ends after a time, as that of an inquiry does.
func Limited(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return limited(ctx, limit)
}

// Calls makes calls of an inquiry, and returns how many were let through, and why no
// more.
func Calls(ctx context.Context, count int) (through int, err error) {
	m := meter{&Inquiry{}}
	for range count {
		if err = m.Call(ctx, "", func(context.Context) error { through++; return nil }); err != nil {
			break
		}
	}
	return through, err
}

// Unsent is the error of a call that was not sent, Incorrect the refusal of a proof.
func Unsent() error    { return &target.Error{Kind: target.Unsent} }
func Incorrect() error { return incorrect() }

// Spelling is spelling, which asks nothing of a target.
var Spelling = spelling

// RefusedSalt is the salt of the user with whom a leg goes on after right proofs were
// refused, "" if none was.
func RefusedSalt(ctx context.Context, s *Simulated) string {
	tried := newLeg(s, s.Device).try(ctx, thorough(), false)
	if !tried.refused {
		return ""
	}
	return tried.leg.server.(*Simulated).salt
}

// HuntNothing hunts on a leg that the target lacks, and reports whether it found something.
func HuntNothing(ctx context.Context) bool {
	var none *suspectLeg
	return none.hunt(ctx, thorough(), true).diagnosis != nil
}
