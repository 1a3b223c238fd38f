package scenarios_test

import (
	"testing"

	"github.com/cogbench/cogbench/scenarios"
)

// What claims to be a token is refused or read, without a panic.
func FuzzParseToken(f *testing.F) {
	f.Add("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJhIn0.AAAA")
	f.Add("eyJhbGciOiJSUzI1NiJ9.bnVsbA.")
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, text string) {
		if token, err := scenarios.ParseToken(text); err == nil && token.Claims == nil {
			t.Error("a token without claims")
		}
	})
}
