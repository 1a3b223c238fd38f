package flaws

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
)

// mfa are the challenges that ask for a code.
func mfa() []string { return []string{"SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"} }

func authFlaws() []Flaw {
	return []Flaw{
		{Name: "session-left-out", Summary: "answers for a code without the Session", Breaks: rules("CLI-AUTH-01"), Walk: "opt-in with TOTP", set: responding(mfa(), func(_ *Client, k *call, _ map[string]string) {
			delete(k.body, "Session")
		})},
		{Name: "session-cut", Summary: "keeps Sessions in a field that is too short", Breaks: rules("CLI-AUTH-02"), Walk: "opt-in with TOTP", set: responding(mfa(), func(_ *Client, k *call, _ map[string]string) {
			session, _ := k.body["Session"].(string)
			k.body["Session"] = session[:len(session)*9/10]
		})},
		{Name: "session-of-before", Summary: "keeps the first Session of a sign-in", Breaks: rules("CLI-AUTH-03"), Walk: "two factors", set: responding(mfa(), func(_ *Client, k *call, _ map[string]string) {
			i := slices.IndexFunc(k.walk.past, func(a *answer) bool { return a.Session != "" })
			k.body["Session"] = k.walk.past[i].Session
		})},
		{Name: "challenge-taken-for-another", Summary: "takes every request for a code for one of a software token", Breaks: rules("CLI-AUTH-04"), Walk: "opt-in with SMS", set: responding([]string{"SMS_MFA"}, func(_ *Client, k *call, responses map[string]string) {
			k.body["ChallengeName"] = "SOFTWARE_TOKEN_MFA"
			responses["SOFTWARE_TOKEN_MFA_CODE"] = responses["SMS_MFA_CODE"]
			delete(responses, "SMS_MFA_CODE")
		})},
		{Name: "username-left-out", Summary: "answers for a code without USERNAME", Breaks: rules("CLI-AUTH-05"), Walk: "opt-in with TOTP", set: responding(mfa(), func(_ *Client, _ *call, responses map[string]string) {
			delete(responses, "USERNAME")
		})},
		{Name: "alias-in-responses", Summary: "sends the name that was entered in every response", Breaks: rules("CLI-AUTH-06"), Walk: "alias and secret", set: editing(func(c *Client, k *call) {
			if k.challenge() != "" {
				k.parameters()["USERNAME"] = k.walk.person.Name
				c.withHash(k.challenge(), k.walk.person.Name, k.parameters())
			}
		})},
		{Name: "public-value-left-out", Summary: "begins USER_SRP_AUTH without SRP_A", Breaks: rules("CLI-AUTH-07"), Walk: "plain", set: editing(func(_ *Client, k *call) {
			if k.body["AuthFlow"] == "USER_SRP_AUTH" {
				delete(k.parameters(), "SRP_A")
			}
		})},
		{Name: "timestamp-left-out", Summary: "proves its secrets without TIMESTAMP", Breaks: rules("CLI-AUTH-08"), Walk: "plain", set: responding([]string{"PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"}, func(_ *Client, _ *call, responses map[string]string) {
			delete(responses, "TIMESTAMP")
		})},
		{Name: "answer-misnamed", Summary: "answers custom challenges under the name CUSTOM_ANSWER", Breaks: rules("CLI-AUTH-09"), Walk: "custom", set: responding([]string{"CUSTOM_CHALLENGE"}, func(_ *Client, _ *call, responses map[string]string) {
			responses["CUSTOM_ANSWER"] = responses["ANSWER"]
			delete(responses, "ANSWER")
		})},
		{Name: "attributes-without-prefix", Summary: "sends required attributes without their prefix", Breaks: rules("CLI-AUTH-10"), Walk: "temporary password", set: responding([]string{"NEW_PASSWORD_REQUIRED"}, func(_ *Client, _ *call, responses map[string]string) {
			for name, value := range maps.Clone(responses) {
				if attribute, found := strings.CutPrefix(name, "userAttributes."); found {
					delete(responses, name)
					responses[attribute] = value
				}
			}
		})},
		{Name: "members-strict", Summary: "stops at answers with members that it does not know", Breaks: rules("CLI-AUTH-11"), Walk: "members added later", set: stopping(func(_ *attempt, a *answer) bool { return a.unknown })},
		{Name: "device-session-demanded", Summary: "stops at DEVICE_PASSWORD_VERIFIER without a Session", Breaks: rules("CLI-AUTH-12"), Walk: "device challenges without Session", set: stopping(func(_ *attempt, a *answer) bool {
			return a.ChallengeName == "DEVICE_PASSWORD_VERIFIER" && a.Session == ""
		})},
	}
}

var errStopped = errors.New("the client stops here")

// stopping is a flaw that ends sign-ins at some answers.
func stopping(at func(w *attempt, a *answer) bool) func(*Conduct) {
	return func(conduct *Conduct) {
		conduct.stops = func(w *attempt, a *answer) error {
			if at(w, a) {
				return errStopped
			}
			return nil
		}
	}
}

func hashFlaws() []Flaw {
	hashing := func(hash func(c *Client, step, username, right string) string) func(*Conduct) {
		return func(conduct *Conduct) {
			before := conduct.hash
			conduct.hash = func(c *Client, step, username string) string {
				return hash(c, step, username, before(c, step, username))
			}
		}
	}
	return []Flaw{
		{Name: "hash-left-out", Summary: "sends SECRET_HASH in InitiateAuth alone", Breaks: rules("CLI-HASH-01"), Walk: "alias and secret", set: editing(func(_ *Client, k *call) {
			if k.challenge() != "" {
				delete(k.parameters(), "SECRET_HASH")
			}
		})},
		{Name: "hash-in-hexadecimal", Summary: "sends SECRET_HASH in hexadecimal", Breaks: rules("CLI-HASH-02"), Walk: "alias and secret", set: hashing(func(_ *Client, _, _, right string) string {
			raw, _ := base64.StdEncoding.DecodeString(right)
			return hex.EncodeToString(raw)
		})},
		{Name: "hash-kept", Summary: "makes SECRET_HASH once, of the name that was entered", Breaks: rules("CLI-HASH-03"), Walk: "alias and secret", set: hashing(func(c *Client, step, username, right string) string {
			if step == "refresh" {
				return right
			}
			return hashOf(c, c.entered(username))
		})},
		{Name: "refresh-hash-of-alias", Summary: "refreshes with the hash of the name that was entered", Breaks: rules("CLI-HASH-04"), Walk: "alias and secret", set: hashing(func(c *Client, step, username, right string) string {
			if step != "refresh" {
				return right
			}
			return hashOf(c, c.entered(username))
		})},
		{Name: "hash-for-client-secret", Summary: "sends a SECRET_HASH as ClientSecret", Breaks: rules("CLI-HASH-05"), Walk: "rotation", set: editing(func(c *Client, k *call) {
			if k.body["ClientSecret"] != nil {
				k.body["ClientSecret"] = hashOf(c, "somebody")
			}
		})},
		{Name: "recovery-hash-of-user", Summary: "hashes the user name when it recovers a password under an alias", Breaks: rules("CLI-HASH-06"), Walk: "alias and secret", set: editing(func(c *Client, k *call) {
			if name, ok := k.body["Username"].(string); ok && k.operation == "ForgotPassword" {
				k.body["SecretHash"] = hashOf(c, c.user(name))
			}
		})},
	}
}

// hashOf is the hash of a name by a client that is right.
func hashOf(c *Client, name string) string {
	conduct := right()
	return conduct.hash(c, "", name)
}

// entered is a name that was entered for a user.
func (c *Client) entered(user string) string {
	for entered, known := range c.names {
		if known == user {
			return entered
		}
	}
	return user
}

func mfaFlaws() []Flaw {
	return []Flaw{
		{Name: "code-misnamed", Summary: "sends every code as SMS_MFA_CODE", Breaks: rules("CLI-MFA-01"), Walk: "opt-in with TOTP", set: responding([]string{"SOFTWARE_TOKEN_MFA"}, func(_ *Client, _ *call, responses map[string]string) {
			responses["SMS_MFA_CODE"] = responses["SOFTWARE_TOKEN_MFA_CODE"]
			delete(responses, "SOFTWARE_TOKEN_MFA_CODE")
		})},
		{Name: "code-kept", Summary: "sends the first code of a software token again", Breaks: rules("CLI-MFA-02"), Walk: "TOTP beside the device", set: func(conduct *Conduct) {
			first := ""
			conduct.edit = func(_ *Client, k *call) {
				if k.challenge() != "SOFTWARE_TOKEN_MFA" {
					return
				}
				if first == "" {
					first = k.parameters()["SOFTWARE_TOKEN_MFA_CODE"]
				}
				k.parameters()["SOFTWARE_TOKEN_MFA_CODE"] = first
			}
		}},
		{Name: "factor-not-offered", Summary: "chooses e-mail whatever is offered", Breaks: rules("CLI-MFA-03"), Walk: "two factors", set: responding([]string{"SELECT_MFA_TYPE"}, func(_ *Client, _ *call, responses map[string]string) {
			responses["ANSWER"] = "EMAIL_OTP"
		})},
		{Name: "set-up-session-of-challenge", Summary: "answers MFA_SETUP with the challenge's Session", Breaks: rules("CLI-MFA-04"), Walk: "set-up of MFA", set: responding([]string{"MFA_SETUP"}, func(_ *Client, k *call, _ map[string]string) {
			k.body["Session"] = k.walk.newest().Session
		})},
		{Name: "verify-session-of-challenge", Summary: "verifies a software token with the challenge's Session", Breaks: rules("CLI-MFA-05"), Walk: "set-up of MFA", set: editing(func(_ *Client, k *call) {
			if k.operation == "VerifySoftwareToken" {
				k.body["Session"] = k.walk.newest().Session
			}
		})},
		{Name: "tokens-expected-of-codes", Summary: "stops where a code is followed by another challenge than tokens", Breaks: rules("CLI-MFA-06"), Walk: "TOTP beside the device", set: stopping(func(w *attempt, a *answer) bool {
			return a.ChallengeName != "" && len(w.past) > 0 && slices.Contains(mfa(), w.newest().ChallengeName)
		})},
	}
}
