package dialects

import (
	"fmt"
	"slices"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
)

// Dialect is a server that is wrong as a published one is, and what is to be said of it.
// Rules are given by their ids, or by beginnings of ids.
type Dialect struct {
	Name    string // stable, lower case, words joined by hyphens
	Summary string // what the server does, to complete "it …"
	Like    string // the implementation that does so, and where that was seen

	// Fails are the rules that fail on it.
	Fails []string
	// MayFail are rules whose failure is fair, and whose verdict depends on how they
	// are asked. No others fail but those of Fails.
	MayFail []string
	// Passes are rules that pass on it, however wrong the rest is.
	Passes []string
	// NotPassed are rules of which a pass would prove nothing: what is right is taken
	// there, and so is what is wrong.
	NotPassed []string
	// Unjudged are the rules that nobody can judge on it: they neither pass nor fail.
	Unjudged []string
	// Lacks are the features that it has not. Rules that need them do not count, and
	// do not fail.
	Lacks []spec.Feature
	// Cause is what has to be named as the cause: any of these texts, in lower case.
	Cause []string
	// Controls is true if its clock can be moved and the codes that it sends be read,
	// as with no published server.
	Controls bool

	set func(b *refpool.Behaviour)
}

// Limit is how long a full run may take on any of them.
const Limit = time.Minute

// Install makes servers with the options o speak the dialect.
func (d Dialect) Install(o *refpool.Options) {
	if o.Behaviour == nil {
		correct := refpool.Correct()
		o.Behaviour = &correct
	}
	o.WithoutControl = o.WithoutControl || !d.Controls
	d.set(o.Behaviour)
}

// settled fills in what is the same of most dialects.
func (d Dialect) settled() Dialect {
	if !d.Controls { // neither codes nor triggers are to be had
		d.Lacks = append(slices.Clone(d.Lacks), spec.SMS, spec.Email, spec.CustomAuth)
	}
	return d
}

// All lists every dialect.
func All() []Dialect {
	all := []Dialect{
		fixedWidth(), narrowVerifier(), anySignature(), fakedSRP(), srpSkipsMFA(), anyTOTP(), anyDeviceKey(),
		noSRP(), noTOTP(), noDevices(), noDevicesNoTOTP(), unaskedDevices(), noAdmin(), otherErrors(), uniqueNames(), slowAndLocking(),
	}
	for i, d := range all {
		all[i] = d.settled()
	}
	return all
}

// Named returns the dialect with the name.
func Named(name string) (Dialect, error) {
	for _, d := range All() {
		if d.Name == name {
			return d, nil
		}
	}
	return Dialect{}, fmt.Errorf("there is no dialect %q", name)
}

// rules makes a list of ids of rules, or of their beginnings.
func rules(ids ...string) []string { return ids }

// refusal is an exception of a server.
func refusal(name, message string) error {
	return &refpool.Exception{Name: name, Message: message}
}

// onReply has change act on every answer on its way out.
func onReply(b *refpool.Behaviour, change func(operation string, r *refpool.Reply)) {
	before := b.Wire.Reply
	b.Wire.Reply = func(operation string, r *refpool.Reply) {
		before(operation, r)
		change(operation, r)
	}
}

// onRequest has check look at every valid request, before it is done.
func onRequest(b *refpool.Behaviour, check func(operation string, body []byte) error) {
	before := b.Wire.Accept
	b.Wire.Accept = func(operation string, body []byte) error {
		if err := check(operation, body); err != nil {
			return err
		}
		return before(operation, body)
	}
}

// without has the server not know operations, which it refuses as it refuses any name.
func without(b *refpool.Behaviour, lacks func(operation string) bool) {
	before := b.Wire.Known
	b.Wire.Known = func(operation string, listed bool) bool {
		return before(operation, listed) && !lacks(operation)
	}
}
