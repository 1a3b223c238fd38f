package diagnose

import (
	"context"
	"slices"
	"sync"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
)

// Dialect is what was found of a server's arithmetic before its checks.
type Dialect struct {
	// Arithmetic is the text of the way in which the server computes, as
	// [suspect.ParseArithmetic] reads it; "" for the protocol's own, or for one that was
	// not found.
	Arithmetic string
	// Explains are the rules that are about what it gets wrong.
	Explains []string
	// Diagnosis is the cause, nil if nothing was found to be wrong.
	Diagnosis *report.Diagnosis

	// unfinished is set if the search was cut short: with more time it may find more.
	unfinished bool
}

// Dialect tells whether the server takes right proofs, and if not, in which wrong way it
// computes, for half of the time at most. On a server that takes them it makes a few
// sign-ins and no more. The error says what could not be removed. The real service, which
// bills for users, is not asked.
func (q *Inquiry) Dialect(ctx context.Context) (Dialect, error) {
	if q.target.AWS {
		return Dialect{}, nil
	}
	ctx, done := q.begin(ctx, q.TimeLimit/2)
	found := q.dialect(ctx)
	q.spoken = &found
	return found, done()
}

func (q *Inquiry) dialect(ctx context.Context) Dialect {
	users, devices := q.tryLegs(ctx)
	user := users.explain(ctx)
	if user.diagnosis != nil && len(user.left) == 0 {
		return Dialect{Diagnosis: user.diagnosis, unfinished: user.unfinished}
	}
	if len(user.left) == 0 {
		found := devices.explain(ctx)
		return spoken(suspect.Arithmetic{Device: variantOf(found.left)}, found.diagnosis)
	}
	way := suspect.Everywhere(user.left[0])
	if q.accepts(ctx, way) {
		return spoken(way, user.diagnosis)
	}
	way.Device = suspect.Of()
	if found := q.hunt(ctx, true, way, q.careOfDevices()); len(found.left) > 0 {
		way.Device = found.left[0]
	}
	return spoken(way, user.diagnosis)
}

// tryLegs sends right proofs on both legs, side by side. Given users, who are few, serve
// one leg after the other, and the device's only if the user's takes its proofs.
func (q *Inquiry) tryLegs(ctx context.Context) (users, devices trial) {
	ofUsers, ofDevices := q.leg(ctx, false, suspect.Arithmetic{}), q.leg(ctx, true, suspect.Arithmetic{})
	tryUsers := func() { users = ofUsers.try(ctx, q.careOfUsers(), !q.ofGiven()) }
	tryDevices := func() { devices = ofDevices.try(ctx, q.careOfDevices(), !q.ofGiven()) }
	if q.ofGiven() {
		tryUsers()
		if !users.refused {
			tryDevices()
		}
		return users, devices
	}
	var trying sync.WaitGroup
	trying.Go(tryUsers)
	trying.Go(tryDevices)
	trying.Wait()
	return users, devices
}

// careOfUsers and careOfDevices are for a server that was not seen to fail.
func (q *Inquiry) careOfUsers() care   { return q.sparing(care{users: 3, signIns: 2}) }
func (q *Inquiry) careOfDevices() care { return q.sparing(care{users: 2, signIns: 2}) }

func (q *Inquiry) sparing(usual care) care {
	if q.Sparing {
		return care{users: 1, signIns: 1}
	}
	return usual
}

// accepts reports whether the device's leg accepts what is computed in a way.
func (q *Inquiry) accepts(ctx context.Context, way suspect.Arithmetic) bool {
	w, err := q.wire(ctx, true)
	if err != nil {
		return true // there is nothing to be told apart
	}
	w.arithmetic = way
	s := newLeg(w, true)
	for range confirmations {
		in, err := s.atProof(ctx)
		if err != nil {
			return true
		}
		if accepted, err := s.accepts(ctx, in, way.Device.Proof(in.exchange)); !accepted && err == nil {
			return false
		}
	}
	return true
}

func variantOf(left []suspect.Variant) suspect.Variant {
	if len(left) == 0 {
		return suspect.Of()
	}
	return left[0]
}

// spoken is the dialect of a way to compute.
func spoken(way suspect.Arithmetic, diagnosis *report.Diagnosis) Dialect {
	if way == (suspect.Arithmetic{}) {
		return Dialect{Diagnosis: diagnosis}
	}
	explains := append(brokenBy(way.User, rulesOfDeviceLeg()), brokenBy(way.Device, rulesOfUserLeg())...)
	slices.Sort(explains)
	return Dialect{Arithmetic: way.String(), Explains: slices.Compact(explains), Diagnosis: diagnosis}
}

// brokenBy are the rules that a variant of one leg breaks, without those of the other.
// A single wrong value is one that a client may have too, whose proof the server then
// takes: SRP-20 is about that.
func brokenBy(w suspect.Variant, other []string) []string {
	broken := suspect.Diagnosis{Explained: true, Variants: []suspect.Variant{w}}.Rules()
	if w.Size() == 1 && !w.Choices()[0].Partial() {
		broken = append(broken, "SRP-20")
	}
	return slices.DeleteFunc(broken, func(id string) bool { return slices.Contains(other, id) })
}

// rulesOfUserLeg and rulesOfDeviceLeg are rules of the arithmetic of one leg alone.
func rulesOfUserLeg() []string   { return []string{"SRP-04", "SRP-07", "SRP-22"} }
func rulesOfDeviceLeg() []string { return []string{"SRP-05", "SRP-08"} }
