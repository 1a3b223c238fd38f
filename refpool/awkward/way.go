package awkward

import (
	"fmt"
	"slices"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/refpool/variations"
)

// User is what is unusual about the user who signs in.
type User int

// The users.
const (
	Usual             User = iota
	TwoFactors             // has a software token and a telephone, and prefers neither
	WithoutFactor          // has no second factor yet where the pool asks for one
	TemporaryPassword      // was given a password that has to be changed
)

// Way is one way to be awkward.
type Way struct {
	Name    string // stable, lower case, words joined by hyphens
	Summary string // what the pool does, to complete "it …"
	// Rules are the ids of the client rules that it exercises.
	Rules []string
	// User is the one whom it takes.
	User User

	variations []string
	set        func(b *refpool.Behaviour, awake func() bool)
}

// Install has servers of the options be awkward in this way while awake says so.
func (w Way) Install(o *refpool.Options, awake func() bool) error {
	if o.Behaviour == nil {
		correct := refpool.Correct()
		o.Behaviour = &correct
	}
	for _, name := range w.variations {
		variation, err := variations.Named(name)
		if err != nil {
			return err
		}
		variation.Install(o)
	}
	if w.set != nil {
		w.set(o.Behaviour, awake)
	}
	return nil
}

// Named returns the way with the name.
func Named(name string) (Way, error) {
	for _, w := range All() {
		if w.Name == name {
			return w, nil
		}
	}
	return Way{}, fmt.Errorf("there is no awkward way %q", name)
}

// Together are the ways that one pool can have at once: all but those whose user cannot
// be another's as well.
func Together() []Way {
	return slices.DeleteFunc(All(), func(w Way) bool { return w.User == WithoutFactor })
}

// All lists every way.
func All() []Way {
	return []Way{
		{
			Name: "stale-key", Summary: "has forgotten the first device that a sign-in of a user names",
			Rules: []string{}, set: forgetAt(func(step string) bool { return step != "REFRESH_TOKEN_AUTH" && !isDeviceStep(step) }),
		},
		{
			Name: "forgotten-midway", Summary: "forgets a user's first device between DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER",
			Rules: []string{}, set: forgetAt(func(step string) bool { return step == "DEVICE_PASSWORD_VERIFIER" }),
		},
		{
			Name: "throttled", Summary: "refuses the first call of each kind with TooManyRequestsException",
			Rules: []string{}, set: throttled,
		},
		{
			Name: "expired-session", Summary: "lets the Session of a user's first challenge that a person answers expire",
			Rules: []string{}, set: expiredSession,
		},
		{
			Name: "longest-session", Summary: "issues Sessions as long as the reference allows",
			Rules: []string{}, variations: []string{"session-longest"},
		},
		{
			Name: "long-tokens", Summary: "issues access and id tokens of over eight kilobytes, and refresh tokens of eight",
			Rules: []string{}, variations: []string{"tokens-long", "refresh-token-longer"},
		},
		{
			Name: "signing-keys", Summary: "publishes a key that signs nothing before the two that sign tokens",
			Rules: []string{}, variations: []string{"more-keys"},
		},
		{
			Name: "extra-members", Summary: "adds members and challenge parameters that are not in the model",
			Rules: []string{}, variations: []string{"more-members", "more-challenge-parameters"},
		},
		{
			Name: "reordered-members", Summary: "writes the members of objects in reverse order",
			Rules: []string{}, variations: []string{"members-in-reverse"},
		},
		{
			Name: "absent-members", Summary: "leaves out members that are optional: booleans that are false, ChallengeParameters with tokens, all but needed parameters of second factors",
			Rules: []string{}, variations: []string{"false-left-out", "no-parameters-with-tokens", "mfa-parameters-fewest"},
		},
		{
			Name: "short-srp-b", Summary: fmt.Sprintf("sends SRP_B with one to %d leading zeros, in turn, left out as ever", mostZerosOfB),
			Rules: []string{}, set: shortB,
		},
		{
			Name: "short-salt", Summary: fmt.Sprintf("sends a SALT with one to %d leading zeros, in turn, left out as ever", mostZerosOfSalt),
			Rules: []string{}, set: shortSalt,
		},
		{
			Name: "select-mfa-type", Summary: "asks a user with two second factors to choose",
			Rules: []string{}, User: TwoFactors,
		},
		{
			Name: "mfa-setup", Summary: "asks a user without a second factor to set one up",
			Rules: []string{}, User: WithoutFactor,
		},
		{
			Name: "new-password-required", Summary: "asks for a password in place of a temporary one",
			Rules: []string{}, User: TemporaryPassword,
		},
	}
}

func isDeviceStep(step string) bool {
	return step == "DEVICE_SRP_AUTH" || step == "DEVICE_PASSWORD_VERIFIER"
}
