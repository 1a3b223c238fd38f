package main

import (
	"fmt"
	"io"
	"math"

	"github.com/cogbench/cogbench/suites"
	"github.com/cogbench/cogbench/target"
)

// What a run of all rules on the reference pool came to for each rule, on
// 22 November 2026: 14738 calls, 1062 users and 98 pools for 237 rules.
const (
	callsPerRule = 63
	usersPerRule = 4.5
	poolsPerRule = 0.42
)

// announce says what a run will do to a target that others pay for or use,
// before anything is made on it. It says nothing of other targets.
func announce(w io.Writer, on *target.Target, plan *suites.Plan) {
	rules := float64(len(plan.Run))
	given := on.Config.Pool.Existing
	switch {
	case given != nil:
		fmt.Fprintf(w, "%d rules will be checked in pool %s with the %d users given, in about %.0f calls.\n",
			len(plan.Run), given.ID, len(given.Users), math.Ceil(rules*callsPerRule))
		fmt.Fprintln(w, "Devices that are made are forgotten afterwards, and nothing else is touched. What needs a pool, client or user")
		fmt.Fprintln(w, "that is not given is skipped. Each code of an authenticator is used once: another takes 30 s.")
	case on.AWS:
		fmt.Fprintf(w, "%d rules will be checked on AWS in %s: about %.0f user pools and %.0f users are created and removed, in about %.0f calls,\n",
			len(plan.Run), on.Config.Region, math.Ceil(rules*poolsPerRule), math.Ceil(rules*usersPerRule), math.Ceil(rules*callsPerRule))
		fmt.Fprintln(w, "below the quota of each category. AWS bills every user that signs in as a monthly active user.")
		fmt.Fprintln(w, "Leftovers of a run that was killed are removed with --cleanup.")
	}
}
