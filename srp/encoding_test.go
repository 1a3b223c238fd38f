package srp_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cogbench/cogbench/srp"
)

func TestParseHex(t *testing.T) {
	tests := map[string]struct {
		text string
		want *big.Int // nil: refused
	}{
		"odd length":          {"abc", big.NewInt(0xabc)},
		"upper case":          {"ABC", big.NewInt(0xabc)},
		"leading zeros":       {"0000abc", big.NewInt(0xabc)},
		"zero":                {"0", new(big.Int)},
		"many zeros":          {strings.Repeat("0", 1536), new(big.Int)},
		"empty":               {"", nil},
		"sign":                {"-1", nil},
		"plus":                {"+1", nil},
		"underscore":          {"a_b", nil},
		"prefix":              {"0x1", nil},
		"space":               {" 1", nil},
		"newline":             {"1\n", nil},
		"other letter":        {"abcg", nil},
		"digit of other kind": {"١", nil},
		"too long":            {strings.Repeat("0", 1537), nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := srp.ParseHex(test.text)
			if test.want == nil {
				if !errors.Is(err, srp.ErrHex) {
					t.Errorf("got %v, %v, want %v", got, err, srp.ErrHex)
				}
				return
			}
			if err != nil || got.Cmp(test.want) != 0 {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

func FuzzParseHex(f *testing.F) {
	for _, seed := range []string{"", "0", "00ff", "ABCDEF", "-1", "0x1", "1_0", "g"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := srp.ParseHex(text)
		if err != nil {
			if !errors.Is(err, srp.ErrHex) || n != nil {
				t.Fatalf("got %v, %v", n, err)
			}
			return
		}
		trimmed := strings.ToLower(strings.TrimLeft(text, "0"))
		if got := n.Text(16); got != trimmed && (got != "0" || trimmed != "") {
			t.Fatalf("read %q as %q", text, got)
		}
	})
}

func TestPadProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 0, 400).Draw(t, "bytes")
		n := new(big.Int).SetBytes(raw)
		padded := srp.Pad(n)
		if new(big.Int).SetBytes(padded).Cmp(n) != 0 {
			t.Fatalf("Pad(%x) = %x is another number", n, padded)
		}
		if padded[0] >= 0x80 {
			t.Fatalf("Pad(%x) = %x is negative", n, padded)
		}
		if len(padded) > 1 && padded[0] == 0 && padded[1] < 0x80 {
			t.Fatalf("Pad(%x) = %x is not minimal", n, padded)
		}
	})
}

func TestMACIsTheStandardLibrarys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "key")
		message := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "message")
		digest := hmac.New(sha256.New, key)
		digest.Write(message)
		if got := srp.MAC(key, message); !bytes.Equal(got, digest.Sum(nil)) {
			t.Fatalf("MAC(%x, %x) = %x", key, message, got)
		}
	})
}

func TestPoolName(t *testing.T) {
	for id, want := range map[string]string{
		"us-east-1_Abc": "Abc", "us-east-1_A_b": "A_b", "_": "", "Abc": "Abc", "": "",
	} {
		if got := srp.PoolName(id); got != want {
			t.Errorf("PoolName(%q) = %q, want %q", id, got, want)
		}
	}
}

func TestGroupIsNotShared(t *testing.T) {
	for name, value := range map[string]func() *big.Int{"N": srp.N, "G": srp.G, "K": srp.K} {
		before := value().Text(16)
		value().SetInt64(0)
		if value().Text(16) != before {
			t.Errorf("a caller changed %s", name)
		}
	}
	if !srp.N().ProbablyPrime(16) || !new(big.Int).Rsh(srp.N(), 1).ProbablyPrime(16) {
		t.Error("N is no safe prime")
	}
}

// TestDeviceVerifierIsNonNegative holds for salts and verifiers of every top
// bit, which the service reads as signed integers.
func TestDeviceVerifierIsNonNegative(t *testing.T) {
	for _, first := range []byte{0x00, 0x01, 0x7f, 0x80, 0xff} {
		random := bytes.NewReader(append([]byte{first}, bytes.Repeat([]byte{0x80}, 15)...))
		id := srp.Identity{Group: "g", Name: "n", Secret: "s"}
		config, err := srp.NewDeviceVerifier(id, srp.WithRand(random))
		if err != nil {
			t.Fatal(err)
		}
		salt := decode(t, config.Salt)
		if salt[0] >= 0x80 || decode(t, config.PasswordVerifier)[0] >= 0x80 {
			t.Errorf("salt starting %02x: %+v is negative", first, config)
		}
		x := srp.PrivateKey(id, new(big.Int).SetBytes(salt))
		if got := new(big.Int).SetBytes(decode(t, config.PasswordVerifier)); got.Cmp(srp.Verifier(x)) != 0 {
			t.Errorf("salt starting %02x: the verifier is of another salt", first)
		}
	}
	if _, err := srp.NewDeviceVerifier(srp.Identity{}, srp.WithRand(strings.NewReader("short"))); err == nil {
		t.Error("a short read makes a salt")
	}
}

func TestDeviceSecret(t *testing.T) {
	first, err := srp.NewDeviceSecret()
	if err != nil {
		t.Fatal(err)
	}
	second, err := srp.NewDeviceSecret()
	if err != nil {
		t.Fatal(err)
	}
	if first == second || len(decode(t, first)) != 40 {
		t.Errorf("not fresh, or not 40 bytes: %d", len(decode(t, first)))
	}
	if _, err := srp.NewDeviceSecret(srp.WithRand(strings.NewReader("short"))); err == nil {
		t.Error("a short read makes a secret")
	}
}
