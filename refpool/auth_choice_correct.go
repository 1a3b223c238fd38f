package refpool

import "slices"

// ChoiceBehaviour holds the decisions of choice-based sign-in, USER_AUTH (rules
// USER).
type ChoiceBehaviour struct {
	// Offered lists the first factors that u may choose from: of PASSWORD,
	// PASSWORD_SRP, EMAIL_OTP and SMS_OTP. A user who does not exist, nil, seems to
	// have all that the pool allows.
	Offered func(p *Pool, u *User) []string
	// Preferred returns the challenge for PREFERRED_CHALLENGE, empty if the request
	// has none: one of offered, or SELECT_CHALLENGE.
	Preferred func(preferred string, offered []string) string
	// Selected reads the ANSWER to SELECT_CHALLENGE.
	Selected func(answer string, offered []string) (factor string, err error)
	// CheckCode refuses a code other than the one-time password sent.
	CheckCode func(sent, code string) error
}

func correctChoice() ChoiceBehaviour {
	return ChoiceBehaviour{
		Offered: offeredFactors,
		Preferred: func(preferred string, offered []string) string {
			if slices.Contains(offered, preferred) {
				return preferred
			}
			return "SELECT_CHALLENGE"
		},
		Selected: func(answer string, offered []string) (string, error) {
			if !slices.Contains(offered, answer) {
				return "", invalidParameter("%q is not one of the available challenges.", answer)
			}
			return answer, nil
		},
		CheckCode: checkSent,
	}
}

// offeredFactors leaves one-time passwords out where a second factor is due: that
// only follows a password.
func offeredFactors(p *Pool, u *User) []string {
	offered := []string{}
	if slices.Contains(p.Config.FirstFactors, "PASSWORD") && (u == nil || u.Verifier != nil) {
		offered = append(offered, "PASSWORD", "PASSWORD_SRP")
	}
	if p.Config.MFA == "ON" || p.Config.MFA == "OPTIONAL" && u != nil && len(factors(p, u)) > 0 {
		return offered
	}
	for _, factor := range []string{"EMAIL_OTP", "SMS_OTP"} {
		if slices.Contains(p.Config.FirstFactors, factor) && (u == nil || u.verified(mediumOf(factor))) {
			offered = append(offered, factor)
		}
	}
	return offered
}
