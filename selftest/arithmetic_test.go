package selftest_test

import (
	"slices"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// judgedInDialect are rules that no arithmetic is the subject of, and that need both
// legs of a sign-in; SRP-11 is about a proof, and takes the rest of the computation for
// granted.
func judgedInDialect() []string {
	return []string{"SRP-11", "AUTH-04", "DEV-CONF-01", "DEV-SRP-07", "DEV-SRP-10", "DEV-GET-01", "DEV-FORGET-01", "REF-01"}
}

// A server that computes in a wrong way is judged, in that way, by all that is not
// about the computation.
func TestRulesAreJudgedInTheDialect(t *testing.T) {
	suite := suiteOf(t)
	for text, on := range map[string]*target.Target{
		"multiplier=unpadded":                     faulty(t, "multiplier-unpadded"),
		"generator=five":                          faulty(t, "generator-five"),
		"salt=raw,padding=fixed-width":            wrong(t, "salt=raw,padding=fixed-width"),
		"key-derivation=sha256":                   faulty(t, "key-sha256"),
		"user:multiplier=three;device:":           wrongOnOneLeg(t, "multiplier=three", false),
		"user:;device:info=empty,extract=swapped": wrongOnOneLeg(t, "info=empty,extract=swapped", true),
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			spoken := suite.NewSession(t.Context(), on, engine.SessionOptions{Dialect: engine.Dialect{Arithmetic: text, Explains: []string{"SRP-02"}}})
			for _, id := range append(judgedInDialect(), "SRP-02") {
				rule := spoken.Alone(t.Context(), id).Rule
				switch {
				case id == "SRP-02":
					if len(rule.Assuming) != 0 {
						t.Errorf("%s, which the dialect explains, assumes %q", id, rule.Assuming)
					}
				case rule.Outcome != report.Pass:
					t.Errorf("%s: %s: %s", id, rule.Outcome, rule.Message)
				case !slices.Equal(rule.Assuming, []string{text}):
					t.Errorf("%s assumes %q", id, rule.Assuming)
				}
			}
			if err := spoken.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Without the dialect rules that need a proof are not judged.
func TestNothingIsJudgedWithoutTheDialect(t *testing.T) {
	t.Parallel()
	session := suiteOf(t).NewSession(t.Context(), faulty(t, "multiplier-unpadded"), engine.SessionOptions{})
	for _, id := range []string{"SRP-11", "DEV-SRP-07", "DEV-SRP-10"} {
		if rule := session.Alone(t.Context(), id).Rule; rule.Outcome == report.Pass || len(rule.Assuming) > 0 {
			t.Errorf("%s: %s, assuming %q", id, rule.Outcome, rule.Assuming)
		}
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
}

// wrong is a pool that computes both legs as a variant.
func wrong(t *testing.T, text string) *target.Target {
	t.Helper()
	w, err := suspect.ParseVariant(text)
	if err != nil {
		t.Fatal(err)
	}
	return serving(t, newWrongServer(w).install)
}

// wrongOnOneLeg is a pool that computes one leg as a variant, and the other rightly.
func wrongOnOneLeg(t *testing.T, text string, device bool) *target.Target {
	t.Helper()
	w, err := suspect.ParseVariant(text)
	if err != nil {
		t.Fatal(err)
	}
	server := newWrongServer(w)
	server.right = func(ofUser bool) bool { return ofUser == device }
	return serving(t, server.install)
}
