package faults

import "strings"

// textFaults say something else where the text of the service was observed.
func textFaults() []Fault {
	return []Fault{
		wording("AUTH-09", "secret-hash-text", "a missing SECRET_HASH", func(m string) bool { return strings.Contains(m, "SECRET_HASH was not received") }),
		wording("AUTH-23", "missing-srp-a-text", "a missing SRP_A", is("Missing required parameter SRP_A")),
		wording("AUTH-24", "wrong-password-text", "a wrong password", is("Incorrect username or password."), "SRP-17", "DEV-SRP-09"),
		wording("AUTH-25", "expired-session-text", "an expired Session", is("Invalid session for the user, session is expired.")),
		wording("AUTH-16", "spent-session-text", "a spent Session", is("Invalid session for the user, session can only be used once.")),
		wording("AUTH-26", "locked-text", "a locked-out user", is("Password attempts exceeded")),
		wording("AUTH-27", "unknown-user-text", "an unknown user", is("User does not exist.")),
		wording("MFA-05", "missing-session-text", "a missing Session", is("Missing required parameter Session")),
		wording("MFA-07", "used-code-text", "a TOTP code used before", is("Your software token has already been used once.")),
		wording("MFA-10", "no-token-text", "a preference for a token that the user does not have", func(m string) bool { return strings.HasPrefix(m, "User does not have delivery config") }),
		wording("MFA-14", "wrong-totp-text", "a wrong TOTP code", is("Invalid code received for user")),
		wording("MFA-15", "wrong-sms-text", "a wrong SMS code", is("Invalid code or auth state for the user.")),
		wording("SRP-16", "timestamp-text", "an unreadable TIMESTAMP", func(m string) bool { return strings.HasPrefix(m, "TIMESTAMP format") }),
		wording("DEV-SRP-27", "missing-device-key-text", "a missing DEVICE_KEY", is("Missing required parameter DEVICE_KEY")),
		wording("DEV-SRP-16", "unknown-device-text", "an unknown device", is("Device does not exist."), "DEV-STAT-04", "DEV-STAT-05", "DEV-GET-03", "DEV-FORGET-02"),
		wording("DEV-CONF-05", "invalid-device-key-text", "a key that was never issued", is("Invalid device key given."), "DEV-CONF-06", "DEV-CONF-23"),
		wording("REF-15", "refresh-text", "a refused refresh", is("Invalid Refresh Token.")),
		wording("TOK-24", "revoked-text", "an access token that was revoked", is("Access Token has been revoked")),
	}
}

func is(text string) func(string) bool { return func(m string) bool { return m == text } }

func wording(rule, name, what string, matches func(string) bool, also ...string) Fault {
	return Fault{
		Name: name, Summary: "words the error for " + what + " in its own way", Breaks: rules(rule), Also: also,
		set: reworded(matches, "Something is not as it should be."),
	}
}
