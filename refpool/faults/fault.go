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
	Summary string   // what the server does, to complete "it …"
	Breaks  []string // the rules that it is for, whose checks must all notice it
	Also    []string // further rules whose statement it violates
	Seen    string   // the kind of implementation that makes this mistake; "" if none is known
	Toy     bool     // a plausible server as a whole, not one decision
	Chance  bool     // only acts on some random numbers: a check may or may not meet it
	Apart   []string // faults beside which it breaks what neither breaks alone
	Fakes   []string // rules that something right is taken, of which a pass would show nothing: it takes what is wrong as well

	set replacement
}

// replacement replaces functions of b with wrong ones, which call fired whenever
// they act.
type replacement func(b *refpool.Behaviour, fired func())

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
		wireFaults(), constraintFaults(), corsFaults(), srpFaults(), srpInputFaults(), authFaults(), flowFaults(), sessionFaults(), choiceFaults(), passwordFaults(), textFaults(), mfaFaults(), poolFaults(),
		issueFaults(), confirmFaults(), statusFaults(), deviceProofFaults(), listFaults(), forgetFaults(), fakes(),
		refreshFaults(), rotationFaults(), tokenFaults(), revocationFaults(), adminFaults(), deviceOwnerFaults(), partialFaults(), toys(),
	)
	for i, fault := range all { // lists of rules that many faults break are shared
		all[i].Also = slices.DeleteFunc(slices.Clone(fault.Also), func(id string) bool { return slices.Contains(fault.Breaks, id) })
	}
	return all
}

// Named returns the fault with the name.
func Named(name string) (Fault, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Fault{}, fmt.Errorf("there is no fault %q", name)
}

// rules makes a list of ids of rules.
func rules(ids ...string) []string { return ids }

// exception is a refusal by the service.
func exception(name, message string) error {
	return &refpool.Exception{Name: name, Message: message}
}
