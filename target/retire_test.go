package target_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/target"
)

// TestUsersAreRetired holds that users go in the background, never where that is
// refused or of no use, and never those that were given.
func TestUsersAreRetired(t *testing.T) {
	for name, c := range map[string]struct {
		delete    func(call) (int, any)
		extension bool
		given     bool
		least     int
		most      int
	}{
		"all":               {always(200, map[string]any{}), false, false, 20, 20},
		"gone already":      {always(400, refusal("UserNotFoundException", "User does not exist.")), false, false, 20, 20},
		"refused":           {always(400, refusal("AccessDeniedException", "no")), false, false, 1, 2},
		"no operation":      {nil, false, false, 1, 2},
		"a reference pool":  {always(200, map[string]any{}), true, false, 0, 0},
		"given by the file": {always(200, map[string]any{}), false, true, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			p.answer("AdminDeleteUser", c.delete)
			if !c.extension {
				p.answer("GET /_cogbench/", nil)
			}
			fixtures := newTarget(t, p.URL).NewFixtures("")
			pool, err := fixtures.Pool(t.Context(), target.PoolSpec{})
			if err != nil {
				t.Fatal(err)
			}
			for range 20 {
				user, err := pool.User(t.Context(), target.UserSpec{})
				if err != nil {
					t.Fatal(err)
				}
				user.Given = c.given
				fixtures.Retire(user)
			}
			for start := time.Now(); len(p.seen("AdminDeleteUser")) < c.least && time.Since(start) < time.Minute; {
				time.Sleep(time.Millisecond)
			}
			if err := fixtures.Close(); err != nil || p.left() != 0 {
				t.Errorf("close: %v; %d pools left", err, p.left())
			}
			if n := len(p.seen("AdminDeleteUser")); n < c.least || n > c.most {
				t.Errorf("%d users were deleted, want %d to %d", n, c.least, c.most)
			}
		})
	}
}

// TestLeftoversAreNamedOnce holds that a server which deletes no pools is asked once
// and told of in one line.
func TestLeftoversAreNamedOnce(t *testing.T) {
	p := newPools(t)
	p.answer("DeleteUserPool", nil)
	made := newTarget(t, p.URL)
	fixtures := made.NewFixtures("ab")
	for range 10 {
		if _, err := fixtures.FreshPool(t.Context(), target.PoolSpec{}); err != nil {
			t.Fatal(err)
		}
	}
	err := fixtures.Close()
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "and 9 more are left behind") {
		t.Errorf("error %v", err)
	}
	n, err := made.Cleanup(t.Context(), "ab")
	if n != 0 || err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("cleanup: %d, %v", n, err)
	}
	if calls := len(p.seen("DeleteUserPool")); calls > 4 {
		t.Errorf("DeleteUserPool was asked %d times", calls)
	}
}
