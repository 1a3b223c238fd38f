package srp_test

import (
	"encoding/base64"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/srp"
)

// A SECRET_BLOCK is read up to 128 KB of text, and not beyond.
func TestSecretBlockLimit(t *testing.T) {
	client, err := srp.NewClient(srp.WithEphemeral(big.NewInt(5)))
	if err != nil {
		t.Fatal(err)
	}
	const most = 128 << 10
	for _, test := range []struct {
		characters int
		want       error
	}{{most, nil}, {most + 4, srp.ErrSecretBlock}} {
		block := base64.StdEncoding.EncodeToString(make([]byte, test.characters/4*3))
		challenge := srp.Challenge{B: "3", Salt: "1", SecretBlock: block}
		if _, err := client.Proof(srp.Identity{}, challenge, ""); !errors.Is(err, test.want) {
			t.Errorf("%d characters: %v", test.characters, err)
		}
	}
}

// A given ephemeral secret has up to 8192 bits, and not one more.
func TestGivenEphemeralLimit(t *testing.T) {
	for bits, want := range map[uint]error{8192: nil, 8193: srp.ErrEphemeral} {
		secret := new(big.Int).Lsh(big.NewInt(1), bits-1)
		if _, err := srp.NewClient(srp.WithEphemeral(secret)); !errors.Is(err, want) {
			t.Errorf("%d bits: %v", bits, err)
		}
	}
}

// A TIMESTAMP is read up to 64 characters, and not beyond.
func TestTimestampLimit(t *testing.T) {
	const text = "Tue Sep 5 00:09:40 UTC 2023"
	for size, want := range map[int]error{64: nil, 65: srp.ErrTimestamp} {
		if _, err := srp.ParseTimestamp(text + strings.Repeat(" ", size-len(text))); !errors.Is(err, want) {
			t.Errorf("%d characters: %v", size, err)
		}
	}
}

// A server judges a proof over a SECRET_BLOCK as long as those of the service.
func TestServerReadsLongSecretBlock(t *testing.T) {
	id := srp.Identity{Group: "Abc", Name: "user", Secret: "secret"}
	block := make([]byte, 3000)
	client, errClient := srp.NewClient()
	server, errServer := srp.NewServer(srp.Verifier(srp.PrivateKey(id, big.NewInt(7))))
	if err := errors.Join(errClient, errServer); err != nil {
		t.Fatal(err)
	}
	challenge := srp.Challenge{B: server.SRPB(), Salt: "7", SecretBlock: base64.StdEncoding.EncodeToString(block)}
	proof, err := client.Proof(id, challenge, "now")
	if err != nil {
		t.Fatal(err)
	}
	signature, err := base64.StdEncoding.DecodeString(proof)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Verify(client.A(), id.Group, id.Name, block, "now", signature); err != nil {
		t.Error(err)
	}
}

// The fields of a TIMESTAMP have one or two digits, the year four.
func TestTimestampFields(t *testing.T) {
	for text, want := range map[string]error{
		"Tue Sep 5 0:9:4 UTC 2023":             nil,
		"Tue Sep 005 00:09:40 UTC 2023":        srp.ErrTimestamp,
		"Tue Sep 5 000:09:40 UTC 2023":         srp.ErrTimestamp,
		"Tue Sep 5 00:009:40 UTC 2023":         srp.ErrTimestamp,
		"Tue Sep 5 00:09:040 UTC 2023":         srp.ErrTimestamp,
		"Tue Sep 5 00:09:40:00 UTC 2023":       srp.ErrTimestamp,
		"Tue Sep 5 :09:40 UTC 2023":            srp.ErrTimestamp,
		"Tue Sep 5 00::40 UTC 2023":            srp.ErrTimestamp,
		"Tue Sep 5 00:09: UTC 2023":            srp.ErrTimestamp,
		"Tue Sep 5 00:09:40 UTC 02023":         srp.ErrTimestamp,
		"Tue Sep 5 00:09:40 UTC 202":           srp.ErrTimestamp,
		"Tue Sep 5 00:09:40 +01000 2023":       srp.ErrTimestamp,
		"Tue Sep 5 00:09:40 +01:0:0 2023":      srp.ErrTimestamp,
		"%!Weekday(7) Sep 5 00:09:40 UTC 2023": srp.ErrTimestamp,
		"Tue %!Month(13) 5 00:09:40 UTC 2023":  srp.ErrTimestamp,
	} {
		if _, err := srp.ParseTimestamp(text); !errors.Is(err, want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What is read is a whole second.
func TestTimestampIsExact(t *testing.T) {
	want := time.Date(2023, time.September, 5, 0, 9, 40, 0, time.UTC)
	if got, err := srp.ParseTimestamp("Tue Sep 5 00:09:40 UTC 2023"); err != nil || !got.Equal(want) {
		t.Errorf("%v, %v", got, err)
	}
}

// Whatever a service sends, a client answers with a proof or with one of the
// errors that it promises.
func FuzzChallenge(f *testing.F) {
	f.Add("1f", "00ff", "c2VjcmV0", "Tue Sep 5 00:09:40 UTC 2023")
	f.Add("-1", "", "!", "")
	f.Add("0", "0x1f", "c2VjcmV0==", "\x00")
	client, err := srp.NewClient(srp.WithEphemeral(big.NewInt(1 << 40)))
	if err != nil {
		f.Fatal(err)
	}
	id := srp.Identity{Group: "Pool", Name: "user", Secret: "password"}
	f.Fuzz(func(t *testing.T, B, salt, block, timestamp string) {
		proof, err := client.Proof(id, srp.Challenge{B: B, Salt: salt, SecretBlock: block}, timestamp)
		switch {
		case err == nil:
			if raw, err := base64.StdEncoding.DecodeString(proof); err != nil || len(raw) != 32 {
				t.Errorf("the proof is %q", proof)
			}
		case !errors.Is(err, srp.ErrHex) && !errors.Is(err, srp.ErrSecretBlock) && !errors.Is(err, srp.ErrZeroB):
			t.Errorf("an error that is not promised: %v", err)
		}
	})
}
