package explain

import (
	"slices"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
)

// expected is the walk of the protocol beside the sign-in that left it: what was called
// and what should have been, marked where they differ.
func (s *sight) expected(signIn *referee.SignIn, found []finding) []report.ExpectedStep {
	if askedMFA(signIn) != nil && slices.ContainsFunc(found, func(f finding) bool { return byDeviceInstead(f.cause) }) {
		return deviceWalk(signIn)
	}
	var steps []report.ExpectedStep
	for _, e := range signIn.Steps {
		steps = append(steps, s.expectedStep(e, found))
	}
	steps = append(steps, s.registration(signIn)...)
	for _, e := range signIn.After {
		if isRefresh(e) {
			steps = append(steps, s.expectedStep(e, found))
		}
	}
	return steps
}

// byDeviceInstead reports whether the sign-in had been one of the device but for the cause.
func byDeviceInstead(cause string) bool {
	return slices.Contains([]string{"device-key-not-sent", "device-filed-under-another-name", "device-of-another-user", "device-of-another-pool"}, cause)
}

// deviceWalk is a sign-in on a remembered device, beside one that was none.
func deviceWalk(signIn *referee.SignIn) []report.ExpectedStep {
	begun := signIn.First()
	first := report.ExpectedStep{Call: "InitiateAuth " + plain(signIn.Flow()) + " with DEVICE_KEY", Exchange: begun.Number}
	steps := []report.ExpectedStep{first}
	if e := step(signIn, "PASSWORD_VERIFIER"); e != nil {
		steps[0].Answer = "PASSWORD_VERIFIER"
		steps = append(steps, report.ExpectedStep{Call: "RespondToAuthChallenge PASSWORD_VERIFIER with DEVICE_KEY", Exchange: e.Number})
	}
	last := &steps[len(steps)-1]
	last.Answer = "DEVICE_SRP_AUTH"
	last.Differs = "without the device's DEVICE_KEY, and answered with " + askedMFA(signIn).Response.ChallengeName
	const skipped = "did not come to it"
	return append(steps,
		report.ExpectedStep{Call: "RespondToAuthChallenge DEVICE_SRP_AUTH with DEVICE_KEY", Answer: "DEVICE_PASSWORD_VERIFIER", Differs: skipped},
		report.ExpectedStep{Call: "RespondToAuthChallenge DEVICE_PASSWORD_VERIFIER with DEVICE_KEY", Answer: "tokens", Differs: skipped},
	)
}

// expectedStep is a call as it would be, beside the one that was.
func (s *sight) expectedStep(e *referee.Exchange, found []finding) report.ExpectedStep {
	expected := report.ExpectedStep{Call: e.Operation, Answer: answered(e), Exchange: e.Number}
	switch {
	case e.Request.ChallengeName != "":
		expected.Call += " " + plain(e.Request.ChallengeName)
	case e.Request.AuthFlow != "":
		expected.Call += " " + plain(e.Request.AuthFlow)
	}
	i := slices.IndexFunc(found, func(f finding) bool { return marks(f, e) })
	if i < 0 {
		return expected
	}
	member, differs := difference(found[i].cause)
	if member != "" {
		expected.Call += " with " + member
	}
	expected.Differs = differs
	if e.Refused() {
		expected.Differs += ", and refused with " + named(e)
		expected.Answer = "no error"
	}
	return expected
}

// marks reports whether a finding is of this very call.
func marks(f finding, e *referee.Exchange) bool {
	member, differs := difference(f.cause)
	return differs != "" && (slices.Contains(f.shown, e) && e.Refused() || member == "DEVICE_KEY" && slices.Contains(f.shown, e) && isMFA(e.Request.ChallengeName))
}

// difference is the member that a cause is about, and what is otherwise with it.
func difference(cause string) (member, differs string) {
	switch cause {
	case "device-key-missing-in-mfa-response", "device-key-missing-in-device-step", "refresh-without-device-key":
		return "DEVICE_KEY", "without DEVICE_KEY"
	case "refresh-with-another-device":
		return "the sign-in's DEVICE_KEY", "with another DEVICE_KEY"
	case "secret-hash-missing", "secret-hash-missing-in-device-step":
		return "SECRET_HASH", "without SECRET_HASH"
	case "secret-hash-of-the-alias-at-refresh", "secret-hash-of-another-name":
		return "SECRET_HASH of the user name", "with SECRET_HASH of another name"
	case "session-missing", "session-used-twice", "session-out-of-date":
		return "the newest Session", "without it"
	case "refresh-by-another-client":
		return "the sign-in's ClientId", "with another ClientId"
	case "refresh-of-unconfirmed-device", "device-of-mfa-setup-not-confirmed":
		return "", "before the device was confirmed"
	case "totp-code-used-twice":
		return "a code of its own", "with a code that was used"
	case "stale-device-key-kept", "device-key-kept-after-forgetting":
		return "no DEVICE_KEY", "with a device that does not exist"
	case "lost-device-password", "device-proof-never-accepted", "proof-computed-wrongly", "proof-without-sign-bytes", "odd-digit-misread":
		return "a proof that fits", "with another"
	default:
		if len(cause) > 9 && cause[:9] == "timestamp" {
			return "TIMESTAMP in English and UTC", "written otherwise"
		}
		return "", ""
	}
}

// registration is what follows on tokens with a new device.
func (s *sight) registration(signIn *referee.SignIn) []report.ExpectedStep {
	d := signIn.Issued
	if d == nil {
		return nil
	}
	confirm := report.ExpectedStep{Call: "ConfirmDevice", Answer: "UserConfirmationNecessary"}
	refused := s.refusedConfirmations[d.Key]
	switch {
	case d.Confirmed != nil:
		confirm.Exchange = d.Confirmed.Number
	case len(refused) > 0:
		confirm.Exchange, confirm.Differs = refused[0].Number, "refused with "+named(refused[0])
	default:
		confirm.Differs = "no answer, or no call, was seen"
	}
	steps := []report.ExpectedStep{confirm}
	if d.Confirmed == nil || !d.Confirmed.Response.UserConfirmationNecessary {
		return steps
	}
	remember := report.ExpectedStep{Call: "UpdateDeviceStatus remembered", Answer: "no members", Differs: "not called"}
	for _, e := range d.Statuses {
		if e.Request.DeviceRememberedStatus == "remembered" {
			remember.Exchange, remember.Differs = e.Number, ""
		}
	}
	return append(steps, remember)
}

// answered is what a call was answered with.
func answered(e *referee.Exchange) string {
	switch {
	case e.Refused():
		return named(e)
	case e.Response.ChallengeName != "":
		return plain(e.Response.ChallengeName)
	case e.Response.AuthenticationResult != nil:
		return "tokens"
	default:
		return ""
	}
}
