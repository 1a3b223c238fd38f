package explain

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
)

// refusedSteps are the causes of a refused step of a sign-in.
func refusedSteps() []suspicion {
	return []suspicion{
		deviceStepWithoutKey, hashMissing, hashOfAnotherName, sessionMissing, sessionUsedTwice, sessionOutOfDate,
		codeUsedTwice, hour24, anotherLocale, anotherForm, twoDigitDay, wrongWeekday, twelveHours, wrongClock,
	}
}

// deviceStepWithoutKey: a device's challenge was answered without its key.
func deviceStepWithoutKey(_ *sight, e *referee.Exchange) *finding {
	if !isDeviceChallenge(e.Request.ChallengeName) || e.Request.ChallengeResponses["DEVICE_KEY"] != "" {
		return nil
	}
	return &finding{cause: "device-key-missing-in-device-step"}
}

// hashMissing: the app client has a secret, and the call has no SECRET_HASH.
func hashMissing(_ *sight, e *referee.Exchange) *finding {
	takes := e.Operation == "InitiateAuth" || e.Operation == "RespondToAuthChallenge"
	if !takes || e.Request.Parameters()["SECRET_HASH"] != "" || !e.AsksForHash() {
		return nil
	}
	if isDeviceChallenge(e.Request.ChallengeName) {
		return &finding{cause: "secret-hash-missing-in-device-step"}
	}
	return &finding{cause: "secret-hash-missing"}
}

// hashOfAnotherName: the step has the hash of the first call, and not its USERNAME.
func hashOfAnotherName(s *sight, e *referee.Exchange) *finding {
	signIn := s.history.SignInOf(e)
	if signIn == nil || !wrongHash(e) || signIn.First() == e {
		return nil
	}
	begun, now := signIn.First().Request.Parameters(), e.Request.Parameters()
	if now["SECRET_HASH"] == "" || begun["SECRET_HASH"] != now["SECRET_HASH"] || begun["USERNAME"] == now["USERNAME"] {
		return nil
	}
	return &finding{cause: "secret-hash-of-another-name", shown: present(signIn.First(), e)}
}

// sessionMissing: the challenge came with a Session, and its response has none.
func sessionMissing(s *sight, e *referee.Exchange) *finding {
	given := s.sessionsBefore(e)
	needed := isMFA(e.Request.ChallengeName) || e.Request.ChallengeName == "MFA_SETUP" || e.Request.ChallengeName == "NEW_PASSWORD_REQUIRED"
	if !needed || e.Request.Session != "" || len(given) == 0 {
		return nil
	}
	return &finding{cause: "session-missing", shown: present(given[len(given)-1], e)}
}

// sessionsBefore are the answers of the sign-in before a call that have a Session.
func (s *sight) sessionsBefore(e *referee.Exchange) []*referee.Exchange {
	signIn := s.history.SignInOf(e)
	if signIn == nil {
		return nil
	}
	given := slices.DeleteFunc(slices.Concat(signIn.Steps, signIn.Setup), func(other *referee.Exchange) bool {
		return other.Response.Session == "" || !before(other, e)
	})
	slices.SortFunc(given, func(a, b *referee.Exchange) int { return a.Number - b.Number })
	return given
}

// refusesSession reports whether a call may have been refused for its Session. A proof that is
// called wrong was looked at, and the challenges of devices take older Sessions.
func refusesSession(e *referee.Exchange) bool {
	proves := strings.HasSuffix(e.Request.ChallengeName, "PASSWORD_VERIFIER")
	return e.Request.Session != "" && e.Response.Error == "NotAuthorizedException" && (!proves || !e.RefusesProof())
}

// sessionUsedTwice: an earlier call with the same Session went through, and was answered.
func sessionUsedTwice(s *sight, e *referee.Exchange) *finding {
	if !refusesSession(e) {
		return nil
	}
	for _, other := range s.bySession[e.Request.Session] {
		if before(other, e) && other.Operation == e.Operation && !s.history.IsUnaware(e, other) {
			return &finding{cause: "session-used-twice", shown: present(other, e)}
		}
	}
	return nil
}

// sessionOutOfDate: the Session is one of the sign-in's, and not the newest.
func sessionOutOfDate(s *sight, e *referee.Exchange) *finding {
	given := s.sessionsBefore(e)
	if !refusesSession(e) || len(given) == 0 {
		return nil
	}
	newest := given[len(given)-1]
	i := slices.IndexFunc(given, func(other *referee.Exchange) bool { return other.Response.Session == e.Request.Session })
	if i < 0 || newest.Response.Session == e.Request.Session {
		return nil
	}
	return &finding{cause: "session-out-of-date", shown: present(given[i], newest, e)}
}

// codeUsedTwice: the code of a software token had been accepted before.
func codeUsedTwice(s *sight, e *referee.Exchange) *finding {
	code := e.Request.ChallengeResponses["SOFTWARE_TOKEN_MFA_CODE"]
	if code == "" || e.Response.Error != "ExpiredCodeException" && e.Response.Error != "CodeMismatchException" {
		return nil
	}
	for _, other := range s.byCode[code] {
		if before(other, e) && s.history.UserOf(other) == s.history.UserOf(e) {
			return &finding{cause: "totp-code-used-twice", shown: present(other, e)}
		}
	}
	return nil
}

// codeOf is the code of a software token that a call brings; "" without.
func codeOf(e *referee.Exchange) string {
	if e.Operation != "VerifySoftwareToken" {
		return e.Request.ChallengeResponses["SOFTWARE_TOKEN_MFA_CODE"]
	}
	var code string
	_ = json.Unmarshal(e.Request.Members["UserCode"], &code)
	return code
}
