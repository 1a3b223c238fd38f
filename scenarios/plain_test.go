package scenarios_test

import (
	"testing"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
)

// A registration is plain in one of five cases, and never with a sign byte or with an odd
// number of hexadecimal digits.
func TestPlainVerifiers(t *testing.T) {
	t.Parallel()
	id := srp.Identity{Group: "-group", Name: "us-east-1_key", Secret: "secret"}
	plain := 0
	for range 64 {
		v, err := srp.NewDeviceVerifier(id)
		if err != nil {
			t.Fatal(err)
		}
		if !scenarios.PlainVerifier(v) {
			continue
		}
		plain++
		for _, text := range []string{v.Salt, v.PasswordVerifier} {
			if b := srp.LenientBase64(text); b[0] < 0x10 || b[0] >= 0x80 {
				t.Errorf("%s begins with %#x", text, b[0])
			}
		}
	}
	if plain == 0 || plain == 64 {
		t.Errorf("%d of 64 registrations are plain", plain)
	}
}
