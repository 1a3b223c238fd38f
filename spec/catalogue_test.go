package spec_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cogbench/cogbench/spec"
)

func TestRulesAreCompleteAndInOrder(t *testing.T) {
	catalogue, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	if files := embedded(t); len(catalogue.Areas) != len(files) {
		t.Errorf("%d areas of %d files", len(catalogue.Areas), len(files))
	}
	inOrder(t, catalogue)
	clients, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	inOrder(t, clients)
}

// inOrder requires the rules of each area in their place.
func inOrder(t *testing.T, catalogue *spec.Catalogue) {
	t.Helper()
	// Areas follow each other, and in each the numbers run from 01 without a gap.
	place := 0
	for _, area := range catalogue.Areas {
		number := 0
		for ; place < len(catalogue.Rules) && catalogue.Rules[place].Area == area.ID; place++ {
			number++
			if want := fmt.Sprintf("%s-%02d", area.ID, number); catalogue.Rules[place].ID != want {
				t.Errorf("%s stands where %s should", catalogue.Rules[place].ID, want)
			}
		}
		if number == 0 {
			t.Errorf("area %s has no rule in its place", area.ID)
		}
	}
	if place != len(catalogue.Rules) {
		t.Errorf("%s is not in its area's place", catalogue.Rules[place].ID)
	}
}

// A rule says one thing at one level: a text that was only seen stands in a rule
// of its own, so no statement marks a part of itself with another level.
func TestRulesDoNotMixLevels(t *testing.T) {
	for _, rule := range rules(t) {
		for _, mark := range []string{"OBS", "is OPEN", "(OPEN)"} {
			if strings.Contains(rule.Statement, mark) {
				t.Errorf("%s: the statement mixes levels: %s", rule.ID, rule.Statement)
			}
		}
	}
}

func TestObservedRulesHaveEvidence(t *testing.T) {
	for _, rule := range rules(t) {
		if rule.Level == spec.Observed && len(rule.Evidence) == 0 {
			t.Errorf("%s is observed, and nothing says what was seen", rule.ID)
		}
	}
}

func TestOpenRulesAreNeverAtAGate(t *testing.T) {
	for _, rule := range rules(t) {
		if rule.Level == spec.Open && rule.Level.AtLeast(spec.Observed) {
			t.Errorf("%s is open and at the weakest gate", rule.ID)
		}
	}
}

func TestRulesOfAdministrationAreNotCore(t *testing.T) {
	for _, rule := range rules(t) {
		for _, feature := range rule.Features {
			if feature == spec.Administration && rule.Profile == spec.Core {
				t.Errorf("%s needs an administrator and is in the core profile", rule.ID)
			}
		}
	}
}

func TestLoadFromRefusesABadCatalogue(t *testing.T) {
	const file = "dev-get.yaml"
	for name, change := range map[string]struct{ old, new, want string }{
		"must without AWS":     {"{document: SDK, section: \"types/types.go:652\"}", "{document: PYC}", "rule DEV-GET-01: must, and neither"},
		"unknown document":     {"document: SDK", "document: HEARSAY", `rule DEV-GET-01: no document or repository "HEARSAY"`},
		"unknown evidence":     {"step: GetDevice\n", "step: GetDevice\n    evidence: [rumour]\n", `rule DEV-GET-01: there is no evidence "rumour"`},
		"undated reading":      {"document: SDK", "document: SDK, read: lately", `read on "lately"`},
		"change before":        {"since: 0.2.0\n", "since: 0.2.0\n    changes: [{version: 0.1.0, was: {level: should}, because: why}]\n", `a change in "0.1.0"`},
		"change of nothing":    {"since: 0.2.0\n", "since: 0.2.0\n    changes: [{version: 0.2.0, because: why}]\n", "changes neither level nor statement"},
		"change for no reason": {"since: 0.2.0\n", "since: 0.2.0\n    changes: [{version: 0.2.0, was: {level: should}}]\n", "has no reason"},
		"version to come":      {"since: 0.1.0", "since: 99.0.0", `since "99.0.0" is not a version`},
		"unknown level":        {"level: must", "level: perhaps", `unknown level "perhaps"`},
		"unknown profile":      {"profile: core", "profile: most", `unknown profile "most"`},
		"unknown feature":      {"profile: core", "profile: core\n    features: [fax]", `unknown feature "fax"`},
		"unknown area":         {"area: DEV-GET", "area: dev get", `area "dev get": unknown form`},
		"area of another":      {"area: DEV-GET", "area: DEV-LIST", "area DEV-LIST: listed twice"},
		"no title":             {"title: GetDevice", "title: ''", "area DEV-GET: no title"},
		"duplicate id":         {"id: DEV-GET-03", "id: DEV-GET-02", `rule "DEV-GET-02": want DEV-GET-03`},
		"gap in the ids":       {"id: DEV-GET-05", "id: DEV-GET-06", `rule "DEV-GET-06": want DEV-GET-05`},
		"id of no form":        {"id: DEV-GET-05", "id: DEV-GET-5", `rule "DEV-GET-5": want DEV-GET-05`},
		"no statement":         {"statement:", "unchecked:", "no statement"},
		"no step":              {"step: GetDevice\n", "\n", "no step"},
		"no version":           {"since: 0.1.0", "since: soon", `since "soon" is not a version`},
		"unknown key":          {"step: GetDevice\n", "step: GetDevice\n    sauce: mustard\n", "sauce"},
		"broken YAML":          {"rules:", "rules: [", "dev-get.yaml"},
		"key twice":            {"title: GetDevice", "title: A\ntitle: B", "title"},
		"number as a level":    {"level: must", "level: [1]", "dev-get.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			files := embedded(t)
			text := string(files[file].Data)
			if !strings.Contains(text, change.old) {
				t.Fatalf("%s does not hold %q", file, change.old)
			}
			files[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, change.old, change.new, 1))}
			_, err := spec.LoadFrom(files, spec.Server)
			if err == nil || !strings.Contains(err.Error(), change.want) {
				t.Errorf("error %v, want one with %q", err, change.want)
			}
		})
	}
}

func TestLoadFromRefusesMissingAndUnlistedFiles(t *testing.T) {
	files := embedded(t)
	delete(files, "srp.yaml")
	if _, err := spec.LoadFrom(files, spec.Server); err == nil {
		t.Error("a missing file is accepted")
	}
	files["more.yaml"] = &fstest.MapFile{Data: []byte("area: MORE")}
	if _, err := spec.LoadFrom(files, spec.Server); err == nil || !strings.Contains(err.Error(), "srp.yaml") {
		t.Errorf("error %v, want one that names srp.yaml", err)
	}
}

// rules returns the embedded rules, for servers and for clients.
func rules(t *testing.T) []spec.Rule {
	t.Helper()
	servers, err := spec.Load()
	if err != nil {
		t.Fatal(err)
	}
	clients, err := spec.LoadClient()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(servers.Rules, clients.Rules)
}

func TestClientRulesNameTheirSubject(t *testing.T) {
	for _, rule := range rules(t) {
		ofClient := strings.HasPrefix(rule.ID, "CLI-")
		if ofClient != (rule.Subject == spec.Client) || ofClient && rule.Profile != "" {
			t.Errorf("%s has the subject %q and the profile %q", rule.ID, rule.Subject, rule.Profile)
		}
		if !ofClient && len(rule.Reports) > 0 {
			t.Errorf("%s names reports, and is none of a client", rule.ID)
		}
	}
}

// embedded returns the files of the catalogue, free to be changed.
func embedded(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	folder := os.DirFS("rules")
	names, err := fs.Glob(folder, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: data}
	}
	return files
}
