package referee

import (
	"encoding/json"
	"slices"
	"strings"
)

func checksOfAuth() map[string]Check {
	return map[string]Check{
		"CLI-AUTH-01": sessionIsSent,
		"CLI-AUTH-02": sessionIsUnmodified,
		"CLI-AUTH-03": sessionIsUsedOnce,
		"CLI-AUTH-04": challengeIsTheOneAsked,
		"CLI-AUTH-05": responseHasUsername,
		"CLI-AUTH-06": usernameIsNoAlias,
		"CLI-AUTH-07": flowIsComplete,
		"CLI-AUTH-08": responsesAreComplete("PASSWORD_VERIFIER", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"),
		"CLI-AUTH-09": responsesAreComplete("NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE", "SELECT_MFA_TYPE", "SELECT_CHALLENGE"),
		"CLI-AUTH-10": requiredAttributesAreThere,
		"CLI-AUTH-11": unknownMembersAreTaken,
		"CLI-AUTH-12": deviceVerifierNeedsNoSession,
	}
}

// lenient reports whether AWS's clients leave out the Session of a response, or send an
// older one.
func lenient(s step) bool {
	switch s.Request.ChallengeName {
	case "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER":
		return true
	case "PASSWORD_VERIFIER":
		return s.signIn.Flow() != "USER_AUTH"
	}
	return false
}

func sessionIsSent(h *History, v *Verdict) {
	for s := range h.responses() {
		asker := s.asker()
		if lenient(s) || asker == nil || asker.Response.Session == "" || asker.Response.ChallengeName != s.Request.ChallengeName {
			continue
		}
		v.Hold(s.Request.Session != "", s.Exchange, "the response to %s has no Session, though the challenge came with one", s.Request.ChallengeName)
	}
}

// sessionIsUnmodified knows a Session that was changed by its beginning. It cannot where a
// service's own have theirs in common, nor where one that was not seen may be sent.
func sessionIsUnmodified(h *History, v *Verdict) {
	var issued []string
	for s := range h.steps() {
		issued = append(issued, s.Response.Session)
	}
	alike := beginAlike(issued)
	for s := range h.responses() {
		sent := s.Request.Session
		switch {
		case sent == "":
		case h.bySession[sent] == s.signIn:
			v.Kept(s.Exchange)
		case alike, slices.ContainsFunc(s.before(), (*Exchange).isLost):
		case slices.ContainsFunc(s.before(), func(e *Exchange) bool { return alteredFrom(sent, e.Response.Session) }):
			v.Broken(s.Exchange, "the Session of the response to %s, of %d characters, is the challenge's with changes", s.Request.ChallengeName, len(sent))
		}
	}
}

// sessionIsUsedOnce passes over a Session that the service itself gives more than once, and a
// call that was on its way before the other was answered.
func sessionIsUsedOnce(h *History, v *Verdict) {
	issued, passed := map[string]int{}, map[string]*Exchange{}
	for _, e := range h.Exchanges {
		issued[e.Response.Session]++
	}
	for s := range h.responses() {
		if lenient(s) || s.Request.Session == "" || issued[s.Request.Session] > 1 {
			continue
		}
		before := passed[s.Request.Session]
		v.Hold(before == nil || overlap(before, s.Exchange), s.Exchange, "the Session of the response to %s is one with which a challenge was passed before", s.Request.ChallengeName)
		if s.Succeeded() {
			passed[s.Request.Session] = s.Exchange
		}
	}
}

// challengeIsTheOneAsked judges responses whose Session shows which challenge they are to, as
// long as none that was not recorded can have come with the same Session. The response to a
// device's may have the Session of one before.
func challengeIsTheOneAsked(h *History, v *Verdict) {
	for s := range h.responses() {
		asker := s.asker()
		if asker == nil || s.Request.Session == "" || s.isLostSince(asker) {
			continue
		}
		if lenient(s) && s.Request.ChallengeName != asker.Response.ChallengeName {
			continue
		}
		ofSetup := slices.ContainsFunc(s.signIn.Setup, func(e *Exchange) bool {
			return e.Number > asker.Number && e.Response.Session == s.Request.Session
		})
		if asker.Response.Session == s.Request.Session || ofSetup {
			v.Hold(s.Request.ChallengeName == asker.Response.ChallengeName, s.Exchange,
				"the challenge %s was answered as another", asker.Response.ChallengeName)
		}
	}
}

func responseHasUsername(h *History, v *Verdict) {
	for s := range h.responses() {
		v.Hold(s.parameter("USERNAME") != "", s.Exchange, "the response to %s has no USERNAME", s.Request.ChallengeName)
	}
}

func usernameIsNoAlias(h *History, v *Verdict) {
	for s := range h.responses() {
		told, sent := s.namesTold(), s.parameter("USERNAME")
		if len(told) == 0 || sent == "" {
			continue
		}
		known := s.signIn.User.Told(sent) || slices.ContainsFunc(told, func(name string) bool { return strings.EqualFold(name, sent) })
		v.Hold(known, s.Exchange, "USERNAME of the response to %s is not a name that the challenges gave", s.Request.ChallengeName)
	}
}

// namesTold are the names that the challenges before a step gave the user.
func (s step) namesTold() []string {
	var names []string
	for _, e := range s.before() {
		for _, name := range []string{"USER_ID_FOR_SRP", "USERNAME"} {
			if told := e.Response.ChallengeParameters[name]; told != "" {
				names = append(names, told)
			}
		}
	}
	return names
}

// missing are those of the names that the parameters do not have.
func missing(parameters map[string]string, names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return parameters[name] != "" })
}

// flowIsComplete judges what a sign-in by SRP takes beside its flow's parameters where the call was
// refused.
func flowIsComplete(h *History, v *Verdict) {
	for _, e := range h.Exchanges {
		var required []string
		switch e.Request.AuthFlow {
		case "USER_SRP_AUTH":
			required = []string{"USERNAME", "SRP_A"}
		case "USER_PASSWORD_AUTH":
			required = []string{"USERNAME", "PASSWORD"}
		case "CUSTOM_AUTH", "USER_AUTH":
			required = []string{"USERNAME"}
		case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN":
			required = []string{"REFRESH_TOKEN"}
		}
		if e.Request.AuthFlow == "CUSTOM_AUTH" && e.Request.AuthParameters["CHALLENGE_NAME"] == "SRP_A" && e.isRefusedForGood() {
			required = append(required, "SRP_A")
		}
		if e.Operation == "InitiateAuth" && required != nil {
			absent := missing(e.Request.AuthParameters, required)
			v.Hold(len(absent) == 0, e, "%s without %s", e.Request.AuthFlow, strings.Join(absent, " and "))
		}
	}
}

// requiredOf are the parameters that the response to a challenge has to have, beside
// USERNAME and those that concern the device.
func requiredOf(challenge string) []string {
	switch challenge {
	case "PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER":
		return []string{"PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"}
	case "DEVICE_SRP_AUTH":
		return []string{"SRP_A"}
	case "NEW_PASSWORD_REQUIRED":
		return []string{"NEW_PASSWORD"}
	case "CUSTOM_CHALLENGE", "SELECT_MFA_TYPE", "SELECT_CHALLENGE":
		return []string{"ANSWER"}
	case "SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP", "SMS_OTP":
		return []string{challenge + "_CODE"}
	}
	return nil
}

// requiredOfAnswer are the parameters that go with the selection of a challenge.
func requiredOfAnswer(answer string) []string {
	switch answer {
	case "PASSWORD":
		return []string{"PASSWORD"}
	case "PASSWORD_SRP":
		return []string{"SRP_A"}
	}
	return nil
}

// responsesAreComplete is the check of the responses to some challenges. An answer to a
// custom challenge may be empty. What goes with a selection is judged where it was refused.
func responsesAreComplete(challenges ...string) Check {
	return func(h *History, v *Verdict) {
		for s := range h.responses(challenges...) {
			required := requiredOf(s.Request.ChallengeName)
			if s.Request.ChallengeName == "SELECT_CHALLENGE" && s.isRefusedForGood() {
				required = append(required, requiredOfAnswer(s.parameter("ANSWER"))...)
			}
			absent := missing(s.Request.ChallengeResponses, required)
			if _, empty := s.Request.ChallengeResponses["ANSWER"]; empty && s.Request.ChallengeName == "CUSTOM_CHALLENGE" {
				absent = nil
			}
			v.Hold(len(absent) == 0, s.Exchange, "the response to %s has no %s", s.Request.ChallengeName, strings.Join(absent, " and no "))
		}
	}
}

func requiredAttributesAreThere(h *History, v *Verdict) {
	for s := range h.responses("NEW_PASSWORD_REQUIRED") {
		var required []string
		asker := s.asker()
		if asker == nil || json.Unmarshal([]byte(asker.Response.ChallengeParameters["requiredAttributes"]), &required) != nil || len(required) == 0 {
			continue
		}
		for i, name := range required {
			required[i] = "userAttributes." + strings.TrimPrefix(name, "userAttributes.")
		}
		absent := missing(s.Request.ChallengeResponses, required)
		v.Hold(len(absent) == 0, s.Exchange, "the response to NEW_PASSWORD_REQUIRED has no %s, which requiredAttributes lists", strings.Join(absent, " and no "))
	}
}

// isModelled reports whether a member of a challenge is one of the API model.
func isModelled(name string) bool {
	return slices.Contains([]string{"ChallengeName", "ChallengeParameters", "Session", "AuthenticationResult", "AvailableChallenges"}, name)
}

func unknownMembersAreTaken(h *History, v *Verdict) {
	unknown := func(s step) bool {
		for name := range s.Response.Members {
			if !isModelled(name) {
				return true
			}
		}
		return false
	}
	h.goesOn(v, unknown, func(s step) bool { return !unknown(s) }, "an answer with members that the API model does not know")
}

func deviceVerifierNeedsNoSession(h *History, v *Verdict) {
	of := func(withSession bool) func(step) bool {
		return func(s step) bool {
			return s.Response.ChallengeName == "DEVICE_PASSWORD_VERIFIER" && (s.Response.Session != "") == withSession
		}
	}
	h.goesOn(v, of(false), of(true), "a DEVICE_PASSWORD_VERIFIER without a Session")
}

// stopped is how many times a client has to stop at the same thing before that says more
// than that somebody gave up.
const stopped = 3

// goesOn holds a client to going on from unusual challenges. It is accused if it stopped at
// all of several, though it goes on from usual ones.
func (h *History) goesOn(v *Verdict, unusual, usual func(step) bool, what string) {
	var left []step
	goesOn, goesOnFromUsual := false, false
	for s := range h.steps() {
		if s.Response.ChallengeName == "" {
			continue
		}
		goneOn := len(s.later()) > 0
		goesOnFromUsual = goesOnFromUsual || goneOn && usual(s)
		switch {
		case !unusual(s):
		case goneOn:
			goesOn = true
			v.Kept(s.Exchange)
		default:
			left = append(left, s)
		}
	}
	if goesOn || !goesOnFromUsual || len(left) < stopped {
		return
	}
	for _, s := range left {
		v.Broken(s.Exchange, "the client stopped each time at %s", what)
	}
}
