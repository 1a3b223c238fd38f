package spec

import "slices"

// Level says how firmly a rule is known.
type Level string

// The levels, from the firmest.
const (
	Must     Level = "must"     // documented by AWS, or every client of AWS needs it
	Should   Level = "should"   // AWS documents disagree, may change, or only show an example
	Observed Level = "observed" // recorded of the real service, or asserted by tests against it
	Open     Level = "open"     // evidence is missing or in conflict: report, never fail
)

// Levels returns every level, the firmest first.
func Levels() []Level { return []Level{Must, Should, Observed, Open} }

// Known reports whether l is a level.
func (l Level) Known() bool { return slices.Contains(Levels(), l) }

// Meaning says in words what kind of evidence the level stands for.
func (l Level) Meaning() string {
	switch l {
	case Must:
		return "documented by AWS and nowhere contradicted, or every client of AWS fails without it"
	case Should:
		return "documented by AWS where another of its documents disagrees, as subject to change, or in an example alone"
	case Observed:
		return "recorded of the real service, or asserted by tests of AWS's clients that ran against it"
	case Open:
		return "evidence is missing or in conflict: reported, never a failure"
	default:
		return "unknown"
	}
}

// AtLeast reports whether l is as firm as gate, or firmer. An unknown level is
// never firm enough.
func (l Level) AtLeast(gate Level) bool {
	i := slices.Index(Levels(), l)
	return i >= 0 && i <= slices.Index(Levels(), gate)
}

// Profile is a set of rules that an implementation can conform to. Each holds
// the one before it.
type Profile string

// The profiles, from the smallest.
const (
	Core  Profile = "core"  // the public path of a device, without rights to administer
	Admin Profile = "admin" // the operations of an administrator as well
	Full  Profile = "full"  // SMS, e-mail, custom flows, rotation and trust windows as well
)

// Ask is the profile of the questions for the real service: they, and what rules' checks
// see of their answers. It is in no order with the others.
const Ask Profile = "questions"

// Profiles returns every profile, the smallest first.
func Profiles() []Profile { return []Profile{Core, Admin, Full} }

// Known reports whether p is a profile.
func (p Profile) Known() bool { return p == Ask || slices.Contains(Profiles(), p) }

// Includes reports whether a run of profile p checks the rules of other.
func (p Profile) Includes(other Profile) bool {
	if p == Ask {
		return true
	}
	i := slices.Index(Profiles(), other)
	return i >= 0 && i <= slices.Index(Profiles(), p)
}

// Feature is something that an implementation may lack as a whole.
type Feature string

// The features.
const (
	TOTP            Feature = "totp"             // MFA by an authenticator application
	SMS             Feature = "sms"              // MFA by text message
	Email           Feature = "email"            // MFA by e-mail
	CustomAuth      Feature = "custom-auth"      // CUSTOM_AUTH with triggers
	Administration  Feature = "admin"            // the operations signed with an AWS key
	RefreshRotation Feature = "refresh-rotation" // refresh tokens that change at each use
)

// Features returns every feature.
func Features() []Feature {
	return []Feature{TOTP, SMS, Email, CustomAuth, Administration, RefreshRotation}
}

// Known reports whether f is a feature.
func (f Feature) Known() bool { return slices.Contains(Features(), f) }
