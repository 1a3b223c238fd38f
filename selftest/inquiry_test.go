package selftest_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/target"
)

// The cause that an inquiry names is the one that was planted, and a server that
// does all rightly is told nothing.
func TestInquiryNamesThePlantedCause(t *testing.T) {
	for _, planted := range []struct {
		fault string
		ids   []string
	}{
		{"", nil},
		{"key-sha256", []string{"key-derivation=sha256"}},
		{"multiplier-unpadded", []string{"multiplier=unpadded"}},
		{"generator-five", []string{"generator=five"}},
		{"toy-skips-mfa-after-srp", []string{"no-mfa-after-srp"}},
		{"any-device-proof", []string{"any-device-signature"}},
		{"toy-accepts-every-proof", []string{"any-signature", "any-device-signature"}},
	} {
		t.Run("fault "+planted.fault, func(t *testing.T) {
			t.Parallel()
			found, err := diagnose.NewInquiry(faulty(t, planted.fault), "").Run(t.Context(), nil)
			if err != nil {
				t.Error(err)
			}
			var ids []string
			for _, d := range found {
				ids = append(ids, d.ID)
			}
			if !slices.Equal(ids, planted.ids) {
				t.Errorf("diagnoses %q, want %q", ids, planted.ids)
			}
		})
	}
}

// Where no sign-in with the password is possible, which asks about a part at a time,
// one wrong value is found all the same.
func TestInquiryWithoutPasswords(t *testing.T) {
	on := serving(t, func(b *refpool.Behaviour) {
		fault, err := faults.Named("key-sha256")
		if err != nil {
			t.Fatal(err)
		}
		fault.Install(b)
		b.Auth.FlowAllowed = func(_ *refpool.Client, flow string, _ bool) error {
			if flow == "USER_PASSWORD_AUTH" {
				return errors.New("not here")
			}
			return nil
		}
	})
	found, err := diagnose.NewInquiry(on, "").Run(t.Context(), nil)
	if err != nil || len(found) != 1 || found[0].ID != "key-derivation=sha256" {
		t.Errorf("%+v, %v", found, err)
	}
}

// An inquiry is for failures that it may explain, on targets where it may make
// users.
func TestWorthwhile(t *testing.T) {
	failed := func(id string) []report.Rule { return []report.Rule{{ID: id, Outcome: report.Fail}} }
	on := faulty(t, "")
	if !diagnose.Worthwhile(on, failed("SRP-06")) {
		t.Error("a refused right proof is not worth an inquiry")
	}
	if diagnose.Worthwhile(on, failed("WIRE-06")) {
		t.Error("a missing header is worth an inquiry")
	}
	on.AWS = true
	if diagnose.Worthwhile(on, failed("SRP-06")) {
		t.Error("users would be made on the real service")
	}
}

// faulty is a reference pool with a fault, "" for none, as a target.
func faulty(t *testing.T, name string) *target.Target {
	t.Helper()
	return serving(t, func(b *refpool.Behaviour) {
		if name == "" {
			return
		}
		fault, err := faults.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		fault.Install(b)
	})
}

// serving is a reference pool, changed in some way, as a target.
func serving(t *testing.T, change func(*refpool.Behaviour)) *target.Target {
	t.Helper()
	behaviour := refpool.Correct()
	change(&behaviour)
	server, err := refpool.New(refpool.Options{Behaviour: &behaviour})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	id, secret := server.Credentials()
	on, err := target.New(t.Context(), target.Config{
		Name: "faulty", Endpoint: running.Endpoint, Region: server.Region(),
		Credentials: &target.Credentials{AccessKeyID: id, SecretAccessKey: secret},
	}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return on
}
