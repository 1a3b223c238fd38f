package scenarios_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// newScripted makes an actor at a server that gives every call the same answer.
func newScripted(t *testing.T, answer string) *scenarios.Actor {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, answer) }))
	t.Cleanup(server.Close)
	made, err := target.New(t.Context(), target.Config{
		Endpoint: server.URL, Credentials: &target.Credentials{AccessKeyID: "a", SecretAccessKey: "b"},
	}, target.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.CloseIdle)
	pool := made.NewFixtures("").AdoptPool(target.ExistingPool{
		ID: "us-east-1_1", ClientID: "client", ClientSecret: "secret",
		Users: []target.ExistingUser{{Username: "ann@example.com", ID: "ann", Password: "pw"}},
	}, target.PoolSpec{})
	client, err := pool.Client(t.Context(), target.ClientSpec{Secret: true})
	if err != nil {
		t.Fatal(err)
	}
	user, err := pool.User(t.Context(), target.UserSpec{})
	if err != nil {
		t.Fatal(err)
	}
	return &scenarios.Actor{User: user, Client: client}
}

// TestNameFollowsTheChallenges holds that a client goes on under the immutable
// name, where it is told, and signs for the name that it sends.
func TestNameFollowsTheChallenges(t *testing.T) {
	for _, c := range []struct{ parameters, want string }{
		{`{"USERNAME":"other","USER_ID_FOR_SRP":"ann"}`, "ann"},
		{`{"USERNAME":"other"}`, "other"},
		{`{"USER_ID_FOR_SRP":"","USERNAME":""}`, "ann@example.com"},
		{`{}`, "ann@example.com"},
	} {
		t.Run(c.parameters, func(t *testing.T) {
			actor := newScripted(t, `{"ChallengeName":"SMS_MFA","Session":"session-0123456789012","ChallengeParameters":`+c.parameters+`}`)
			attempt := actor.Begin(nil)
			if _, err := attempt.Initiate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := attempt.AnswerMFAWith(t.Context(), "123456"); err != nil {
				t.Fatal(err)
			}
			sent := attempt.Sent.Parameters
			if sent["USERNAME"] != c.want || sent["SECRET_HASH"] != srp.SecretHash(c.want, "client", "secret") {
				t.Errorf("sent %v, want the name %s and its hash", sent, c.want)
			}
			if attempt.Sent.Session != "session-0123456789012" || sent["SMS_MFA_CODE"] != "123456" {
				t.Errorf("sent %+v", attempt.Sent)
			}
		})
	}
}

func TestEdits(t *testing.T) {
	actor := newScripted(t, `{}`)
	for _, c := range []struct {
		name string
		edit scenarios.Edit
		want func(*scenarios.Request) bool
	}{
		{"set", scenarios.Set("NEW", "x"), func(r *scenarios.Request) bool { return r.Parameters["NEW"] == "x" }},
		{"drop", scenarios.Drop("ANSWER", "SECRET_HASH"), func(r *scenarios.Request) bool { return len(r.Parameters) == 1 }},
		{"session", scenarios.WithSession("s"), func(r *scenarios.Request) bool { return r.Session == "s" }},
		{"another name", actor.As("bob"), func(r *scenarios.Request) bool {
			return r.Parameters["USERNAME"] == "bob" && r.Parameters["SECRET_HASH"] == srp.SecretHash("bob", "client", "secret")
		}},
		{"client", func(r *scenarios.Request) { r.ClientID = "theirs" }, func(r *scenarios.Request) bool { return r.ClientID == "theirs" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			attempt := actor.Begin(nil)
			if _, err := attempt.Respond(t.Context(), types.ChallengeNameTypeCustomChallenge, map[string]string{"ANSWER": "y"}, c.edit); err != nil {
				t.Fatal(err)
			}
			if !c.want(attempt.Sent) {
				t.Errorf("sent %+v", attempt.Sent)
			}
		})
	}
}

// TestNeverEnding holds that a target cannot keep a client busy for ever.
func TestNeverEnding(t *testing.T) {
	challenges := newScripted(t, `{"ChallengeName":"CUSTOM_CHALLENGE","ChallengeParameters":{"USERNAME":"ann"}}`)
	challenges.Flow = types.AuthFlowTypeUserPasswordAuth
	if _, err := challenges.SignIn(t.Context(), nil); !isProtocolError(err) {
		t.Errorf("challenges without end: %v", err)
	}
	pages := newScripted(t, `{"Devices":[],"PaginationToken":"more"}`)
	if _, err := pages.ListDevices(t.Context(), "token", 0); !isProtocolError(err) {
		t.Errorf("pages without end: %v", err)
	}
}
