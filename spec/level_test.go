package spec_test

import (
	"testing"

	"github.com/cogbench/cogbench/spec"
)

func TestLevelAtLeast(t *testing.T) {
	for _, c := range []struct {
		level, gate spec.Level
		want        bool
	}{
		{spec.Must, spec.Must, true},
		{spec.Should, spec.Must, false},
		{spec.Must, spec.Observed, true},
		{spec.Observed, spec.Observed, true},
		{spec.Open, spec.Observed, false},
		{"perhaps", spec.Observed, false},
		{spec.Must, "perhaps", false},
	} {
		if got := c.level.AtLeast(c.gate); got != c.want {
			t.Errorf("%q at least %q: %v, want %v", c.level, c.gate, got, c.want)
		}
	}
}

func TestProfileIncludes(t *testing.T) {
	for _, c := range []struct {
		profile, other spec.Profile
		want           bool
	}{
		{spec.Full, spec.Core, true},
		{spec.Full, spec.Full, true},
		{spec.Core, spec.Admin, false},
		{spec.Admin, spec.Core, true},
		{spec.Full, "most", false},
		{"most", spec.Core, false},
	} {
		if got := c.profile.Includes(c.other); got != c.want {
			t.Errorf("%q includes %q: %v, want %v", c.profile, c.other, got, c.want)
		}
	}
}
