package selftest_test

import (
	"errors"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/dialects"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// causes are servers by the cause that an inquiry names.
func causes(t *testing.T) map[string]*target.Target {
	t.Helper()
	return map[string]*target.Target{
		"any-signature":        careless(t),
		"any-device-signature": faulty(t, "any-device-proof"),
		"no-mfa-after-srp":     faulty(t, "toy-skips-mfa-after-srp"),
		"any-totp":             faulty(t, "any-totp"),
		"any-device-key":       speaking(t, "any-device-key"),
	}
}

// speaking is a server of a dialect.
func speaking(t *testing.T, dialect string) *target.Target {
	t.Helper()
	d, err := dialects.Named(dialect)
	if err != nil {
		t.Fatal(err)
	}
	return serving(t, func(b *refpool.Behaviour) { d.Install(&refpool.Options{Behaviour: b}) })
}

// careless is a pool that looks at nothing of a proof: neither at the signature, nor at
// what it is made of.
func careless(t *testing.T) *target.Target {
	t.Helper()
	return serving(t, func(b *refpool.Behaviour) {
		for _, name := range []string{"zero-a-accepted", "timestamp-unread", "secret-block-prefix", "proof-under-any-name", "toy-accepts-every-proof"} {
			fault, err := faults.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			fault.Install(b)
		}
	})
}

// A rule that a cause is said to explain fails at a server with it.
func TestCausesExplainWhatFails(t *testing.T) {
	suite := suiteOf(t)
	for id, on := range causes(t) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			rules := diagnose.RulesOf(id)
			if len(rules) == 0 {
				t.Fatal("it explains nothing")
			}
			session := suite.NewSession(t.Context(), on, engine.SessionOptions{})
			for _, rule := range rules {
				if !suite.Has(rule) {
					t.Errorf("%s has no check", rule)
					continue
				}
				if got := session.Alone(t.Context(), rule).Rule; got.Outcome != report.Fail {
					t.Errorf("%s: %s: %s", rule, got.Outcome, got.Message)
				}
			}
			if err := session.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A server that knows no USER_SRP_AUTH is named as such, early and late, and no rule
// that waits for it passes but for what another flow can reach: the device's leg.
func TestNoUserSRPAuth(t *testing.T) {
	t.Parallel()
	on := serving(t, func(b *refpool.Behaviour) {
		allowed := b.Auth.FlowAllowed
		b.Auth.FlowAllowed = func(c *refpool.Client, flow string, admin bool) error {
			if flow == "USER_SRP_AUTH" {
				return errors.New("unsupported auth flow")
			}
			return allowed(c, flow, admin)
		}
	})
	const cause = "no-user-srp-auth"
	q := inquiry(on)
	spoken, err := q.Dialect(t.Context())
	if err != nil || spoken.Arithmetic != "" || spoken.Diagnosis == nil || spoken.Diagnosis.ID != cause {
		t.Errorf("%+v, %v", spoken, err)
	}
	found, err := q.Run(t.Context(), nil)
	if err != nil || len(found) != 1 || found[0].ID != cause {
		t.Errorf("%+v, %v", found, err)
	}
	session := suiteOf(t).NewSession(t.Context(), on, engine.SessionOptions{})
	for _, rule := range diagnose.RulesOf(cause) {
		got := session.Alone(t.Context(), rule).Rule
		if got.Outcome == report.Pass && !got.Partly() && len(got.Rungs) == 0 && rule != "AUTH-24" {
			t.Errorf("%s passes: %s", rule, got.Message)
		}
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
}
