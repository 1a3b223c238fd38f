package suspect_test

import (
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
)

func TestArithmeticText(t *testing.T) {
	for text, legs := range map[string][2]string{
		"":                                      {"", ""},
		"multiplier=unpadded":                   {"multiplier=unpadded", "multiplier=unpadded"},
		"salt=raw,padding=fixed-width":          {"salt=raw,padding=fixed-width", "padding=fixed-width"},
		"name=alias-in-both":                    {"name=alias-in-both", ""},
		"user:;device:key-derivation=sha256":    {"", "key-derivation=sha256"},
		"user:multiplier=unpadded;device:":      {"multiplier=unpadded", ""},
		"user:salt=raw;device:multiplier=three": {"salt=raw", "multiplier=three"},
	} {
		a, err := suspect.ParseArithmetic(text)
		if err != nil || a.String() != text || a.Leg(false).String() != legs[0] || a.Leg(true).String() != legs[1] {
			t.Errorf("%q: %q, legs %q and %q, %v", text, a, a.Leg(false), a.Leg(true), err)
		}
	}
	for _, text := range []string{"salt=wet", "user:salt=wet;device:", "user:;device:salt=wet", "salt=raw;device:"} {
		if a, err := suspect.ParseArithmetic(text); err == nil {
			t.Errorf("%q was read as %q", text, a)
		}
	}
}
