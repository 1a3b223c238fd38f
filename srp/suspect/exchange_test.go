package suspect_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

// A choice that does not show leaves the proof as it is, for one because the username
// is the name that the proof is about.
func TestWhatDoesNotShowChangesNoProof(t *testing.T) {
	numbers := make([]byte, 432)
	_, _ = rand.Read(numbers) // never fails, see crypto/rand
	a := new(big.Int).SetBytes(numbers[400:])
	e := suspect.Exchange{
		Ephemeral: a, A: srp.Verifier(a), B: hex.EncodeToString(numbers[16:399]), Salt: hex.EncodeToString(numbers[:16]),
		PoolID: "us-east-1_AbCdEfGhI", Identity: srp.Identity{Group: "AbCdEfGhI", Name: "u", Secret: "Secret-1"},
		Names:       map[string]string{"username": "u", "sub": "b4f2", "alias": "u@example.com", "device-key": "us-east-1_d0"},
		SecretBlock: "QUJD", Timestamp: "Mon Nov 30 11:30:00 UTC 2026",
	}
	right, shows, hidden := suspect.Of().Proof(e), 0, 0
	for _, choice := range suspect.Choices() {
		if choice.Shows(e) {
			shows++
			continue
		}
		hidden++
		if !bytes.Equal(suspect.Of(choice).Proof(e), right) {
			t.Errorf("%s changes the proof", choice.ID())
		}
	}
	if shows == 0 || hidden == 0 {
		t.Errorf("%d choices show and %d do not, want some of each", shows, hidden)
	}
	if e.Names["username"] = "v"; !shown("name=username-in-both", e) {
		t.Error("another username does not show")
	}
}

// shown reports whether the choice of the id shows in the exchange.
func shown(id string, e suspect.Exchange) bool {
	for _, choice := range suspect.Choices() {
		if choice.ID() == id {
			return choice.Shows(e)
		}
	}
	return false
}

// A client that loses the last digit of an odd number of them is one that was sent the
// others, and an even number shows nothing of it.
func TestOddDigitLost(t *testing.T) {
	e := newScene(34).exchange(false)
	if len(e.B)%2 == 0 {
		t.Fatalf("B has %d digits, want an odd number", len(e.B))
	}
	short := e
	short.B = e.B[:len(e.B)-1]
	if shown("received=odd-digit-lost", short) {
		t.Error("it shows in an even number of digits")
	}
	evidence := suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: suspect.Of().Proof(short)}
	got, err := suspect.Explain(t.Context(), 2, evidence)
	if err != nil || len(got.Variants) != 1 || got.Variants[0].String() != "received=odd-digit-lost" {
		t.Errorf("%s, %v", got.Sentence(), err)
	}
}
