package faults

import (
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/cogbench/cogbench/refpool"
)

// Fault is one way to be wrong.
type Fault struct {
	Name    string   // stable, lower case, words joined by hyphens
	Summary string   // what the server does, as the end of "it …"
	Breaks  []string // the rules that it is for: each has to notice it
	Also    []string // further rules whose statement it violates
	Seen    string   // the kind of implementation that makes this mistake; "" if none is known
	Toy     bool     // a plausible server as a whole, not one decision
	Chance  bool     // acts on some random numbers alone: any check may meet it, or not

	set func(b *refpool.Behaviour, fired func())
}

// Switch is a fault that is switched on.
type Switch struct {
	Fault Fault
	fired atomic.Int64
}

// Fired is how many times the fault acted.
func (s *Switch) Fired() int64 { return s.fired.Load() }

// Install switches the fault on in b.
func (f Fault) Install(b *refpool.Behaviour) *Switch {
	s := &Switch{Fault: f}
	f.set(b, func() { s.fired.Add(1) })
	return s
}

// All lists every fault, in the order of the rules; toy servers come last.
func All() []Fault {
	all := slices.Concat(
		wireFaults(), constraintFaults(), srpFaults(), srpInputFaults(), authFaults(), sessionFaults(), textFaults(), mfaFaults(), poolFaults(),
		issueFaults(), confirmFaults(), statusFaults(), deviceFaults(), proofFaults(), listFaults(), forgetFaults(),
		refreshFaults(), tokenFaults(), adminFaults(), securityFaults(), toys(),
	)
	for i, fault := range all { // what many break is listed in one place
		all[i].Also = slices.DeleteFunc(slices.Clone(fault.Also), func(id string) bool { return slices.Contains(fault.Breaks, id) })
	}
	return all
}

// Named returns the fault of a name.
func Named(name string) (Fault, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Fault{}, fmt.Errorf("there is no fault %q", name)
}

// rules lists ids.
func rules(ids ...string) []string { return ids }

// exception is a refusal by the service.
func exception(name, message string) error {
	return &refpool.Exception{Name: name, Message: message}
}
