package referee

import (
	"encoding/json"
	"slices"
	"time"
)

func checksOfMFA() map[string]Check {
	return map[string]Check{
		"CLI-MFA-01": responsesAreComplete("SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP"),
		"CLI-MFA-02": codeIsNotSentAgain,
		"CLI-MFA-03": factorIsOneOffered,
		"CLI-MFA-04": setUpEndsWithItsSession,
		"CLI-MFA-05": tokenIsVerifiedWithItsSession,
		"CLI-MFA-06": challengesAfterCodesAreTaken,
	}
}

// codeIsNotSentAgain passes over codes that are far apart: one in a million is the same by
// chance.
func codeIsNotSentAgain(h *History, v *Verdict) {
	const near = 5 * time.Minute
	type code struct {
		user *User
		text string
	}
	accepted := map[code]*Exchange{}
	for s := range h.responses("SOFTWARE_TOKEN_MFA") {
		text := s.parameter("SOFTWARE_TOKEN_MFA_CODE")
		if text == "" || isMasked(text) || s.signIn.User == nil {
			continue
		}
		before := accepted[code{s.signIn.User, text}]
		v.Hold(before == nil || overlap(before, s.Exchange) || s.Started.Sub(before.Started).Abs() > near, s.Exchange, "the code was accepted before, and sent again")
		if s.Succeeded() {
			accepted[code{s.signIn.User, text}] = s.Exchange
		}
	}
}

// offered are the factors that a SELECT_MFA_TYPE lists, under either of its names.
func offered(parameters map[string]string) []string {
	for _, name := range []string{"MFAS_CAN_CHOOSE", "MFAS_CAN_SELECT"} {
		var factors []string
		if json.Unmarshal([]byte(parameters[name]), &factors) == nil && len(factors) > 0 {
			return factors
		}
	}
	return nil
}

func factorIsOneOffered(h *History, v *Verdict) {
	for s := range h.responses("SELECT_MFA_TYPE") {
		asker := s.asker()
		if asker == nil || s.parameter("ANSWER") == "" || asker.Response.ChallengeName != "SELECT_MFA_TYPE" {
			continue
		}
		if factors := offered(asker.Response.ChallengeParameters); factors != nil {
			ofEmail := s.parameter("ANSWER") == "EMAIL_MFA" && slices.Contains(factors, "EMAIL_OTP") ||
				s.parameter("ANSWER") == "EMAIL_OTP" && slices.Contains(factors, "EMAIL_MFA")
			v.Hold(ofEmail || slices.Contains(factors, s.parameter("ANSWER")), s.Exchange, "ANSWER of SELECT_MFA_TYPE is not one of the factors that were offered")
		}
	}
}

// setUpEndsWithItsSession judges responses whose Session came from this sign-in, and is
// from before the token was verified.
func setUpEndsWithItsSession(h *History, v *Verdict) {
	for s := range h.responses("MFA_SETUP") {
		var verified []string
		for _, e := range s.signIn.Setup {
			if e.Operation == "VerifySoftwareToken" && e.Succeeded() && e.Response.Session != "" && e.Number < s.Number {
				verified = append(verified, e.Response.Session)
			}
		}
		if verified != nil && h.bySession[s.Request.Session] == s.signIn {
			v.Hold(slices.Contains(verified, s.Request.Session), s.Exchange, "MFA_SETUP was answered with a Session from before VerifySoftwareToken")
		}
	}
}

func tokenIsVerifiedWithItsSession(h *History, v *Verdict) {
	for _, s := range h.SignIns {
		var associated *Exchange
		returned := map[string]bool{}
		for _, e := range s.Setup {
			switch {
			case e.Operation == "AssociateSoftwareToken" && e.Succeeded():
				associated, returned[e.Response.Session] = e, true
			case e.Operation != "VerifySoftwareToken" || associated == nil || associated.Response.Session == "":
			case returned[e.Request.Session]:
				v.Kept(e)
			case e.Request.Session == associated.Request.Session:
				v.Broken(e, "VerifySoftwareToken has the Session that AssociateSoftwareToken was called with, not the one that it returned")
			}
		}
	}
}

func challengesAfterCodesAreTaken(h *History, v *Verdict) {
	ofCode := func(s step) bool { return slices.Contains(challengesOfMFA(), s.Request.ChallengeName) }
	h.goesOn(v, ofCode, func(s step) bool { return !ofCode(s) }, "a challenge that came after a code")
}
