package target_test

import (
	"net/http"
	"testing"

	"github.com/cogbench/cogbench/target"
)

// TestNamesDifferBetweenProcesses makes things with two of the fixtures that the
// processes of one run have, on a server where names have to be unique.
func TestNamesDifferBetweenProcesses(t *testing.T) {
	p := newPools(t)
	seen := map[string]bool{}
	once := func(name string, then func(call) (int, any)) func(call) (int, any) {
		return func(c call) (int, any) {
			if seen[c.text(name)] {
				return http.StatusBadRequest, refusal("InvalidParameterException", "A user pool named "+c.text(name)+" already exists")
			}
			seen[c.text(name)] = true
			return then(c)
		}
	}
	p.answer("CreateUserPool", once("PoolName", p.create))
	p.answer("AdminCreateUser", once("Username", p.user))
	phones := map[string]bool{}
	for range 2 {
		fixtures := newTarget(t, p.URL).NewFixtures("ab")
		pool, err := fixtures.Pool(t.Context(), target.PoolSpec{})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			user, err := pool.User(t.Context(), target.UserSpec{Phone: true})
			if err != nil {
				t.Fatal(err)
			}
			phones[user.Phone] = true
		}
	}
	if len(phones) != 6 {
		t.Errorf("6 users have the numbers %v", phones)
	}
}

// TestPhonesDoNotWrap holds that the numbers of more than ten thousand users differ.
func TestPhonesDoNotWrap(t *testing.T) {
	fixtures := newTarget(t, "http://127.0.0.1:1").NewFixtures("")
	phones := map[string]bool{}
	for n := range 30_000 {
		phones[fixtures.Phone(n)] = true
	}
	if len(phones) != 30_000 {
		t.Errorf("%d numbers for 30000 users", len(phones))
	}
}

// TestCleanupWithoutTags finds what runs made on a server that keeps no tags, by
// names that nobody else gives.
func TestCleanupWithoutTags(t *testing.T) {
	p := newPools(t)
	p.answer("DescribeUserPool", always(200, map[string]any{"UserPool": map[string]any{}}))
	made := newTarget(t, p.URL)
	for _, name := range []string{"ab", "abc", "ab"} {
		if _, err := made.NewFixtures(name).FreshPool(t.Context(), target.PoolSpec{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, foreign := range []string{"theirs", "cogbench-ab-like-ours", "cogbench-ab-12"} {
		p.create(call{Body: map[string]any{"PoolName": foreign}})
	}
	if n, err := made.Cleanup(t.Context(), "ab"); n != 2 || err != nil || p.left() != 4 {
		t.Errorf("of run ab %d deleted, %v; %d left", n, err, p.left())
	}
	p.answer("DescribeUserPool", nil)
	if n, err := made.Cleanup(t.Context(), ""); n != 1 || p.left() != 3 {
		t.Errorf("of all runs %d deleted, %v; %d left", n, err, p.left())
	}
}
