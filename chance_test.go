package cogbench_test

import (
	"bytes"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/suites/engine"
)

// judged are the outcomes of rules on pools that are changed.
func judged(t *testing.T, change func(*refpool.Behaviour), rules ...string) map[string]report.Rule {
	t.Helper()
	outcomes := map[string]report.Rule{}
	for _, rule := range found(t, change, rules, nil) {
		outcomes[rule.ID] = rule
	}
	return outcomes
}

// found is what a run by rules, and by their cases if some are named, finds on pools that
// are changed.
func found(t *testing.T, change func(*refpool.Behaviour), rules, cases []string) []report.Rule {
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
	return suite.Run(t.Context(), plan, engine.Options{Target: &config, Run: "chance", Cases: cases}).Rules
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

// refusesShort has pools whose SRP_B begins with a zero byte in one of seven exchanges, of
// those from one number to another, and that refuse the right proof there.
func refusesShort(from, to int64) func(*refpool.Behaviour) {
	return func(b *refpool.Behaviour) { refuseShort(b, from, to) }
}

func refuseShort(b *refpool.Behaviour, from, to int64) {
	var begun atomic.Int64
	newLeg, check := b.Auth.SRP.NewLeg, b.Auth.SRP.CheckProof
	b.Auth.SRP.NewLeg = func(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
		n := begun.Add(1)
		short := n%7 == 5 && n >= from && n < to // each takes 256 draws
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
}

// withSignIns are rules of which some sign in often enough to meet short numbers.
var withSignIns = []string{"SRP-03", "SRP-04", "SRP-22", "AUTH-03", "AUTH-29", "POOL-01", "REF-04"}

// TestRefusedWithShortNumbers holds that a server which cannot do with a short SRP_B, as
// comes in one exchange of 256, fails the rule about that, and no other.
func TestRefusedWithShortNumbers(t *testing.T) {
	outcomes := judged(t, refusesShort(0, 60), withSignIns...)
	for id, rule := range outcomes {
		switch {
		case rule.Outcome == report.NotRun || rule.Outcome == report.Pass && id != "SRP-03":
		case id != "SRP-03" || rule.Outcome != report.Fail || !strings.Contains(rule.Message, "SRP_B began with a zero byte"):
			t.Errorf("%s is %s: %s", id, rule.Outcome, rule.Message)
		}
	}
}

// TestSeenAgainByItsCommand holds that the command printed with a failure that came by
// chance names rules and cases that there are: run, it shows the failure again.
func TestSeenAgainByItsCommand(t *testing.T) {
	for name, c := range map[string]struct {
		from, to int64
		others   bool
	}{
		"in its own check":        {0, 60, false},
		"in the checks of others": {56, 100, true}, // SRP-03 begins the first 55
	} {
		t.Run(name, func(t *testing.T) {
			server := refusesShort(c.from, c.to)
			flags := commandOf(t, found(t, server, withSignIns, nil))
			rules := flags["rule"]
			if !slices.Contains(rules, "SRP-03") || c.others != (len(rules) > 1) {
				t.Fatalf("the command is of %q", rules)
			}
			for _, rule := range found(t, server, rules, flags["case"]) {
				want := report.Pass
				if rule.ID == "SRP-03" {
					want = report.Fail
				}
				if slices.Contains(rules, rule.ID) && rule.Outcome != want {
					t.Errorf("by %q %s is %s, want %s: %s", flags, rule.ID, rule.Outcome, want, rule.Message)
				}
			}
		})
	}
}

// TestFailFastByChance holds that a run whose only failure came by chance stops there, and
// that its counts, its verdict and its badge say the same of it.
func TestFailFastByChance(t *testing.T) {
	behaviour := refpool.Correct()
	refusesShort(76, 96)(&behaviour) // the run looks at the server and begins SRP-03 with the first 75
	server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	config := server.Config(t.Name())
	failed, condemned := 0, 0
	options := cogbench.Options{Target: &config, Rules: withSignIns, FailFast: true, Observer: cogbench.Observer{
		Checked: func(r report.Rule) {
			if r.Outcome == report.Fail {
				failed++
			}
		},
		Condemned: func(report.Rule) { condemned++ },
	}}
	found, err := cogbench.Conform(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	verdict, err := cogbench.Verdict(found, options)
	if err != nil {
		t.Fatal(err)
	}
	if len(verdict.Failed) != 1 || verdict.Failed[0].ID != "SRP-03" || failed != 0 || condemned != 1 || found.Summary.Fail != 1 {
		t.Errorf("failed %d in their checks, %d by others', %d in all, %d at the gate, want 0, 1, 1 and 1", failed, condemned, found.Summary.Fail, len(verdict.Failed))
	}
	if found.Summary.Judged() == len(withSignIns) {
		t.Error("the run went on to its end")
	}
	if badge := string(render.Badge(found, verdict)); !strings.Contains(badge, "1 failed at must") {
		t.Errorf("the badge is %s", badge)
	}
}

// commandOf are the flags, by their names, of the command that is printed for what failed
// first.
func commandOf(t *testing.T, rules []report.Rule) map[string][]string {
	t.Helper()
	run := &report.Conformance{Gate: spec.Must, Target: report.Target{Embedded: true}, Rules: rules}
	var out bytes.Buffer
	render.Terminal{Out: &out}.Summary(run, run.Verdict(nil))
	_, command, printed := strings.Cut(out.String(), "again     cogbench conform ")
	if !printed {
		t.Fatalf("no command in:\n%s", &out)
	}
	command, _, _ = strings.Cut(command, "\n")
	flags := map[string][]string{}
	for _, flag := range regexp.MustCompile(`--(\w+) ('[^']*'|\S+)`).FindAllStringSubmatch(command, -1) {
		flags[flag[1]] = append(flags[flag[1]], strings.Trim(flag[2], "'"))
	}
	return flags
}
