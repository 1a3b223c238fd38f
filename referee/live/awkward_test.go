package live_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// The rules that a way exercises are those that a client with a flaw breaks under it, and
// keeps in a usual pool, and those that nobody comes by there. TestAwkward holds that the right
// client keeps them.
func TestAwkwardExercisesItsRules(t *testing.T) {
	usual := outcomesOfRight(t)
	for _, way := range awkward.All() {
		t.Run(way.Name, func(t *testing.T) {
			t.Parallel()
			exercised := map[string]bool{}
			for _, id := range way.Rules {
				if usual[id] == report.NotExercised {
					exercised[id] = true
				}
			}
			for _, flaw := range flaws.Under(way.Name) {
				for _, id := range flaw.Breaks {
					exercised[id] = true
				}
				want := slices.Sorted(slices.Values(flaw.Breaks))
				if got := violatedBy(t, flaw, way); !slices.Equal(got, want) {
					t.Errorf("%s breaks %v, want %v", flaw.Name, got, want)
				}
				if got := violatedBy(t, flaw); len(got) > 0 {
					t.Errorf("%s breaks %v in a usual pool too", flaw.Name, got)
				}
			}
			if got, want := slices.Sorted(slices.Values(way.Rules)), slices.Sorted(maps.Keys(exercised)); !slices.Equal(got, want) {
				t.Errorf("it is said to exercise %v, want %v", got, want)
			}
		})
	}
}

// outcomesOfRight are the outcomes of the right client in a usual pool, by rule.
func outcomesOfRight(t *testing.T) map[string]report.ClientOutcome {
	t.Helper()
	pool := start(t, live.Options{Tracking: target.Always, Factor: target.TOTP})
	client, person := clientOf(pool)
	signInOften(t.Context(), client, person)
	_, found := conclude(t, pool)
	outcomes := map[string]report.ClientOutcome{}
	for _, rule := range found.Rules {
		outcomes[rule.ID] = rule.Outcome
	}
	return outcomes
}

// violatedBy are the rules that a client with a flaw breaks in a pool that is awkward in the
// ways; without one, in a pool whose numbers have no zeros in front either.
func violatedBy(t *testing.T, flaw flaws.Flaw, ways ...awkward.Way) []string {
	t.Helper()
	for {
		pool := start(t, live.Options{Tracking: target.Always, Factor: target.TOTP, Awkward: ways})
		_, person := clientOf(pool)
		client := flaws.New(flaws.Pool{Endpoint: pool.Endpoint, PoolID: pool.UserPoolID, ClientID: pool.ClientID}, flaw)
		if !slices.ContainsFunc(ways, func(w awkward.Way) bool { return w.User == awkward.TemporaryPassword }) {
			person.NewPassword = person.Password
		}
		signInOften(t.Context(), client, person)
		history, found := conclude(t, pool)
		if len(ways) == 0 && slices.ContainsFunc(history.Exchanges, hasZeros) {
			continue
		}
		var ids []string
		for _, rule := range found.Rules {
			if rule.Outcome == report.Violated {
				ids = append(ids, rule.ID)
			}
		}
		return slices.Sorted(slices.Values(ids))
	}
}

// signInOften signs in six times, and refreshes. What fails is tried again the next time; a
// password that is refused has been replaced before the sign-in failed.
func signInOften(ctx context.Context, client *flaws.Client, person flaws.Person) {
	const times = 6
	for range times {
		tokens, err := client.SignIn(ctx, person, "USER_SRP_AUTH")
		if err != nil {
			if strings.Contains(err.Error(), "Incorrect username or password") {
				person.Password = person.NewPassword
			}
			continue
		}
		_ = client.Refresh(ctx, tokens) // is tried again with the next tokens
	}
}

// hasZeros reports whether a number of a challenge has zeros in front.
func hasZeros(e *referee.Exchange) bool {
	asked := e.Response.ChallengeParameters
	return asked["SRP_B"] != "" && (len(asked["SRP_B"]) != len(srp.N().Text(16)) || e.Response.ChallengeName == "PASSWORD_VERIFIER" && len(asked["SALT"]) != 32)
}
