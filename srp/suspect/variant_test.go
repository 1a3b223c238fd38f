package suspect_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/srp/suspect"
)

func TestVariantText(t *testing.T) {
	for _, choice := range suspect.Choices() {
		w, err := suspect.ParseVariant(choice.ID())
		if err != nil || w != suspect.Of(choice) || w.String() != choice.ID() || w.Size() != 1 {
			t.Errorf("%s: %v, %v", choice.ID(), w, err)
		}
		if choice.Means == "" || len(choice.Rules) == 0 {
			t.Errorf("%s does not say what it means", choice.ID())
		}
	}
	for _, text := range []string{"salt", "salt=wet", "salt=raw,salt=text", ","} {
		if _, err := suspect.ParseVariant(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func TestParts(t *testing.T) {
	w, err := suspect.ParseVariant("salt=raw,info=empty")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, part := range w.Parts() {
		got = append(got, part.String())
	}
	if text := strings.Join(got, " "); text != " salt=raw info=empty" || len(suspect.Of().Parts()) != 0 {
		t.Errorf("%q", text)
	}
}

// The variant without a wrong value is the protocol, as package srp computes it.
func TestEmptyVariantIsTheProtocol(t *testing.T) {
	s := newScene(8)
	for i := range 20 {
		e := s.exchange(i%2 == 0)
		client, err := srp.NewClient(srp.WithEphemeral(e.Ephemeral))
		if err != nil {
			t.Fatal(err)
		}
		challenge := srp.Challenge{B: e.B, Salt: e.Salt, SecretBlock: e.SecretBlock}
		want, err := client.Proof(e.Identity, challenge, e.Timestamp)
		if err != nil {
			t.Fatal(err)
		}
		if got := encoded(suspect.Variant{}.Proof(e)); got != want {
			t.Errorf("proof %s, not %s", got, want)
		}
	}
}

// A server of a variant and a client of the same variant agree, from their own
// sides: the variants are whole protocols, but for those that no client can meet.
func TestSidesOfAVariantAgree(t *testing.T) {
	s := newScene(9)
	for _, choice := range suspect.Choices() {
		if !servers(choice) {
			continue
		}
		w := suspect.Of(choice)
		e, accepts := s.server(w)
		if !accepts(w.Proof(e)) {
			t.Errorf("%s: the server refuses its own variant's client", w)
		}
	}
}

func TestSentence(t *testing.T) {
	e := newScene(10).exchange(false)
	w, err := suspect.ParseVariant("salt=text,key-length=thirty-two")
	if err != nil {
		t.Fatal(err)
	}
	got, err := suspect.Explain(t.Context(), 2, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: w.Proof(e)})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"hexadecimal text into x", "32 bytes of HKDF", "SRP-04", "SRP-06"} {
		if !strings.Contains(got.Sentence(), part) {
			t.Errorf("%q is not in: %s", part, got.Sentence())
		}
	}
	none, err := suspect.Explain(t.Context(), 1, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: []byte("x")})
	if err != nil || !strings.Contains(none.Sentence(), "nothing known explains it") || none.Rules() != nil {
		t.Errorf("%s, %v", none.Sentence(), err)
	}
	right, err := suspect.Explain(t.Context(), 1, suspect.Evidence{Exchange: e, Kind: suspect.OfProof, Value: suspect.Variant{}.Proof(e)})
	if err != nil || right.Sentence() != "it computes the protocol's own values" {
		t.Errorf("%s, %v", right.Sentence(), err)
	}
}

// Variants are read and computed from any text without a panic.
func FuzzVariant(f *testing.F) {
	f.Add("salt=raw,scrambling=unpadded", "1f", "00ff", "c2VjcmV0", "Tue Sep 5 00:09:40 UTC 2023")
	f.Add("timestamp=local+05:45,group=last-part-in-both", "", "xyz", "!", "")
	f.Add("padding=fixed-width,premaster=negative", "0", "0", "", "Tue Sep 5 00:09:40 UTC")
	f.Fuzz(func(t *testing.T, text, B, salt, block, stamp string) {
		w, err := suspect.ParseVariant(text)
		if err != nil {
			return
		}
		if again, err := suspect.ParseVariant(w.String()); err != nil || again != w {
			t.Errorf("%q: %v, %v", text, again, err)
		}
		const most = 2000 // digits; more only takes time
		e := suspect.Exchange{
			Ephemeral: big.NewInt(5), B: B[:min(len(B), most)], Salt: salt[:min(len(salt), most)], PoolID: stamp,
			SecretBlock: block, Timestamp: stamp,
		}
		if proof := w.Proof(e); len(proof) != 32 {
			t.Errorf("a proof of %d bytes", len(proof))
		}
		w.SentVerifier(e)
		w.SentSalt(e)
		w.Stamp(e)
	})
}
