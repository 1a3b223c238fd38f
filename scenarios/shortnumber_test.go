package scenarios_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// exchanged are the numbers of an exchange of the attempt's user with another a.
type exchanged struct{ B, u, S *big.Int }

func exchangedWith(t *testing.T, attempt *scenarios.Attempt, client *srp.Client) exchanged {
	t.Helper()
	parameters := attempt.Last.Parameters
	B, err := srp.ParseHex(parameters["SRP_B"])
	if err != nil {
		t.Fatal(err)
	}
	salt, err := srp.ParseHex(parameters["SALT"])
	if err != nil {
		t.Fatal(err)
	}
	id := srp.Identity{Group: srp.PoolName(attempt.Actor.Client.Pool.ID), Name: parameters["USER_ID_FOR_SRP"], Secret: attempt.Password}
	u, err := srp.Scrambling(client.A(), B)
	if err != nil {
		t.Fatal(err)
	}
	return exchanged{B, u, srp.ClientPremaster(client.Ephemeral(), B, srp.PrivateKey(id, salt), u)}
}

// TestRefusalsTellShortNumbers has proofs refused that are made with another a than was
// sent, which is chosen so that a number of the exchange is short.
func TestRefusalsTellShortNumbers(t *testing.T) {
	const whole, wholeHash = 3064, 248 // bits that all shorter numbers keep to
	actor := newActor(t, newFixtures(t), target.PoolSpec{}, target.ClientSpec{}, target.UserSpec{})
	for name, test := range map[string]struct {
		plain bool
		B     string // in the place of SRP_B; "" for what was sent
		like  func(exchanged) bool
		want  string
	}{
		"short SRP_B":      {true, new(big.Int).Lsh(big.NewInt(1), whole-1).Text(16), func(exchanged) bool { return true }, "SRP_B"},
		"short u":          {true, "", func(e exchanged) bool { return e.u.BitLen() <= wholeHash }, "u"},
		"short S":          {true, "", func(e exchanged) bool { return e.u.BitLen() > wholeHash && e.S.BitLen() <= whole }, "S"},
		"none":             {true, "", func(e exchanged) bool { return e.u.BitLen() > wholeHash && e.S.BitLen() > whole }, ""},
		"nobody asks":      {false, "", func(e exchanged) bool { return e.u.BitLen() <= wholeHash }, ""},
		"a sign byte of S": {true, "", func(e exchanged) bool { return e.u.BitLen() > wholeHash && e.S.BitLen() == 3072 }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			actor.Plain = test.plain
			attempt := actor.Begin(nil)
			for begun := false; !begun; {
				if _, err := attempt.Initiate(t.Context()); err != nil {
					t.Fatal(err)
				}
				B, err := srp.ParseHex(attempt.Last.Parameters["SRP_B"])
				begun = err == nil && B.BitLen() > whole
			}
			if test.B != "" {
				attempt.Last.Parameters["SRP_B"] = test.B
			}
			for {
				client, err := srp.NewClient(srp.WithEphemeralBits(256))
				if err != nil {
					t.Fatal(err)
				}
				if attempt.SRP = client; test.like(exchangedWith(t, attempt, client)) {
					break
				}
			}
			_, err := attempt.AnswerPasswordVerifier(t.Context())
			short, _ := errors.AsType[*scenarios.ShortNumberError](err)
			switch {
			case target.AsError(err).Name != "NotAuthorizedException":
				t.Fatalf("the answer is %v", err)
			case test.want == "" && short != nil:
				t.Errorf("%s is told as short", short.Number)
			case test.want != "" && (short == nil || short.Number != test.want || short.Device):
				t.Errorf("told as short is %+v, want %s of the user's leg", short, test.want)
			}
		})
	}
}
