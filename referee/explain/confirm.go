package explain

import (
	"encoding/base64"
	"regexp"
	"slices"

	"github.com/cogbench/cogbench/referee"
)

// refusedConfirmations are the causes of a refused ConfirmDevice.
func refusedConfirmations() []suspicion {
	return []suspicion{asHexadecimalText, negative, confirmedTwice, ofAnotherSignIn, madeUp, aliasInResponse}
}

// numbers are the bytes that a device is registered with.
func numbers(e *referee.Exchange) map[string][]byte {
	config := e.Request.DeviceSecretVerifierConfig
	if config == nil {
		return nil
	}
	decoded := map[string][]byte{}
	for name, text := range map[string]string{"Salt": config.Salt, "PasswordVerifier": config.PasswordVerifier} {
		if bytes, err := base64.StdEncoding.DecodeString(text); err == nil && len(bytes) > 0 {
			decoded[name] = bytes
		}
	}
	return decoded
}

// asHexadecimalText: the base64 is of hexadecimal digits, not of a number's bytes.
func asHexadecimalText(_ *sight, e *referee.Exchange) *finding {
	digits := regexp.MustCompile(`^[0-9a-fA-F]{16,}$`)
	for _, bytes := range numbers(e) {
		if digits.Match(bytes) {
			return &finding{cause: "verifier-as-hexadecimal-text"}
		}
	}
	return nil
}

// negative: the number's first bit is set, which makes it negative.
func negative(_ *sight, e *referee.Exchange) *finding {
	for _, name := range []string{"PasswordVerifier", "Salt"} {
		if bytes := numbers(e)[name]; len(bytes) > 0 && bytes[0] >= 0x80 {
			return &finding{cause: "verifier-negative", detail: "It is " + name + " that begins so."}
		}
	}
	return nil
}

// confirmedTwice: the device had been confirmed before.
func confirmedTwice(s *sight, e *referee.Exchange) *finding {
	d := s.history.DeviceOf(e.Request.DeviceKey)
	if d == nil || !before(d.Confirmed, e) {
		return nil
	}
	return &finding{cause: "device-confirmed-twice", shown: present(d.Confirmed, e)}
}

// ofAnotherSignIn: the key came with another sign-in than the access token.
func ofAnotherSignIn(s *sight, e *referee.Exchange) *finding {
	issued, tokens := s.issuedIn(s.history.DeviceOf(e.Request.DeviceKey)), s.history.SignInOf(e)
	if issued == nil || tokens == nil || issued == tokens {
		return nil
	}
	return &finding{cause: "device-key-of-another-sign-in", shown: present(issued.Tokens(), tokens.Tokens(), e)}
}

// madeUp: the sign-in came with another key, and the service never issued this one.
func madeUp(s *sight, e *referee.Exchange) *finding {
	tokens := s.history.SignInOf(e)
	d := s.history.DeviceOf(e.Request.DeviceKey)
	if tokens == nil || tokens.Issued == nil || tokens.Issued.Key == e.Request.DeviceKey || d != nil && d.Issued != nil {
		return nil
	}
	return &finding{cause: "device-key-made-up", shown: present(tokens.Tokens(), e)}
}

// aliasInResponse: a challenge was answered under a name that the service did not give.
func aliasInResponse(s *sight, e *referee.Exchange) *finding {
	tokens := s.history.SignInOf(e)
	if tokens == nil || tokens.User == nil || len(toldNames(tokens.User)) == 0 || e.Response.Error != "InvalidParameterException" {
		return nil
	}
	i := slices.IndexFunc(tokens.Steps, func(step *referee.Exchange) bool {
		name := step.Request.ChallengeResponses["USERNAME"]
		return isMFA(step.Request.ChallengeName) && name != "" && !tokens.User.Told(name)
	})
	if i < 0 {
		return nil
	}
	return &finding{cause: "alias-in-challenge-response", shown: present(tokens.Steps[i], e)}
}
