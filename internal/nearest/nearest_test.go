package nearest_test

import (
	"testing"

	"github.com/cogbench/cogbench/internal/nearest"
)

func TestOf(t *testing.T) {
	names := []string{"totp-reusable", "short-srp-b", "stale-key", "refresh", "remembered-signin", "mfa-signin", "DEV-CONF-01", "DEV-CONF-11"}
	for name, want := range map[string]string{
		"totp-reusible":      "totp-reusable",
		"remembered-sigin":   "remembered-signin",
		"Stale_Key":          "stale-key",
		"short":              "short-srp-b",
		"refresh":            "refresh",
		"refreshes":          "refresh",
		"dev-conf-1":         "DEV-CONF-01", // the first of two that are as near
		"DEV-CONF-O1":        "DEV-CONF-01",
		"something-else-yet": "",
		"":                   "",
	} {
		if got := nearest.Of(name, names); got != want {
			t.Errorf("%q: nearest is %q, want %q", name, got, want)
		}
	}
	if got := nearest.Of("x", nil); got != "" {
		t.Errorf("among no names %q is near", got)
	}
}
