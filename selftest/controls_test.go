package selftest_test

import (
	"crypto/sha256"
	"slices"
	"testing"
	"time"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
)

// lies are servers that take whatever they are sent, each with the rules whose
// statement then shows nothing, and the rule that says so.
var lies = map[string]struct {
	install func(*refpool.Behaviour)
	unseen  []string
	because string
}{
	"any proof": {
		func(b *refpool.Behaviour) {
			b.Auth.SRP.CheckProof = func(*refpool.Challenge, refpool.Claim) error { return nil }
		},
		[]string{
			"SRP-01", "SRP-02", "SRP-03", "SRP-04", "SRP-05", "SRP-06", "SRP-07", "SRP-08", "SRP-09", "SRP-10", "SRP-14", "SRP-15", "SRP-21",
			"SRP-25", "USER-07", "DEV-SRP-07", "DEV-CONF-10", "DEV-CONF-12",
		},
		"SRP-20",
	},
	"any code": {
		func(b *refpool.Behaviour) {
			b.MFA.CheckTOTP = func(*refpool.TOTP, string, time.Time) error { return nil }
			b.MFA.CheckSent = func(string, string) error { return nil }
		},
		[]string{"MFA-01", "MFA-02", "MFA-03", "MFA-39"},
		"MFA-06",
	},
	"any hash": {
		func(b *refpool.Behaviour) {
			b.Auth.CheckSecretHash = func(*refpool.Client, string, string, string) error { return nil }
		},
		[]string{"AUTH-10", "AUTH-33"},
		"AUTH-08",
	},
	"any code of a reset": {
		func(b *refpool.Behaviour) {
			b.Auth.Passwords.Matches = func(string, string) bool { return true }
		},
		[]string{"PWD-02"},
		"PWD-03",
	},
	"any previous password": {
		func(b *refpool.Behaviour) {
			b.Auth.Passwords.Previous = func(bool, bool) error { return nil }
		},
		[]string{"PWD-18"},
		"PWD-19",
	},
	"half a refresh token": {
		func(b *refpool.Behaviour) {
			b.Token.Refresh.Digest = func(token string) [sha256.Size]byte { return sha256.Sum256([]byte(token[:min(40, len(token)/2)])) }
		},
		[]string{"REF-01", "REF-04", "REF-18", "REF-23"},
		"REF-30",
	},
}

// A server that looks at nothing keeps no rule by which the right thing is taken.
func TestRightValuesHaveControls(t *testing.T) {
	t.Parallel()
	for name, lie := range lies {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for id, rule := range checked(t, lie.install, lie.unseen) {
				if !slices.Contains(lie.unseen, id) {
					continue
				}
				if rule.Outcome != report.Skip || !slices.Contains(rule.Because, lie.because) {
					t.Errorf("%s: %s because of %v: %s", id, rule.Outcome, rule.Because, rule.Message)
				}
			}
		})
	}
}

// checked are the results of rules on a server of a behaviour, by id.
func checked(t *testing.T, install func(*refpool.Behaviour), ids []string) map[string]report.Rule {
	t.Helper()
	behaviour := refpool.Correct()
	install(&behaviour)
	server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	suite := suiteOf(t)
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Only: ids, Instant: true})
	if err != nil {
		t.Fatal(err)
	}
	config := server.Config("a wrong pool")
	results := suite.Run(t.Context(), plan, engine.Options{
		Workers: engine.Workers{Command: itself, Count: 1}, Target: &config, Run: "lies",
	})
	rules := map[string]report.Rule{}
	for _, rule := range results.Rules {
		rules[rule.ID] = rule
	}
	return rules
}
