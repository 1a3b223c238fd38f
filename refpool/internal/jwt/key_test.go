package jwt_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	josejwt "github.com/go-jose/go-jose/v4/jwt"

	"github.com/cogbench/cogbench/refpool/internal/jwt"
)

func newKey(t *testing.T) *jwt.Key {
	t.Helper()
	key, err := jwt.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t *testing.T, key *jwt.Key) string {
	t.Helper()
	token, err := key.Sign(map[string]any{
		"iss": "https://issuer/pool", "sub": "s", "token_use": "access", "scope": "a b",
		"client_id": "c", "origin_jti": "g", "exp": 1700000000,
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestSignAndVerify(t *testing.T) {
	key := newKey(t)
	token := sign(t, key)
	want := map[string]any{
		"iss": "https://issuer/pool", "sub": "s", "token_use": "access", "scope": "a b",
		"client_id": "c", "origin_jti": "g", "exp": 1700000000.0,
	}
	var got map[string]any
	if err := key.Verify(token, &got); err != nil || !maps.Equal(got, want) {
		t.Errorf("Verify: %v, %v, want %v", got, err, want)
	}
	got = nil
	if err := jwt.Peek(token, &got); err != nil || !maps.Equal(got, want) {
		t.Errorf("Peek: %v, %v, want %v", got, err, want)
	}
}

// Another implementation's reading of the key that a JWKS shows.
func TestPublicKeyVerifies(t *testing.T) {
	key := newKey(t)
	public := key.Public()
	if public.KeyID != key.ID() || public.Algorithm != "RS256" || public.Use != "sig" {
		t.Errorf("public key = %+v", public)
	}
	if !strings.Contains(key.ID(), "/") || !strings.HasSuffix(key.ID(), "=") {
		t.Errorf("kid %q, want base64 with a slash and padding", key.ID())
	}
	if n := public.Key.(*rsa.PublicKey).N.BitLen(); n != 2048 {
		t.Errorf("the key has %d bits, want 2048", n)
	}
	parsed, err := josejwt.ParseSigned(sign(t, key), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := parsed.Claims(public, &claims); err != nil {
		t.Error(err)
	}
}

// A signature is as long as the modulus, also where it begins with zeros, which one in
// 256 does.
func TestEverySignatureVerifies(t *testing.T) {
	key := newKey(t)
	public := key.Public().Key.(*rsa.PublicKey)
	short := false
	for n := 0; n < 200 || !short; n++ {
		token, err := key.Sign(map[string]int{"n": n})
		if err != nil {
			t.Fatal(err)
		}
		end := strings.LastIndexByte(token, '.')
		signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
		if err != nil {
			t.Fatal(err)
		}
		digest := sha256.Sum256([]byte(token[:end]))
		if err := rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], signature); err != nil {
			t.Fatalf("token %d: %v", n, err)
		}
		short = short || signature[0] == 0
	}
}

func BenchmarkNewKey(b *testing.B) {
	for b.Loop() {
		if _, err := jwt.NewKey(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	key, err := jwt.NewKey()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := key.Sign(map[string]string{"sub": "s"}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestVerifyRefuses(t *testing.T) {
	key, other := newKey(t), newKey(t)
	token := sign(t, key)
	parts := strings.Split(token, ".")
	encode := base64.RawURLEncoding.EncodeToString
	for _, tt := range []struct{ name, token string }{
		{"empty", ""},
		{"no token", "abc"},
		{"another key", sign(t, other)},
		{"altered claims", parts[0] + "." + encode([]byte(`{"sub":"x"}`)) + "." + parts[2]},
		{"altered signature", parts[0] + "." + parts[1] + "." + encode([]byte("x"))},
		{"spare bits of the signature", spareBitsSet(token)},
		{"a line break", token + "\n"},
		{"no signature", parts[0] + "." + parts[1] + "."},
		{"algorithm none", encode([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."},
		{"algorithm HS256", encode([]byte(`{"alg":"HS256","kid":"`+key.ID()+`"}`)) + "." + parts[1] + "." + parts[2]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var claims map[string]any
			if err := key.Verify(tt.token, &claims); err == nil {
				t.Errorf("Verify: %v, want an error", claims)
			}
		})
	}
}

// spareBitsSet changes the last character of a token in the bits that belong to
// no byte of the signature.
func spareBitsSet(token string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, token[len(token)-1])
	return token[:len(token)-1] + string(alphabet[last|1])
}

func TestRing(t *testing.T) {
	var ring jwt.Ring
	access, id, err := ring.For("us-east-1_AAAAAAAAA")
	if err != nil {
		t.Fatal(err)
	}
	if access.ID() == id.ID() {
		t.Error("access and id tokens have one key")
	}
	accessAgain, idAgain, err := ring.For("us-east-1_AAAAAAAAA")
	if err != nil || accessAgain != access || idAgain != id {
		t.Errorf("a pool's keys changed: %v", err)
	}
}

// No text but the key's own tokens verifies.
func FuzzVerify(f *testing.F) {
	key, err := jwt.NewKey()
	if err != nil {
		f.Fatal(err)
	}
	own, err := key.Sign(map[string]any{"sub": "s"})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "a.b.c", own, own + "A", strings.ToLower(own)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		var claims map[string]any
		if err := key.Verify(token, &claims); err == nil && token != own {
			t.Errorf("%q verified as %v", token, claims)
		}
		_ = jwt.Peek(token, &claims)
	})
}
