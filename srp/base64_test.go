package srp_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/srp"
)

// What Node.js gives for Buffer.from(text, "base64").toString("hex").
func TestLenientBase64(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "",
		"c2VjcmV0":                             "736563726574",
		"c2VjcmU=":                             "7365637265",
		"c2VjcmU":                              "7365637265",
		"c2Vj cmV0\n":                          "736563726574",
		"-_-_":                                 "fbffbf",
		"+/+/":                                 "fbffbf",
		"c2Vjc":                                "736563",
		"!*?":                                  "",
		"6ba7b810-9dad-11d1-80b4-00c04fd430c8": "e9b6bb6fcd74fbd75a77ed75775fbcd1be3ed34734e1f778df473c",
	} {
		got := srp.LenientBase64(text)
		if hex.EncodeToString(got) != want {
			t.Errorf("%q: %x, want %s", text, got, want)
		}
	}
}

// A lenient client signs a SECRET_BLOCK that a strict one cannot read, and signs the
// same as a strict one where both can.
func TestLenientClient(t *testing.T) {
	a := big.NewInt(12345)
	id := srp.Identity{Group: "Abc", Name: "jane", Secret: "Passw0rd!"}
	const timestamp = "Tue Sep 5 00:09:40 UTC 2023"
	strict, err := srp.NewClient(srp.WithEphemeral(a))
	if err != nil {
		t.Fatal(err)
	}
	proof := func(client *srp.Client, block string) (string, error) {
		return client.Proof(id, srp.Challenge{B: "12", Salt: "1", SecretBlock: block}, timestamp)
	}
	const uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
	if _, err := proof(strict, uuid); err == nil {
		t.Error("a strict client read a UUID as base64")
	}
	got, err := proof(strict.Lenient(), uuid)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := proof(strict, base64.StdEncoding.EncodeToString(srp.LenientBase64(uuid))); got != want {
		t.Errorf("signed %s, want the proof over the bytes that are read, %s", got, want)
	}
}

func FuzzLenientBase64(f *testing.F) {
	f.Add("c2VjcmU=")
	f.Add("6ba7b810-9dad")
	f.Fuzz(func(t *testing.T, text string) {
		got := srp.LenientBase64(text)
		if want, err := base64.StdEncoding.Strict().DecodeString(text); err == nil && !bytes.Equal(got, want) && !bytes.ContainsAny([]byte(text), "\r\n") {
			t.Errorf("%q: %x, want %x", text, got, want)
		}
	})
}
