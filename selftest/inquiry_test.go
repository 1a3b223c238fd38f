package selftest_test

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/faults"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/suites/diagnose"
	"github.com/cogbench/cogbench/target"
)

// inquiry is one that a busy machine does not cut short: its own limit is a minute.
func inquiry(on *target.Target) *diagnose.Inquiry {
	q := diagnose.NewInquiry(on, "")
	q.TimeLimit = 20 * time.Minute
	return q
}

// The cause that an inquiry names is the one that was planted, and a server that
// does everything right gets no diagnosis.
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
		{"any-totp", []string{"any-totp"}},
		{"unissued-key-confirmed", []string{"any-device-key"}},
		{"any-device-proof", []string{"any-device-signature"}},
		{"toy-accepts-every-proof", []string{"any-signature", "any-device-signature"}},
	} {
		t.Run("fault "+planted.fault, func(t *testing.T) {
			t.Parallel()
			found, err := inquiry(faulty(t, planted.fault)).Run(t.Context(), nil)
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
	found, err := inquiry(on).Run(t.Context(), nil)
	if err != nil || len(found) != 1 || found[0].ID != "key-derivation=sha256" {
		t.Errorf("%+v, %v", found, err)
	}
}

// The dialect of a server is found before its checks, for each leg; a server that
// computes rightly has none, and is asked little.
func TestInquiryFindsTheDialect(t *testing.T) {
	for name, on := range map[string]struct {
		target     *target.Target
		arithmetic string
		explains   []string
	}{
		"right":                  {faulty(t, ""), "", nil},
		"wrong k":                {faulty(t, "multiplier-unpadded"), "multiplier=unpadded", []string{"SRP-02", "SRP-20"}},
		"g = 5":                  {faulty(t, "generator-five"), "generator=five", []string{"SRP-01", "SRP-20"}},
		"StackSim":               {wrong(t, "salt=raw,padding=group-width-in-exchange"), "salt=raw,padding=group-width-in-exchange", []string{"SRP-03", "SRP-04", "SRP-06"}},
		"K hashed for users":     {wrongOnOneLeg(t, "key-derivation=sha256", false), "user:key-derivation=sha256;device:", []string{"SRP-06", "SRP-20"}},
		"K hashed for devices":   {wrongOnOneLeg(t, "key-derivation=sha256", true), "user:;device:key-derivation=sha256", []string{"SRP-06", "SRP-20"}},
		"any signature":          {faulty(t, "toy-accepts-every-proof"), "", nil},
		"two mistakes, no style": {wrong(t, "info=empty,salt=text"), "salt=text,info=empty", []string{"SRP-04", "SRP-06", "SRP-20"}},
		"two styles":             {wrong(t, "padding=text-in-exchange,hmac=swapped"), "padding=text-in-exchange,hmac=swapped", []string{"SRP-03", "SRP-06", "SRP-07", "SRP-08"}},
		"two styles of the user": {wrongOnOneLeg(t, "salt=text,integers=little-endian", false), "user:salt=text,integers=little-endian;device:", []string{"SRP-02", "SRP-03", "SRP-04"}},
		"the alias for the name": {wrong(t, "name=alias-in-both"), "name=alias-in-both", []string{"SRP-04", "SRP-07", "SRP-20"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := inquiry(on.target).Dialect(t.Context())
			if err != nil {
				t.Error(err)
			}
			if found.Arithmetic != on.arithmetic || !slices.Equal(found.Explains, on.explains) {
				t.Errorf("%q, explaining %q; want %q and %q", found.Arithmetic, found.Explains, on.arithmetic, on.explains)
			}
			if (found.Diagnosis != nil) != (on.arithmetic != "") {
				t.Errorf("diagnosis %+v", found.Diagnosis)
			}
		})
	}
}

// An inquiry that spares calls makes less than half of them on a server that computes
// rightly, and finds what is always wrong all the same.
func TestInquirySparesCalls(t *testing.T) {
	t.Parallel()
	calls := map[bool]int{}
	for _, sparing := range []bool{false, true} {
		var made atomic.Int64
		q := inquiry(serving(t, func(b *refpool.Behaviour) { b.Wire.Reply = func(string, *refpool.Reply) { made.Add(1) } }))
		q.Sparing = sparing
		if found, err := q.Dialect(t.Context()); err != nil || found.Arithmetic != "" {
			t.Errorf("%+v, %v", found, err)
		}
		calls[sparing] = int(made.Load())
	}
	if calls[true] > calls[false]/2 || calls[true] == 0 {
		t.Errorf("%d calls, %d by one that spares none", calls[true], calls[false])
	}
	q := inquiry(faulty(t, "multiplier-unpadded"))
	q.Sparing = true
	if found, err := q.Dialect(t.Context()); err != nil || found.Arithmetic != "multiplier=unpadded" {
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
	wrong := faulty(t, "multiplier-unpadded")
	wrong.AWS = true
	if spoken, err := diagnose.NewInquiry(wrong, "").Dialect(t.Context()); err != nil || spoken.Diagnosis != nil {
		t.Errorf("the real service was asked: %+v, %v", spoken, err)
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
