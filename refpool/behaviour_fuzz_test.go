package refpool_test

import (
	"bytes"
	"encoding/base64"
	"math/big"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

// What ConfirmDevice accepts is base64 of the integer that it makes of it.
func FuzzDeviceInteger(f *testing.F) {
	for _, seed := range []string{"", "AQID", "gA==", "AIA=", "*", "AQID\n"} {
		f.Add(seed)
	}
	parse := refpool.Correct().Device.Confirm.ParseInteger
	f.Fuzz(func(t *testing.T, text string) {
		n, err := parse("Salt", text)
		if err != nil {
			return
		}
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil || n.Sign() < 0 || !bytes.Equal(n.Bytes(), bytes.TrimLeft(raw, "\x00")) {
			t.Errorf("%q became %v", text, n)
		}
	})
}

// A PaginationToken opens for the request that it was sealed for, and nothing
// else opens.
func FuzzPaginationToken(f *testing.F) {
	f.Add("key", "request", "last")
	f.Add("", "", "")
	describe := refpool.Correct().Device.Describe
	f.Fuzz(func(t *testing.T, secret, request, last string) {
		token := describe.Seal([]byte(secret), request, last)
		if got, err := describe.Open([]byte(secret), request, token); last != "" && (err != nil || got != last) {
			t.Errorf("Open(Seal(%q)) = %q, %v", last, got, err)
		}
		if _, err := describe.Open([]byte(secret), request+"x", token); err == nil {
			t.Errorf("the token of %q opened for another request", request)
		}
		if _, err := describe.Open([]byte(secret), request, last); err == nil {
			t.Errorf("%q opened", last)
		}
	})
}

// An SRP_A that is accepted is the integer of its hexadecimal text, and no
// multiple of N.
func FuzzSRPA(f *testing.F) {
	for _, seed := range []string{"", "0", "2", "00ff", "FF", "-1", "+1", "0x2", "1_0"} {
		f.Add(seed)
	}
	parse := refpool.Correct().Auth.SRP.ParseA
	f.Fuzz(func(t *testing.T, text string) {
		A, err := parse(text)
		if err != nil {
			return
		}
		want, ok := new(big.Int).SetString(text, 16)
		if !ok || A.Cmp(want) != 0 || new(big.Int).Mod(A, srp.N()).Sign() == 0 {
			t.Errorf("%q became %v", text, A)
		}
	})
}
