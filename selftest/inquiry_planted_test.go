package selftest_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/big"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// planted asks for all the servers that docs/results/vectors.md counts; a few of
// them are planted without it.
var planted = flag.Bool("planted", false, "plant every wrong value, 50 pairs and 20 triples in servers, not a few")

// wrongServer is a reference pool that computes with wrong values, in both legs
// where both compute it.
type wrongServer struct {
	variant suspect.Variant
	region  string
	// right tells whether a leg, the user's or the device's, is computed rightly; nil
	// for neither.
	right func(ofUser bool) bool

	mu sync.Mutex
	// users finds who a verifier belongs to, names what else they are called.
	users map[string]registration
	names map[string]map[string]string
	// refused counts the wrong proofs of each user.
	refused map[string]int
}

// failures are the wrong proofs of each user so far.
func (w *wrongServer) failures() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return maps.Clone(w.refused)
}

type registration struct {
	id   srp.Identity
	salt *big.Int
}

func newWrongServer(w suspect.Variant) *wrongServer {
	return &wrongServer{variant: w, region: "us-east-1", users: map[string]registration{}, names: map[string]map[string]string{}, refused: map[string]int{}}
}

// install plants the wrong values.
func (w *wrongServer) install(b *refpool.Behaviour) {
	right := b.Auth.SRP.UserVerifier
	b.Auth.SRP.UserVerifier = func(id srp.Identity, salt *big.Int) *big.Int {
		v := right(id, salt)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.users[v.Text(16)] = registration{id, salt}
		return v
	}
	find := b.Auth.FindUser
	b.Auth.FindUser = func(p *refpool.Pool, name string) *refpool.User {
		user := find(p, name)
		if user != nil {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.names[user.Username] = map[string]string{"sub": user.Sub, "alias": user.Attributes["email"], "username": user.Username}
		}
		return user
	}
	b.Auth.SRP.NewLeg = w.newLeg
}

// newLeg starts an exchange: with the wrong verifier of a user, or with the one
// that a device registered.
func (w *wrongServer) newLeg(v *big.Int, random io.Reader) (refpool.SRPLeg, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	drawn := make([]byte, 32)
	if _, err := io.ReadFull(random, drawn); err != nil {
		return nil, err
	}
	l := &wrongLeg{server: w, variant: w.variant, v: v, b: new(big.Int).SetBytes(drawn)}
	user, isUser := w.users[v.Text(16)]
	if w.right != nil && w.right(isUser) {
		l.variant = suspect.Of()
	}
	if isUser {
		l.seen = suspect.Exchange{Salt: user.salt.Text(16), Identity: user.id, PoolID: w.region + "_" + user.id.Group, Names: w.names[user.id.Name]}
		l.v = l.variant.Verifier(l.seen)
	}
	l.B = new(big.Int).Mul(l.variant.Multiplier(), l.v)
	l.B.Add(l.B, l.variant.Public(suspect.Exchange{Ephemeral: l.b})).Mod(l.B, srp.N())
	return l, nil
}

// wrongLeg is the server's side of an exchange of a variant.
type wrongLeg struct {
	server  *wrongServer
	variant suspect.Variant
	v, b, B *big.Int
	// seen is what the wrong names and groups are taken from: of a user.
	seen suspect.Exchange
}

func (l *wrongLeg) SRPB() string { return l.B.Text(16) }

func (l *wrongLeg) Verify(A *big.Int, group, name string, secretBlock []byte, timestamp string, signature []byte) error {
	e, variant := l.seen, l.variant
	e.A, e.B = A, l.B.Text(16)
	e.U = variant.Scrambling(e)
	S := new(big.Int).Exp(l.v, e.U, srp.N())
	e.Premaster = S.Mul(S, A).Exp(S, l.b, srp.N())
	e.SecretBlock, e.Timestamp = base64.StdEncoding.EncodeToString(secretBlock), timestamp
	if e.PoolID == "" { // a device, of which no name is mistaken
		e.Identity = srp.Identity{Group: group, Name: name}
		variant = suspect.Of(slices.DeleteFunc(variant.Choices(), ofUsers)...)
	}
	if string(variant.Proof(e)) == string(signature) {
		return nil
	}
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	l.server.refused[name]++
	return srp.ErrProof
}

func ofUsers(c suspect.Choice) bool { return c.Axis.IsGroup() || c.Axis.IsName() }

// plantable are the choices that a server can make, in pools and of users as the
// reference pool has them: their ids have one underscore, and names of users that
// follow from aliases are only those of the user's leg.
func plantable() []suspect.Choice {
	return slices.DeleteFunc(suspect.Choices(), func(c suspect.Choice) bool {
		switch {
		case c.Rare(), slices.Contains([]suspect.Axis{
			suspect.PublicPower, suspect.Premaster, suspect.VerifierPower, suspect.SentSalt, suspect.SentVerifier, suspect.PadBytes,
		}, c.Axis):
			return true
		case c.Axis.IsGroup():
			return strings.HasPrefix(c.Value, "pool-name") || strings.HasPrefix(c.Value, "last-part")
		case c.Axis.IsName():
			return strings.HasPrefix(c.Value, "device-key") || strings.HasPrefix(c.Value, "username")
		default:
			return false
		}
	})
}

// tally counts how planted servers were named.
type tally struct {
	planted, exact, same, silent, missed int
	// users and longest are the most that one inquiry took.
	users   int
	longest time.Duration
}

func (c *tally) String() string {
	return fmt.Sprintf("%d planted: %d named alone, %d named with their equals on the wire, %d without effect, %d not named; %d users and %s at most",
		c.planted, c.exact, c.same, c.silent, c.missed, c.users, c.longest)
}

// mostUsers is how many users an inquiry may cost.
const mostUsers = 60

// judge plants a variant and asks for its diagnosis.
func (c *tally) judge(t *testing.T, w suspect.Variant) {
	t.Helper()
	c.planted++
	server := newWrongServer(w)
	on := serving(t, server.install)
	began := time.Now()
	found, err := inquiry(on).Run(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(began).Round(10 * time.Millisecond)
	c.longest, c.users = max(c.longest, took), max(c.users, len(server.names))
	if len(server.names) > mostUsers {
		t.Errorf("%s: the inquiry took %d users", w, len(server.names))
	}
	switch {
	case len(found) == 0 && sameOnTheWire(w, suspect.Of()):
		c.silent++
		t.Logf("%s: nothing is refused, and nothing could be (%s)", w, took)
	case len(found) == 0:
		c.missed++
		t.Errorf("%s: nothing is refused (%s)", w, took)
	case found[0].ID == w.String() && !strings.Contains(found[0].Summary, "the same as"):
		c.exact++
	case found[0].ID == w.String() || strings.Contains(found[0].Summary, "the same as "+w.String()) || strings.Contains(found[0].Summary, "or as "+w.String()):
		c.same++
	case namesSame(w, found[0].ID):
		c.same++
		t.Logf("%s: named %s, the same on the wire", w, found[0].ID)
	default:
		c.missed++
		t.Errorf("%s: named %s: %s: %s (%s)", w, found[0].ID, found[0].Summary, found[0].Evidence, took)
		return
	}
	if testing.Verbose() && len(found) > 0 {
		t.Logf("%s: %s (%s)", w, found[0].Evidence, took)
	}
}

func namesSame(planted suspect.Variant, id string) bool {
	named, err := suspect.ParseVariant(id)
	return err == nil && sameOnTheWire(planted, named)
}

// sameOnTheWire compares what servers of two variants accept in many sign-ins as
// they can be made today: the pool writes salts without redundant zeros, refuses an
// A above N and a TIMESTAMP far from the present time.
func sameOnTheWire(a, b suspect.Variant) bool {
	for range 100 {
		secret, _ := rand.Int(rand.Reader, srp.N())
		salt, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 128))
		e := suspect.Exchange{
			Ephemeral: secret.Rsh(secret, 2800), Salt: salt.Text(16), PoolID: "us-east-1_Abcdefghi",
			Identity:    srp.Identity{Group: "Abcdefghi", Name: "jane", Secret: "Correct-Horse7!"},
			Names:       map[string]string{"sub": "1b2c", "alias": "jane@example.com"},
			SecretBlock: "c2VjcmV0", Timestamp: srp.Timestamp(time.Now()), ServerSecret: big.NewInt(1 << 40),
		}
		e.A = a.Public(e)
		if e.A.Cmp(b.Public(e)) != 0 {
			return false
		}
		e.B = a.ServerPublic(e).Text(16)
		e.ServerSecret = nil
		if !bytes.Equal(a.Proof(e), b.Proof(e)) {
			return false
		}
	}
	return true
}

func TestPlantedServers(t *testing.T) {
	random := mathrand.New(mathrand.NewPCG(21, 7))
	singles := plantable()
	if !*planted {
		random.Shuffle(len(singles), func(i, j int) { singles[i], singles[j] = singles[j], singles[i] })
		singles = singles[:5]
	}
	c := &tally{}
	for _, choice := range singles {
		c.judge(t, suspect.Of(choice))
	}
	t.Log("servers with one wrong value:", c)
}

func TestPlantedServerCombinations(t *testing.T) {
	if testing.Short() {
		t.Skip("searches of seconds")
	}
	random := mathrand.New(mathrand.NewPCG(23, 7))
	all := plantable()
	counts := map[int]int{2: 2}
	if *planted {
		counts = map[int]int{2: 50, 3: 20}
	}
	for _, size := range slices.Sorted(maps.Keys(counts)) {
		c := &tally{}
		if size > 2 {
			all = slices.DeleteFunc(all, func(c suspect.Choice) bool { return !c.InTriples() })
		}
		for range counts[size] {
			w := suspect.Of()
			for w.Size() != size {
				var chosen []suspect.Choice
				for range size {
					chosen = append(chosen, all[random.IntN(len(all))])
				}
				w = suspect.Of(chosen...)
			}
			c.judge(t, w)
		}
		t.Logf("servers with %d wrong values: %s", size, c)
	}
}
