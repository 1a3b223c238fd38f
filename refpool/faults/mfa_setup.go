package faults

import "github.com/cogbench/cogbench/refpool"

// setUpFaults are about MFA_SETUP.
func setUpFaults() []Fault {
	return []Fault{
		{
			Name: "set-up-not-demanded", Summary: "lets users without a factor sign in although the pool demands MFA", Breaks: rules("MFA-20"), Seen: "emulators",
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.Demanded
				b.MFA.Demanded = func(p *refpool.Pool, s *refpool.SignIn, factors []string) bool {
					if p.Config.MFA == "ON" && len(factors) == 0 {
						fired()
						return false
					}
					return before(p, s, factors)
				}
			},
		},
		{Name: "factors-to-set-up-unlisted", Summary: "omits MFAS_CAN_SETUP from MFA_SETUP", Breaks: rules("MFA-20"), set: dropParameter("MFA_SETUP", "MFAS_CAN_SETUP")},
		{
			Name: "token-by-access-token-only", Summary: "associates software tokens by access token only", Breaks: rules("MFA-21"), Seen: "emulators",
			set: refuseBody("AssociateSoftwareToken", func(body map[string]any) bool { return body["Session"] != nil && body["AccessToken"] == nil }),
		},
		{
			Name: "set-up-not-answerable", Summary: "does not know MFA_SETUP in responses", Breaks: rules("MFA-22"), Also: rules("MFA-25", "WIRE-30"), Seen: "emulators",
			set: refuseBody("RespondToAuthChallenge", func(body map[string]any) bool {
				return body["ChallengeName"] == "MFA_SETUP" && member(body, "ChallengeResponses")["SOFTWARE_TOKEN_MFA_CODE"] == nil
			}),
		},
		{
			Name: "set-up-forgotten", Summary: "counts a factor only once the user prefers it", Breaks: rules("MFA-23"),
			set: func(b *refpool.Behaviour, fired func()) {
				before := b.MFA.Factors
				b.MFA.Factors = func(p *refpool.Pool, u *refpool.User) []string {
					if u.TOTP != nil && u.TOTP.Active && u.PreferredMFA == "" && !u.SMSMFA && !u.EmailMFA {
						fired()
						return nil
					}
					return before(p, u)
				}
			},
		},
		{
			Name: "no-device-after-set-up", Summary: "issues no device key at a sign-in through MFA_SETUP", Breaks: rules("MFA-24"), Also: rules("DEV-NEW-15"), Seen: "emulators",
			set: due(func(_ *refpool.Pool, s *refpool.SignIn) (bool, bool) { return false, s.HasPassed("MFA_SETUP") }),
		},
		{Name: "device-key-in-set-up-refused", Summary: "rejects a DEVICE_KEY in answers to MFA_SETUP", Breaks: rules("MFA-25"), set: deviceKeyRefused("MFA_SETUP")},
		{Name: "device-key-in-selection-refused", Summary: "rejects a DEVICE_KEY in answers to SELECT_MFA_TYPE", Breaks: rules("MFA-25"), set: deviceKeyRefused("SELECT_MFA_TYPE")},
	}
}

// deviceKeyRefused refuses responses to a challenge that have a DEVICE_KEY.
func deviceKeyRefused(challenge string) replacement {
	return refuseBody("RespondToAuthChallenge", func(body map[string]any) bool {
		return body["ChallengeName"] == challenge && member(body, "ChallengeResponses")["DEVICE_KEY"] != nil
	})
}
