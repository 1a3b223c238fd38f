package spec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/spec"
)

// grown is a catalogue of which one rule is new, one was changed and one stayed.
func grown() *spec.Catalogue {
	return &spec.Catalogue{Rules: []spec.Rule{
		{ID: "X-01", Level: spec.Must, Statement: "stays", Since: "0.1.0"},
		{ID: "X-02", Level: spec.Should, Statement: "weaker", Since: "0.1.0", Changes: []spec.Change{
			{Version: "0.2.0", Level: spec.Must, Statement: "strong"},
		}},
		{ID: "X-03", Level: spec.Must, Statement: "new", Since: "0.2.0"},
	}}
}

func TestAsOfIsTheCatalogueOfThen(t *testing.T) {
	then, err := grown().AsOf("0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	if len(then.Rules) != 2 || then.Rules[1].Level != spec.Must || then.Rules[1].Statement != "strong" {
		t.Errorf("the rules of 0.1.0 are %+v", then.Rules)
	}
	if now, err := grown().AsOf(spec.Version); err != nil || len(now.Rules) != 3 || now.Rules[1].Level != spec.Should {
		t.Errorf("the rules of now are %+v, error %v", now, err)
	}
	_, err = grown().AsOf("0.1.5")
	if err == nil || !strings.Contains(err.Error(), "0.1.0, 0.2.0") {
		t.Errorf("error %v does not name the versions", err)
	}
}

func TestSinceNamesWhatChanged(t *testing.T) {
	d, err := grown().Since("0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Added) != 1 || d.Added[0].ID != "X-03" {
		t.Errorf("added %+v", d.Added)
	}
	if len(d.Changed) != 1 || d.Changed[0].Was.Level != spec.Must || d.Changed[0].Is.Level != spec.Should {
		t.Errorf("changed %+v", d.Changed)
	}
	if d, err = grown().Since(spec.Version); err != nil || len(d.Added)+len(d.Changed) > 0 {
		t.Errorf("since now %+v, error %v", d, err)
	}
}

// The catalogue's own version can be asked for, whether or not a rule came with it.
func TestVersionsHaveTheCatalogues(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	versions := catalogue.Versions()
	if !slices.Contains(versions, spec.FirstVersion) || versions[len(versions)-1] != spec.Version {
		t.Errorf("the versions are %v", versions)
	}
}
