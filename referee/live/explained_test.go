package live_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// The pool tells a wrong secret, which no recording does.
func TestWrongPasswordIsTold(t *testing.T) {
	pool := start(t, live.Options{})
	client, person := clientOf(pool)
	person.Password += "x"
	if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err == nil {
		t.Fatal("a wrong password is taken")
	}
	holdsAll(t, explained(t, pool), "and rightly", "another secret")
}

// A right proof of a device that the pool forgot meanwhile is not called wrong.
func TestProofOfForgottenDeviceIsNotCalledWrong(t *testing.T) {
	way, err := awkward.Named("forgotten-midway")
	if err != nil {
		t.Fatal(err)
	}
	pool := start(t, live.Options{Tracking: target.Always, Awkward: []awkward.Way{way}})
	client, person := clientOf(pool)
	for range 2 {
		if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
			t.Fatal(err)
		}
	}
	holdsAll(t, explained(t, pool), "The proof is right, and refused all the same")
}

// What a pool does that is awkward is laid at the door of no right client, and is told.
func TestAwkwardPoolsAreExplained(t *testing.T) {
	told := map[string]string{
		"stale-key":        "Nothing is wrong with the client",
		"forgotten-midway": "The proof is right, and refused all the same",
		"throttled":        "called too often",
		"expired-session":  "has expired",
	}
	for _, way := range awkward.All() {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			pool := start(t, live.Options{Tracking: target.Always, Factor: target.TOTP, Awkward: []awkward.Way{way}})
			client, person := clientOf(pool)
			client.HTTP = http.DefaultClient // which repeats nothing
			if way.User != awkward.TemporaryPassword {
				person.NewPassword = person.Password
			}
			signInOften(t.Context(), client, person)
			holdsAll(t, explained(t, pool), told[way.Name])
		})
	}
}

// Who loses the last digit of an odd number of them is told, though the pool cannot compute what
// such a client does.
func TestLostDigitsAreTold(t *testing.T) {
	for way, number := range map[string]string{"short-srp-b": "SRP_B", "short-salt": "SALT"} {
		awkwardly, err := awkward.Named(way)
		if err != nil {
			t.Fatal(err)
		}
		pool := start(t, live.Options{Awkward: []awkward.Way{awkwardly}})
		client := flaws.New(flaws.Pool{Endpoint: pool.Endpoint, PoolID: pool.UserPoolID, ClientID: pool.ClientID}, flaws.OddDigitLost(number))
		_, person := clientOf(pool)
		for range 12 {
			_, _ = client.SignIn(t.Context(), person, "USER_SRP_AUTH") // every other one is refused
		}
		holdsAll(t, explained(t, pool), "now and then", "Here it is "+number+".")
	}
}

// explained is all that is said of the sign-ins in a pool.
func explained(t *testing.T, pool *live.Pool) string {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.Live})
	if err != nil {
		t.Fatal(err)
	}
	pool.Tell(judge, "")
	found := explain.Conclude(judge)
	var text strings.Builder
	for _, diagnosis := range found.Diagnoses {
		if len(diagnosis.Rules) > 0 {
			t.Errorf("it speaks against the client: %s %s", diagnosis.Symptom, diagnosis.Summary)
		}
	}
	for _, signIn := range found.SignIns {
		text.WriteString(signIn.Explanation + "\n")
	}
	return text.String()
}

// holdsAll holds that parts are in a text.
func holdsAll(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in %s", part, text)
		}
	}
}
