package cogbench

import (
	"net/url"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/evidence"
)

// Evidence is what a run saw, fit to be published: nothing in it tells which account,
// pool, client, user or device it was. signedOffBy is who vouches for it; "" for nobody
// yet.
func Evidence(found *report.Conformance, o Options, signedOffBy string) (*evidence.Recording, error) {
	names := []string{found.Target.Name}
	if endpoint, err := url.Parse(found.Target.Endpoint); err == nil {
		names = append(names, endpoint.Host, endpoint.Hostname())
	}
	return evidence.New(found, evidence.Origin{SignedOffBy: signedOffBy, Names: append(names, o.givenNames()...)})
}

// givenNames are the names of what the target's file gives.
func (o Options) givenNames() []string {
	if o.Target == nil || o.Target.Pool.Existing == nil {
		return nil
	}
	given := o.Target.Pool.Existing
	names := []string{given.ID, given.ClientID}
	for _, user := range given.Users {
		names = append(names, user.Username, user.ID, user.Email, user.Phone)
	}
	return names
}
