package cogbench

import (
	"fmt"
	"math"

	"github.com/cogbench/cogbench/internal/plural"
	"github.com/cogbench/cogbench/target"
)

// What a run of all rules on the reference pool came to for each rule, on
// 22 November 2026: 14738 calls, 1062 users and 98 pools for 237 rules.
const (
	callsPerRule = 63
	usersPerRule = 4.5
	poolsPerRule = 0.42
)

// cost says what a run of so many rules will do to a target that others pay for or
// use, as lines of text; "" for any other target.
func cost(on *target.Target, rules int) string {
	expected := func(perRule float64, noun string) string {
		return plural.Count(int(math.Ceil(float64(rules)*perRule)), noun)
	}
	checked := plural.Count(rules, "rule")
	given := on.Config.Pool.Existing
	switch {
	case given != nil:
		return fmt.Sprintf("%s will be checked in pool %s with the %s given, in about %s.\n",
			checked, given.ID, plural.Count(len(given.Users), "user"), expected(callsPerRule, "call")) +
			"Devices that are made are forgotten afterwards, and nothing else is touched. What needs a pool, client or user\n" +
			"that is not given is skipped. Each code of an authenticator is used once: the next one takes up to 30 s.\n"
	case on.AWS:
		return fmt.Sprintf("%s will be checked on AWS in %s: about %s and %s are created and removed, in about %s,\n",
			checked, on.Config.Region, expected(poolsPerRule, "user pool"), expected(usersPerRule, "user"), expected(callsPerRule, "call")) +
			"below the quota of each category. AWS bills every user that signs in as a monthly active user.\n" +
			"If the run is killed, cogbench conform --cleanup removes what it left behind.\n"
	}
	return ""
}
