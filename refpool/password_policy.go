package refpool

import (
	"io"
	"strings"
	"unicode/utf8"
)

// PasswordPolicy is what a pool asks of its users' passwords.
type PasswordPolicy struct {
	MinimumLength                 int // characters
	RequireUppercase              bool
	RequireLowercase              bool
	RequireNumbers                bool
	RequireSymbols                bool
	PasswordHistorySize           int `json:",omitempty"`
	TemporaryPasswordValidityDays int
}

const (
	defaultPasswordLength  = 8
	defaultTemporaryDays   = 7
	symbols                = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= "
	lowerCase              = "abcdefghijklmnopqrstuvwxyz"
	upperCase              = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	temporaryPasswordChars = "!#%+"
)

// withDefaults completes a policy that was given. No policy is the documented default:
// eight characters of four kinds.
func (policy *PasswordPolicy) withDefaults() PasswordPolicy {
	if policy == nil {
		return PasswordPolicy{
			MinimumLength: defaultPasswordLength, TemporaryPasswordValidityDays: defaultTemporaryDays,
			RequireUppercase: true, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true,
		}
	}
	complete := *policy
	if complete.MinimumLength == 0 {
		complete.MinimumLength = defaultPasswordLength
	}
	if complete.TemporaryPasswordValidityDays == 0 {
		complete.TemporaryPasswordValidityDays = defaultTemporaryDays
	}
	return complete
}

// check refuses a password that the policy does not allow, naming the first
// reason as the service does.
func (policy *PasswordPolicy) check(password string) error {
	var reason string
	switch {
	case utf8.RuneCountInString(password) < policy.MinimumLength:
		reason = "Password not long enough"
	case policy.RequireUppercase && !strings.ContainsAny(password, upperCase):
		reason = "Password must have uppercase characters"
	case policy.RequireLowercase && !strings.ContainsAny(password, lowerCase):
		reason = "Password must have lowercase characters"
	case policy.RequireNumbers && !strings.ContainsAny(password, digits):
		reason = "Password must have numeric characters"
	case policy.RequireSymbols && !strings.ContainsAny(password, symbols):
		reason = "Password must have symbol characters"
	default:
		return nil
	}
	return refuse("InvalidPasswordException", "Password did not conform with policy: %s", reason)
}

// draw makes a temporary password that satisfies the policy.
func (policy *PasswordPolicy) draw(random io.Reader) (string, error) {
	var password strings.Builder
	for _, part := range []struct {
		length   int
		alphabet string
	}{
		{1, upperCase},
		{1, lowerCase},
		{1, digits},
		{1, temporaryPasswordChars},
		{max(policy.MinimumLength, defaultPasswordLength), lettersAndDigits},
	} {
		text, err := drawText(random, part.length, part.alphabet)
		if err != nil {
			return "", err
		}
		password.WriteString(text)
	}
	return password.String(), nil
}
