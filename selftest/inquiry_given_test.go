package selftest_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/cogbench/cogbench/srp/suspect"
	"github.com/cogbench/cogbench/target"
)

// given is a second target on the same server, with a pool of that many users which was
// there before. It tells what the server answers.
func given(t *testing.T, on *target.Target, users int, heard func(target.Exchange)) *target.Target {
	t.Helper()
	fixtures := on.NewFixtures("")
	t.Cleanup(func() {
		if err := fixtures.Close(); err != nil {
			t.Error(err)
		}
	})
	pool, err := fixtures.Pool(t.Context(), target.PoolSpec{Tracking: target.Always})
	if err != nil {
		t.Fatal(err)
	}
	client, err := pool.Client(t.Context(), target.ClientSpec{})
	if err != nil {
		t.Fatal(err)
	}
	existing := &target.ExistingPool{ID: pool.ID, ClientID: client.ID, MFA: "off", Devices: &target.ExistingDevice{Tracking: "always"}}
	for range users {
		user, err := pool.User(t.Context(), target.UserSpec{})
		if err != nil {
			t.Fatal(err)
		}
		existing.Users = append(existing.Users, target.ExistingUser{Username: user.Username, Password: user.Password, ID: user.ID})
	}
	config := on.Config
	config.Pool.Existing = existing
	second, err := target.New(t.Context(), config, target.Options{Trace: heard})
	if err != nil {
		t.Fatal(err)
	}
	return second
}

// In a given pool the inquiry goes round the users, locks none of them out, and makes
// and leaves nothing.
func TestInquiryInAGivenPool(t *testing.T) {
	for text, users := range map[string]int{
		"salt=raw,padding=group-width-in-exchange": 12,
		"key-derivation=sha256":                    12,
		"name=missing-in-x,timestamp=local+12:45":  3, // more than so few users can show
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			w, err := suspect.ParseVariant(text)
			if err != nil {
				t.Fatal(err)
			}
			server := newWrongServer(w)
			var locked, made atomic.Int32
			on := given(t, serving(t, server.install), users, func(e target.Exchange) {
				if strings.Contains(e.Response, "attempts exceeded") {
					locked.Add(1)
				}
				if strings.Contains(e.Operation, "Create") || strings.Contains(e.Operation, "SignUp") {
					made.Add(1)
				}
			})
			q := inquiry(on)
			spoken, err := q.Dialect(t.Context())
			if err != nil {
				t.Error(err)
			}
			found, err := q.Run(t.Context(), nil)
			if err != nil {
				t.Error(err)
			}
			want := text
			if users == 3 {
				want = "unexplained-proof"
			}
			if len(found) != 1 || found[0].ID != want || users > 3 && spoken.Arithmetic != text {
				t.Errorf("dialect %q, diagnoses %+v", spoken.Arithmetic, found)
			}
			for name, failures := range server.failures() {
				if failures > 20 {
					t.Errorf("%s failed %d times", name, failures)
				}
			}
			if locked.Load() > 0 || made.Load() > 0 {
				t.Errorf("%d calls met a lock-out, %d made something", locked.Load(), made.Load())
			}
		})
	}
}
