package target_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/target"
)

// threeUsers are given, none of them with a second factor.
func threeUsers(config *target.Config, _ *target.Options) {
	config.Pool.Existing = &target.ExistingPool{
		ID: "us-east-1_1", ClientID: "c1", MFA: "off", Devices: &target.ExistingDevice{Tracking: "always"},
		Users: []target.ExistingUser{{Username: "ann", Password: "pw-of-ann"}, {Username: "bob", Password: "pw-of-bob"}, {Username: "eve", Password: "pw-of-eve"}},
	}
}

// inTurn leases and releases users of the pool, one at a time.
func inTurn(t *testing.T, pool *target.Pool, n int) (names []string) {
	t.Helper()
	for range n {
		user, err := pool.User(t.Context(), target.UserSpec{})
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, user.Username)
		user.Release()
	}
	return names
}

// TestGivenUsersTakeTurns holds that all given users are used, and that one that is
// locked out or throttled is left alone.
func TestGivenUsersTakeTurns(t *testing.T) {
	for name, c := range map[string]struct {
		status         int
		error, message string
		rests          bool
	}{
		"locked":       {400, "NotAuthorizedException", "Password attempts exceeded", true},
		"throttled":    {429, "TooManyRequestsException", "slow down", true},
		"attempts":     {400, "LimitExceededException", "Attempt limit exceeded", true},
		"only refused": {400, "NotAuthorizedException", "Incorrect username or password.", false},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPools(t)
			p.answer("GET /_cogbench/", nil)
			p.answer("InitiateAuth", always(c.status, refusal(c.error, c.message)))
			made := newTarget(t, p.URL, threeUsers)
			pool, err := made.NewFixtures("").GivenPool(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := inTurn(t, pool, 4); !slices.Equal(got, []string{"ann", "bob", "eve", "ann"}) {
				t.Errorf("in turn %q", got)
			}
			_, _ = made.API().InitiateAuth(target.WithoutRepeat(t.Context()), &cip.InitiateAuthInput{
				AuthFlow: "USER_PASSWORD_AUTH", ClientId: new("c1"), AuthParameters: map[string]string{"USERNAME": "eve", "PASSWORD": "wrong"},
			})
			if got := inTurn(t, pool, 4); slices.Contains(got, "eve") == c.rests {
				t.Errorf("then in turn %q", got)
			}
		})
	}
}

// A given user who failed twice is signed in before the next check has it, so that no
// check meets a lock that another provoked.
func TestAGivenUserIsClearedBeforeItIsLocked(t *testing.T) {
	p := newPools(t)
	var sent []string
	p.answer("InitiateAuth", func(c call) (int, any) {
		parameters, _ := c.Body["AuthParameters"].(map[string]any)
		sent = append(sent, fmt.Sprint(parameters["USERNAME"], " ", parameters["PASSWORD"]))
		if parameters["PASSWORD"] == "wrong" {
			return 400, refusal("NotAuthorizedException", "Incorrect username or password.")
		}
		return 200, map[string]any{"AuthenticationResult": map[string]any{"AccessToken": "t"}}
	})
	p.answer("GET /_cogbench/", nil)
	made := newTarget(t, p.URL, threeUsers, func(config *target.Config, _ *target.Options) {
		config.Pool.Existing.Users = config.Pool.Existing.Users[:1]
	})
	pool, err := made.NewFixtures("").GivenPool(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		user, err := pool.User(t.Context(), target.UserSpec{})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = made.API().InitiateAuth(t.Context(), &cip.InitiateAuthInput{
			AuthFlow: "USER_PASSWORD_AUTH", ClientId: new("c1"), AuthParameters: map[string]string{"USERNAME": "ann", "PASSWORD": "wrong"},
		})
		user.Release()
	}
	if want := []string{"ann wrong", "ann wrong", "ann pw-of-ann", "ann wrong"}; !slices.Equal(sent, want) {
		t.Errorf("sent %q, want %q", sent, want)
	}
}

// TestRestEnds holds that a user who was locked out is had again after a while, and at
// once where there is no other.
func TestRestEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		strain, end := target.NewResting()
		strain("ann")
		first := end("ann")
		strain("ann") // during the rest
		if first.IsZero() || end("ann") != first || !end("bob").IsZero() {
			t.Errorf("rests until %v, then %v", first, end("ann"))
		}
		time.Sleep(time.Until(first))
		if !end("ann").IsZero() {
			t.Error("a rest does not end")
		}
		again := first
		strain("ann")
		if end("ann").Sub(again) != 2*target.FirstRest {
			t.Errorf("the next rest is %v", end("ann").Sub(again))
		}
	})
}

// TestProbesLeaveNothingInAGivenPool has calls make users and clients that a server
// should have refused.
func TestProbesLeaveNothingInAGivenPool(t *testing.T) {
	p := newPools(t)
	var removed []string
	note := func(name string) func(call) (int, any) {
		return func(c call) (int, any) {
			removed = append(removed, c.Operation+" "+c.text(name))
			return http.StatusOK, map[string]any{}
		}
	}
	p.answer("SignUp", always(200, map[string]any{"UserSub": "sub"}))
	p.answer("AdminDeleteUser", note("Username"))
	p.answer("DeleteUserPoolClient", note("ClientId"))
	made := newTarget(t, p.URL, threeUsers)
	fixtures := made.NewFixtures("")
	for operation, body := range map[string]map[string]any{
		"SignUp":               {"ClientId": "c1", "Username": "a"},
		"AdminCreateUser":      {"UserPoolId": "us-east-1_1", "Username": "b"},
		"CreateUserPoolClient": {"UserPoolId": "us-east-1_1"},
	} {
		if _, err := made.Raw(t.Context(), target.RawCall{Operation: operation, JSON: body}); err != nil {
			t.Fatal(err)
		}
	}
	for _, body := range []map[string]any{{"ClientId": "c1", "Username": "ann"}, {"ClientId": "another", "Username": "z"}} {
		if _, err := made.Raw(t.Context(), target.RawCall{Operation: "SignUp", JSON: body}); err != nil {
			t.Fatal(err)
		}
	}
	if err := fixtures.Close(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(removed)
	if want := "AdminDeleteUser a, AdminDeleteUser b, DeleteUserPoolClient client1"; strings.Join(removed, ", ") != want {
		t.Errorf("removed %q, want %q", removed, want)
	}
}
