package cogbench_test

import (
	"io"
	"math/big"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// judged are the outcomes of rules on pools that are changed.
func judged(t *testing.T, change func(*refpool.Behaviour), rules ...string) map[string]report.Rule {
	t.Helper()
	behaviour := refpool.Correct()
	change(&behaviour)
	server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	suite, err := suites.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := suite.Plan(engine.Selection{Profile: spec.Full, Rules: rules, Instant: true})
	if err != nil {
		t.Fatal(err)
	}
	config := server.Config(t.Name())
	outcomes := map[string]report.Rule{}
	for _, rule := range suite.Run(t.Context(), plan, engine.Options{Target: &config, Run: "chance"}).Rules {
		outcomes[rule.ID] = rule
	}
	return outcomes
}

// refusedProof is the service's answer to a wrong proof.
func refusedProof() error {
	return &refpool.Exception{Name: "NotAuthorizedException", Message: "Incorrect username or password."}
}

// TestRefusedNowAndThen holds that a rule of what is refused does not demand that the
// right proof is accepted every time.
func TestRefusedNowAndThen(t *testing.T) {
	outcomes := judged(t, func(b *refpool.Behaviour) {
		var right atomic.Int64
		check := b.Auth.SRP.CheckProof
		b.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
			err := check(ch, claim)
			if err == nil && right.Add(1)%2 == 1 {
				return refusedProof()
			}
			return err
		}
	}, "SRP-22")
	if rule := outcomes["SRP-22"]; rule.Outcome != report.Pass {
		t.Errorf("SRP-22 is %s: %s", rule.Outcome, rule.Message)
	}
}

// shortLeg is an exchange whose SRP_B begins with a zero byte.
type shortLeg struct{ refpool.SRPLeg }

// TestRefusedWithShortNumbers holds that a server which cannot do with a short SRP_B, as
// comes in one exchange of 256, fails the rule about that, and no other.
func TestRefusedWithShortNumbers(t *testing.T) {
	outcomes := judged(t, func(b *refpool.Behaviour) {
		var begun atomic.Int64
		newLeg, check := b.Auth.SRP.NewLeg, b.Auth.SRP.CheckProof
		b.Auth.SRP.NewLeg = func(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
			n := begun.Add(1)
			short := n%7 == 5 && n < 60 // each takes 256 draws
			for {
				leg, err := newLeg(v, random)
				if err != nil || !short {
					return leg, err
				}
				if B, err := srp.ParseHex(leg.SRPB()); err == nil && B.BitLen() <= 3064 {
					return shortLeg{leg}, nil
				}
			}
		}
		b.Auth.SRP.CheckProof = func(ch *refpool.Challenge, claim refpool.Claim) error {
			if _, short := ch.Leg.(shortLeg); short {
				return refusedProof()
			}
			return check(ch, claim)
		}
	}, "SRP-03", "SRP-04", "SRP-22", "AUTH-03", "AUTH-29", "POOL-01", "REF-04")
	for id, rule := range outcomes {
		switch {
		case rule.Outcome == report.NotRun || rule.Outcome == report.Pass && id != "SRP-03":
		case id != "SRP-03" || rule.Outcome != report.Fail || !strings.Contains(rule.Message, "SRP_B began with a zero byte"):
			t.Errorf("%s is %s: %s", id, rule.Outcome, rule.Message)
		}
	}
}
