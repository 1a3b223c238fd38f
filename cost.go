package cogbench

import (
	"fmt"
	"math"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// expense is what a run comes to for each rule.
type expense struct{ calls, users, pools float64 }

// expenseOf is what a run of all rules came to on 30 November 2026 on reference pools whose
// clock cannot be moved, as the service's cannot (ci/slow with --delay 20 -- --verbose):
// 17727 calls, 1056 users and 115 pools for 400 rules; and on the reference pools, 1483
// calls, 73 users and 24 pools for the 34 checks of the questions.
func expenseOf(profile spec.Profile) expense {
	if profile == spec.Ask {
		return expense{calls: 44, users: 2.2, pools: 0.71}
	}
	return expense{calls: 45, users: 2.7, pools: 0.29}
}

// cost says what a run of so many rules of a profile will do to a target that others pay for or
// use, as lines of text; "" for any other target.
func cost(on *target.Target, profile spec.Profile, rules int) string {
	each := expenseOf(profile)
	expected := func(perRule float64, noun string) string {
		return plural.Count(int(math.Ceil(float64(rules)*perRule)), noun)
	}
	checked := plural.Count(rules, "rule")
	given := on.Config.Pool.Existing
	switch {
	case given != nil:
		return fmt.Sprintf("%s will be checked in pool %s with the %s given, in about %s.\n",
			checked, given.ID, plural.Count(len(given.Users), "user"), expected(each.calls, "call")) +
			"Devices that are made are forgotten afterwards; users are signed out, and may be locked\n" +
			"out for some minutes. No password, attribute or factor is changed. What needs a pool, client or user\n" +
			"that is not given is skipped. Each code of an authenticator is used once: the next one takes up to 30 s.\n"
	case on.AWS:
		return fmt.Sprintf("%s will be checked on AWS in %s: about %s and %s are created and removed, in about %s,\n",
			checked, on.Config.Region, expected(each.pools, "user pool"), expected(each.users, "user"), expected(each.calls, "call")) +
			"below the quota of each category. AWS bills every user that signs in as a monthly active user.\n" +
			"If the run is killed, cogbench conform --cleanup removes what it left behind.\n"
	}
	return ""
}
