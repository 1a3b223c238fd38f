package selftest_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/target"
)

var lifecycleFault = flag.String("lifecycle.fault", "", "compare the model with a pool that has this fault, which has to show")

// Random lives of devices go as the model says: sign-ins, registrations, changes
// of status and refreshes of two users, by themselves and by an administrator,
// in pools of every configuration.
//
// Some thirty steps make a life. 10,000 steps: -rapid.checks=400. The same lives
// again: -rapid.seed=N, as printed. To see it fail: -lifecycle.fault=NAME.
func TestLifeCycleAgreesWithTheModel(t *testing.T) {
	lives(t)
	pools := newPools(t)
	seed := flag.Lookup("rapid.seed").Value
	if seed.String() == "0" {
		_ = seed.Set(fmt.Sprint(time.Now().UnixNano()))
	}
	steps := 0
	t.Cleanup(func() { t.Logf("%d steps, seed %s", steps, seed) })
	rapid.Check(t, func(t *rapid.T) {
		pool, client := pools.draw(t)
		w := newWorld(t, pool, client)
		w.steps = &steps
		t.Repeat(map[string]func(*rapid.T){
			"sign in":               w.signInAsNew,
			"sign in with a device": w.signInWithDevice,
			"sign in with it again": w.signInWithDevice,
			"confirm":               w.confirm,
			"confirm the newest":    w.confirmNewest,
			"remember":              w.setStatus(true),
			"un-remember":           w.setStatus(false),
			"forget":                w.forget,
			"get":                   w.get,
			"refresh":               w.refresh,
			"sign out everywhere":   w.signOut,
			"turn a factor on":      w.turnFactorOn,
			"let time pass":         w.pass,
			"":                      w.compareLists,
		})
	})
}

// lives has rapid try fewer lives than it would, where no number is asked for.
func lives(t *testing.T) {
	t.Helper()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if asked {
		return
	}
	number := "30"
	if testing.Short() {
		number = "40" // of which rapid tries a fifth, of half the length
	}
	if err := flag.Set("rapid.checks", number); err != nil {
		t.Fatal(err)
	}
}

// pools are made on one server, a new one for each life: its clock is moved.
type pools struct{ fixtures *target.Fixtures }

func newPools(t *testing.T) pools {
	t.Helper()
	behaviour := refpool.Correct()
	if *lifecycleFault != "" {
		fault, err := faults.Named(*lifecycleFault)
		if err != nil {
			t.Fatal(err)
		}
		fault.Install(&behaviour)
	}
	server, err := refpool.New(refpool.Options{Behaviour: &behaviour})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	id, secret := server.Credentials()
	on, err := target.New(t.Context(), target.Config{
		Endpoint: running.Endpoint, Region: server.Region(), Credentials: &target.Credentials{AccessKeyID: id, SecretAccessKey: secret},
	}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	return pools{on.NewFixtures("lifecycle")}
}

// draw is a pool of one of the configurations, and a client of it.
func (p pools) draw(t *rapid.T) (*target.Pool, *target.Client) {
	spec := target.PoolSpec{
		Tracking: rapid.SampledFrom([]target.Tracking{target.Always, target.OptIn, target.Always, target.OptIn, target.NoTracking}).Draw(t, "tracking"),
		MFA:      rapid.SampledFrom([]target.MFA{target.MFAOff, target.MFAOptional, target.MFAOn}).Draw(t, "MFA"),
		Factors:  []target.Factor{target.SMS},
	}
	if spec.Tracking != target.NoTracking {
		spec.ChallengeRequired = rapid.Bool().Draw(t, "challenge required")
	}
	pool, err := p.fixtures.FreshPool(t.Context(), spec)
	if err != nil {
		t.Fatalf("a pool: %v", err)
	}
	client, err := pool.Client(t.Context(), target.ClientSpec{Secret: rapid.Bool().Draw(t, "client secret")})
	if err != nil {
		t.Fatalf("a client: %v", err)
	}
	return pool, client
}
