package awkward

import (
	"fmt"
	"slices"
	"sync/atomic"

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
	Name    string `json:"name"`    // stable, lower case, words joined by hyphens
	Summary string `json:"summary"` // what the pool does, to complete "it …"
	// Rules are the ids of the client rules that it exercises: a right client is seen to keep
	// them under it, and one that breaks them under it may keep them in every usual pool, or
	// not come by them there.
	Rules []string `json:"rules"`
	// User is the one whom it takes.
	User User `json:"-"`

	variations []string
	// everyOther are variations of every other answer alone.
	everyOther []string
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
	if err := alternate(o.Behaviour, w.everyOther); err != nil {
		return err
	}
	if w.set != nil {
		w.set(o.Behaviour, awake)
	}
	return nil
}

// alternate has every other answer as variations have it.
func alternate(b *refpool.Behaviour, names []string) error {
	usual := b.Wire.Reply
	varied := *b
	for _, name := range names {
		variation, err := variations.Named(name)
		if err != nil {
			return err
		}
		variation.Install(&refpool.Options{Behaviour: &varied})
	}
	var answers atomic.Int64
	if len(names) > 0 {
		b.Wire.Reply = func(operation string, r *refpool.Reply) {
			if answers.Add(1)%2 == 0 {
				varied.Wire.Reply(operation, r)
			} else {
				usual(operation, r)
			}
		}
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
func All() []Way { return slices.Concat(refusals(), answers(), users()) }

// refusals are the ways that refuse something right.
func refusals() []Way {
	return []Way{
		{
			Name: "stale-key", Summary: "has forgotten the first device that a sign-in of a user names",
			Rules: rules("CLI-DEV-02", "CLI-CONF-01", "CLI-CONF-19"), set: forgetAt(func(step string) bool { return step != "REFRESH_TOKEN_AUTH" && !isDeviceStep(step) }),
		},
		{
			Name: "forgotten-midway", Summary: "forgets a user's first device between DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER",
			Rules: rules("CLI-DEV-03", "CLI-CONF-01", "CLI-CONF-19"), set: forgetAt(func(step string) bool { return step == "DEVICE_PASSWORD_VERIFIER" }),
		},
		{
			Name: "throttled", Summary: "refuses the first call of each kind with TooManyRequestsException",
			Rules: rules("CLI-SRP-05"), set: throttled,
		},
		{
			Name: "expired-session", Summary: "lets the Session of a user's first challenge that a person answers expire",
			Rules: rules("CLI-AUTH-01", "CLI-SRP-05"), set: expiredSession,
		},
	}
}

// answers are the ways in which answers look otherwise.
func answers() []Way {
	return []Way{
		{
			Name: "longest-session", Summary: "issues Sessions as long as the reference allows",
			Rules: rules("CLI-AUTH-01", "CLI-AUTH-02"), variations: []string{"session-longest"},
		},
		{
			Name: "long-tokens", Summary: "issues access and id tokens of over eight kilobytes, and refresh tokens of eight",
			Rules: rules("CLI-DEV-01", "CLI-REF-01"), variations: []string{"tokens-long", "refresh-token-longer"},
		},
		{
			Name: "signing-keys", Summary: "publishes a key that signs nothing before the two that sign tokens",
			Rules: rules("CLI-CONF-19"), variations: []string{"more-keys"},
		},
		{
			Name: "extra-members", Summary: "adds challenge parameters that are not in the model, and members to every other answer",
			Rules: rules("CLI-AUTH-11"), variations: []string{"more-challenge-parameters"}, everyOther: []string{"more-members"},
		},
		{
			Name: "reordered-members", Summary: "writes the members of objects in reverse order",
			Rules: rules("CLI-AUTH-01", "CLI-CONF-01", "CLI-CONF-19", "CLI-REF-01"), variations: []string{"members-in-reverse"},
		},
		{
			Name: "absent-members", Summary: "leaves out members that are optional: booleans that are false, ChallengeParameters with tokens, all but needed parameters of second factors",
			Rules: rules("CLI-CONF-16", "CLI-CONF-19", "CLI-MFA-01"), variations: []string{"false-left-out", "no-parameters-with-tokens", "mfa-parameters-fewest"},
		},
		{
			Name: "short-srp-b", Summary: fmt.Sprintf("sends SRP_B with 1 to %d hexadecimal zeros in front, in turn, left out as ever", mostZerosOfB),
			Rules: rules("CLI-SRP-10", "CLI-SRP-11"), set: shortB,
		},
		{
			Name: "short-salt", Summary: fmt.Sprintf("sends a SALT with 1 to %d hexadecimal zeros in front, in turn, left out as ever", mostZerosOfSalt),
			Rules: rules("CLI-SRP-11"), set: shortSalt,
		},
	}
}

// users are the ways that a user is unusual.
func users() []Way {
	return []Way{
		{
			Name: "select-mfa-type", Summary: "asks a user with two second factors to choose",
			Rules: rules("CLI-MFA-03", "CLI-AUTH-04"), User: TwoFactors,
		},
		{
			Name: "mfa-setup", Summary: "asks a user without a second factor to set one up",
			Rules: rules("CLI-MFA-04", "CLI-MFA-05", "CLI-CONF-02", "CLI-CONF-19"), User: WithoutFactor,
		},
		{
			Name: "new-password-required", Summary: "asks for a password in place of a temporary one",
			Rules: rules("CLI-AUTH-09", "CLI-CONF-03", "CLI-CONF-19"), User: TemporaryPassword,
		},
	}
}

// rules are the ids of an entry.
func rules(ids ...string) []string { return ids }

func isDeviceStep(step string) bool {
	return step == "DEVICE_SRP_AUTH" || step == "DEVICE_PASSWORD_VERIFIER"
}
