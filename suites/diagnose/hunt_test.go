package diagnose_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/suites/diagnose"
)

// planted asks for every pair of styles on either leg; a few are planted without it.
var planted = flag.Bool("planted", false, "plant every pair of styles, not a few")

// ofOneFunction reports whether a choice is one function of a server's code: how it
// writes integers, salts, blocks and keys, whom it takes the user for, how it derives K.
func ofOneFunction(c suspect.Choice) bool {
	switch c.Axis {
	case suspect.Salt, suspect.SecretBlock, suspect.ProofKey, suspect.Group, suspect.Name,
		suspect.KeyDerivation, suspect.Extract, suspect.Info, suspect.KeyLength:
		return true
	}
	return c.Axis.IsStyle()
}

// stylesOf are the choices of one function that a server of a leg can make.
func stylesOf(device bool) []suspect.Choice {
	e := exchange("1122334455667788991122334455667a")
	e.PoolID, e.Device = "us-east-1_Probe1", device
	e.Names = map[string]string{"username": "jane", "alias": "jane@example.com", "sub": "1b2c"}
	var styles []suspect.Choice
	for _, choice := range suspect.ServerChoices(e) {
		if ofOneFunction(choice) {
			styles = append(styles, choice)
		}
	}
	return styles
}

// pairsOf are the pairs of styles of different axes.
func pairsOf(device bool) []suspect.Variant {
	styles := stylesOf(device)
	var pairs []suspect.Variant
	for i, one := range styles {
		for _, other := range styles[:i] {
			if w := suspect.Of(one, other); w.Size() == 2 {
				pairs = append(pairs, w)
			}
		}
	}
	return pairs
}

// A server with two styles is named, or what is the same on the wire.
func TestPairsOfStyles(t *testing.T) {
	random := rand.New(rand.NewPCG(41, 7))
	for _, device := range []bool{false, true} {
		pairs := pairsOf(device)
		all := len(pairs)
		if !*planted {
			random.Shuffle(all, func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
			pairs = pairs[:6]
		}
		exact, same := 0, 0
		for _, pair := range pairs {
			on := &diagnose.Simulated{Variant: pair, Device: device, Random: rand.New(rand.NewPCG(random.Uint64(), 1))}
			id, summary, evidence := diagnose.Hunt(t.Context(), on)
			switch {
			case id == pair.String() || strings.Contains(summary, pair.String()):
				exact++
			case sameOnTheWire(t, pair, id, device):
				same++
			default:
				t.Errorf("device %v: %s: named %q: %s; %s", device, pair, id, summary, evidence)
			}
		}
		t.Logf("device %v: %d of %d pairs of styles: %d named, %d named as their equals on the wire", device, len(pairs), all, exact, same)
	}
}

// Where the key is derived from S alone, a device of v = 1 does not show how u is hashed.
func TestPairsThatOnlyAUsualDeviceTellsApart(t *testing.T) {
	for _, padding := range []string{"unpadded", "fixed-width"} {
		pair, err := suspect.ParseVariant("key-derivation=sha256,padding=" + padding + "-in-exchange")
		if err != nil {
			t.Fatal(err)
		}
		on := &diagnose.Simulated{Variant: pair, Device: true, Random: rand.New(rand.NewPCG(41, 1))}
		if id, summary, _ := diagnose.Hunt(t.Context(), on); id != pair.String() && !strings.Contains(summary, pair.String()) {
			t.Errorf("%s: named %q", pair, id)
		}
	}
}

// sameOnTheWire compares the proofs of a variant with those of another, by its text, in
// many exchanges.
func sameOnTheWire(t *testing.T, planted suspect.Variant, id string, device bool) bool {
	t.Helper()
	named, err := suspect.ParseVariant(id)
	if err != nil {
		return false
	}
	random := rand.New(rand.NewPCG(43, 7))
	for range 60 {
		salt := make([]byte, 16)
		for i := range salt {
			salt[i] = byte(random.Uint32())
		}
		salt[0] |= 0x10 // as simulated servers have them
		e := exchange(fmt.Sprintf("%x", salt))
		e.Ephemeral = new(big.Int).SetBytes(slices.Concat(salt, salt))
		e.A, e.B, e.Device, e.PoolID = srp.Verifier(e.Ephemeral), srp.Verifier(new(big.Int).SetUint64(random.Uint64())).Text(16), device, "us-east-1_Probe1"
		e.Names = map[string]string{"username": "jane", "alias": "jane@example.com", "sub": "1b2c"}
		if device {
			e.X = suspect.Of().PrivateKey(e)
		}
		if !bytes.Equal(planted.Proof(e), named.Proof(e)) {
			return false
		}
	}
	return true
}

// A search that is cut short says how far it got, and never that nothing explains the
// server.
func TestHuntIsCutShort(t *testing.T) {
	hidden := parsed(t, "name=missing-in-x,timestamp=local+12:45")[0]
	for name, on := range map[string]*diagnose.Simulated{
		"users are used up": {Users: 5, Lockout: 5},
		"throttled":         {Users: 5, Sessions: 10},
	} {
		on.Variant, on.NoNeutral, on.Random = hidden, true, rand.New(rand.NewPCG(3, 3))
		id, summary, evidence := diagnose.Hunt(t.Context(), on)
		if id != "unexplained-proof" || !strings.Contains(summary, "cut short") || !strings.Contains(evidence, "known ways to compute it were tried before the search ended: ") {
			t.Errorf("%s: %s: %s; %s", name, id, summary, evidence)
		}
		if on.Worst > 4 {
			t.Errorf("%s: %d failures of one user", name, on.Worst)
		}
	}
}

// A server that throttles each user after a few sign-ins is searched all the same, by
// one user after another.
func TestHuntGivesWay(t *testing.T) {
	on := &diagnose.Simulated{
		Variant: parsed(t, "salt=raw,padding=group-width-in-exchange")[0], NoNeutral: true, Sessions: 10, Lockout: 5,
		Users: 60, Random: rand.New(rand.NewPCG(5, 5)),
	}
	if id, summary, evidence := diagnose.Hunt(t.Context(), on); id != on.Variant.String() {
		t.Errorf("%s: %s; %s", id, summary, evidence)
	}
	if on.Worst > 4 {
		t.Errorf("%d failures of one user", on.Worst)
	}
}

// A proof that is refused in other words than a random one was not looked at: here a
// user is locked out sooner, and told otherwise, than at the service.
func TestHuntTellsOtherRefusals(t *testing.T) {
	on := &diagnose.Simulated{
		Variant: parsed(t, "secret-block=text")[0], NoNeutral: true, Lockout: 2, LockedText: "This account is locked.",
		Random: rand.New(rand.NewPCG(6, 6)),
	}
	if id, summary, evidence := diagnose.Hunt(t.Context(), on); id != on.Variant.String() {
		t.Errorf("%s: %s; %s", id, summary, evidence)
	}
}

// A server has no USER_SRP_AUTH if no user can begin by it: one answer is none.
func TestHuntNamesWhatIsAbsent(t *testing.T) {
	for users, want := range map[int]string{1: "", 2: "no-user-srp-auth"} {
		on := &diagnose.Simulated{Absent: users, Random: rand.New(rand.NewPCG(8, 8))}
		id, summary, _ := diagnose.Hunt(t.Context(), on)
		if id != want || id != "" && summary != "the server has no USER_SRP_AUTH: HTTP 500 InternalErrorException" {
			t.Errorf("after %d users: %q: %s", users, id, summary)
		}
	}
}

// A server that is right, or accepts whatever is sent, refuses no right proof.
func TestHuntFindsNothing(t *testing.T) {
	for name, on := range map[string]*diagnose.Simulated{
		"right":          {},
		"right, a UUID":  {SecretBlock: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
		"accepts all":    {Accepts: func([]byte) error { return nil }, SecretBlock: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
		"cannot be read": {Accepts: func([]byte) error { return diagnose.Unsent() }},
	} {
		on.Random = rand.New(rand.NewPCG(7, 7))
		if id, summary, evidence := diagnose.Hunt(t.Context(), on); id != "" {
			t.Errorf("%s: %s: %s; %s", name, id, summary, evidence)
		}
	}
}

// Of users who are tried side by side, a leg goes on with one who shows what is wrong: here
// one whose salt has its top bit set.
func TestHuntGoesOnWithTheRefused(t *testing.T) {
	refused := 0
	for seed := range uint64(32) {
		on := &diagnose.Simulated{Variant: parsed(t, "salt=raw")[0], Random: rand.New(rand.NewPCG(seed, 10))}
		salt := diagnose.RefusedSalt(t.Context(), on)
		if salt == "" {
			continue // no user of the eight had such a salt
		}
		refused++
		if salt[0] < '8' {
			t.Errorf("seed %d: it goes on with the salt %s", seed, salt)
		}
	}
	if refused == 0 {
		t.Error("nobody was refused")
	}
}

// A leg that the target lacks is at fault for nothing.
func TestHuntOnNoLeg(t *testing.T) {
	if diagnose.HuntNothing(t.Context()) {
		t.Error("something is said of a leg that there is none of")
	}
}

// A hunt ends with its time, and says so.
func TestHuntEndsWithItsTime(t *testing.T) {
	ctx, cancel := diagnose.Limited(t.Context(), time.Second)
	defer cancel()
	on := &diagnose.Simulated{Variant: parsed(t, "info=text-counter,name=missing-in-x")[0], NoNeutral: true, Random: rand.New(rand.NewPCG(9, 9))}
	on.Accepts = func([]byte) error {
		time.Sleep(20 * time.Millisecond)
		return diagnose.Incorrect()
	}
	id, _, evidence := diagnose.Hunt(ctx, on)
	if id != "unexplained-proof" || !strings.Contains(evidence, "the 1s for it were over") {
		t.Errorf("%s: %s", id, evidence)
	}
}

// An inquiry makes no more calls than it says that it may.
func TestCallsAreBounded(t *testing.T) {
	through, err := diagnose.Calls(t.Context(), 60_000)
	if through != 50_000 || err == nil || err.Error() != "its 50000 calls are used up" {
		t.Errorf("%d calls, %v", through, err)
	}
	if !strings.Contains(diagnose.Cost, "50,000 calls") {
		t.Errorf("the cost is said to be %q", diagnose.Cost)
	}
}
