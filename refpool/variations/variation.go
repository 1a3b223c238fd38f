package variations

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/cogbench/cogbench/refpool"
)

// Variation is one way to be right.
type Variation struct {
	Name    string // stable, lower case, words joined by hyphens
	Summary string // what the server does, to complete "it …"

	region string // of pools and device keys; "" leaves it
	set    func(b *refpool.Behaviour)
	around func(http.Handler) http.Handler // what answers in place of a server
}

// Install makes servers with the options o vary in this way. Variations can be
// combined; if two replace the same decision, the later one wins.
func (v Variation) Install(o *refpool.Options) {
	if o.Behaviour == nil {
		correct := refpool.Correct()
		o.Behaviour = &correct
	}
	if v.region != "" {
		o.Region = v.region
	}
	if v.set != nil {
		v.set(o.Behaviour)
	}
	if inner := o.Around; v.around != nil {
		o.Around = func(h http.Handler) http.Handler {
			if inner != nil {
				h = inner(h)
			}
			return v.around(h)
		}
	}
}

// All lists every variation.
func All() []Variation {
	return slices.Concat(transports(), bodies(), orders(), errorForms(), identifiers(), arithmetic(), mfa(), devices(), tokens(), signIns(), resets(), stepsOfSignIn())
}

// Named returns the variation with the name.
func Named(name string) (Variation, error) {
	for _, v := range All() {
		if v.Name == name {
			return v, nil
		}
	}
	return Variation{}, fmt.Errorf("there is no variation %q", name)
}
