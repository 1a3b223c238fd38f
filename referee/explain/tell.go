package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/report"
)

// tell tells a sign-in for people, with what explains it.
func (s *sight) tell(signIn *referee.SignIn, found []finding) report.ClientSignIn {
	told := report.ClientSignIn{
		StartedAt: signIn.First().Started, Flow: plain(signIn.Flow()), Outcome: outcome(signIn), MFAAsked: askedMFA(signIn) != nil,
		DeviceUsed: usedDevice(signIn), DeviceIssued: signIn.Issued != nil,
	}
	if signIn.User != nil {
		told.User = fmt.Sprintf("u%d", signIn.User.Number)
	}
	for _, e := range slices.Concat(signIn.Steps, signIn.Setup, signIn.After) {
		told.Exchanges = append(told.Exchanges, e.Number)
	}
	slices.Sort(told.Exchanges)
	for _, f := range found {
		if !slices.Contains(told.Diagnoses, f.cause) {
			told.Diagnoses = append(told.Diagnoses, f.cause)
		}
	}
	told.Explanation = s.paragraph(signIn, found)
	if len(found) > 0 {
		told.Expected = s.expected(signIn, found)
	}
	return told
}

// nothingWrong ends what is told of a sign-in that no finding is about.
const nothingWrong = "Nothing wrong is seen in it."

// outcome is how a sign-in ended.
func outcome(signIn *referee.SignIn) report.SignInOutcome {
	switch {
	case signIn.Tokens() != nil:
		return report.GotTokens
	case signIn.Last().Refused():
		return report.Refused
	default:
		return report.Unfinished
	}
}

// paragraph is what the app did, what the service answered, where they parted and what to
// change.
func (s *sight) paragraph(signIn *referee.SignIn, found []finding) string {
	lines := []string{s.beginning(signIn), walked(signIn)}
	aftermath := s.aftermath(signIn)
	if !slices.ContainsFunc(found, func(f finding) bool { return strings.HasPrefix(f.symptom, strings.TrimSuffix(aftermath, ".")+":") }) {
		lines = append(lines, aftermath)
	}
	var causes []string
	for _, f := range found {
		if slices.Contains(causes, f.cause) {
			continue
		}
		causes = append(causes, f.cause)
		lines = append(lines, f.symptom+".", causeNamed(f.cause).summary, f.detail, s.advice(causeNamed(f.cause).change, f))
	}
	if len(found) == 0 {
		lines = append(lines, s.unexplained(signIn))
	}
	return sentences(lines...)
}

// beginning is how the app began.
func (s *sight) beginning(signIn *referee.SignIn) string {
	who := "The app"
	if name := libraryOf(signIn.First()).name; name != "" {
		who = "The app, by " + name + ","
	}
	begun := who + " goes on with a sign-in that began before the recording"
	if signIn.Whole() {
		begun = who + " signs in by " + plain(signIn.Flow())
	}
	switch {
	case signIn.Sent != nil && s.issuedIn(signIn.Sent) != nil:
		return begun + fmt.Sprintf(" with the device that was issued in call %d.", signIn.Sent.Issued.Number)
	case signIn.Sent != nil:
		return begun + " with a device that was issued before the recording."
	default:
		return begun + " without a device."
	}
}

// walked is what the service asked for, and how it ended.
func walked(signIn *referee.SignIn) string {
	var asked []string
	for _, e := range signIn.Steps {
		if challenge := plain(e.Response.ChallengeName); challenge != "" && !slices.Contains(asked, challenge) {
			asked = append(asked, challenge)
		}
	}
	text := ""
	if len(asked) > 0 {
		text = "The service asks for " + strings.Join(asked, ", then ")
	}
	switch outcome(signIn) {
	case report.GotTokens:
		text += ends(text, "gives tokens")
		if signIn.Issued != nil {
			text += " with a new device"
		}
	case report.Refused:
		last := signIn.Last()
		text += ends(text, fmt.Sprintf("refuses %s with %s", called(last), named(last)))
	default:
		text += ends(text, "hears no more of it")
	}
	return text + "."
}

// ends joins how a sign-in ended to what came before.
func ends(before, end string) string {
	if before == "" {
		return "The service " + end
	}
	return ", and " + end
}

// called is what a call is named by: the challenge that it responds to, or its operation.
func called(e *referee.Exchange) string {
	if name := plain(e.Request.ChallengeName); name != "" {
		return "the response to " + name
	}
	return e.Operation
}

// aftermath is what became of the device that the sign-in came with.
func (s *sight) aftermath(signIn *referee.SignIn) string {
	d := signIn.Issued
	switch {
	case d == nil, d.IsMasked():
		return ""
	case d.Confirmed == nil && len(s.refusedConfirmations[d.Key]) > 0:
		return "ConfirmDevice is refused."
	case d.Confirmed == nil:
		return "The app does not confirm the device in what was seen."
	case !d.Confirmed.Response.UserConfirmationNecessary:
		return "The app confirms the device, and the pool remembers it."
	case slices.ContainsFunc(d.Statuses, func(e *referee.Exchange) bool { return e.Request.DeviceRememberedStatus == "remembered" }):
		return "The app confirms the device, and has it remembered."
	default:
		return "The app confirms the device; the pool waits for the user's word to remember it."
	}
}

// unexplained is what can be said of a sign-in without a finding: where the user saw
// something of it all the same, what would tell its causes apart.
func (s *sight) unexplained(signIn *referee.SignIn) string {
	d := signIn.Sent
	switch {
	case d != nil && askedMFA(signIn) != nil && d.Confirmed != nil:
		return "A code is asked for although the device was sent. The exchanges do not say why: the device's status may have been changed elsewhere, MFA turned on since, or the pool may ask on every device. AdminGetDevice and DescribeUserPool tell these apart."
	case outcome(signIn) == report.Refused && signIn.Last().RefusesProof() && strings.HasSuffix(signIn.Last().Request.ChallengeName, "PASSWORD_VERIFIER"):
		return s.refusedProof(signIn)
	case outcome(signIn) == report.Refused:
		return reason(signIn.Last())
	case outcome(signIn) == report.GotTokens:
		return nothingWrong
	default:
		return ""
	}
}

// reason is what can be said of a refusal by what the service calls it; "" where that is not
// enough.
func reason(e *referee.Exchange) string {
	switch {
	case wrongHash(e):
		return "The service refuses SECRET_HASH: it is to be the base64 of the HMAC-SHA-256, by the app client's secret, of the USERNAME and the ClientId of the same call."
	case strings.Contains(e.Response.ErrorMessage, "attempts exceeded"):
		return "Too many wrong passwords or codes were sent for this user: the service takes none for a while, a quarter of an hour at most."
	case strings.Contains(e.Response.ErrorMessage, "is disabled"):
		return "The user, or what the call asks for, is disabled in the pool: an administrator can tell."
	case strings.Contains(e.Response.ErrorMessage, "flow not enabled"), strings.Contains(e.Response.ErrorMessage, "is not enabled for the client"):
		return "The app client does not take this flow: allow it among its ExplicitAuthFlows, or sign in by another."
	case e.Response.Error == "UserNotConfirmedException":
		return "The user has not confirmed the sign-up: ConfirmSignUp comes first."
	case e.Response.Error == "PasswordResetRequiredException":
		return "An administrator has reset the user's password: ForgotPassword or ConfirmForgotPassword comes first."
	case e.Response.Error == "ForbiddenException":
		return "The web ACL before the pool refuses the call, which the pool has not seen."
	case slices.Contains([]string{"UserLambdaValidationException", "UnexpectedLambdaException", "InvalidLambdaResponseException"}, e.Response.Error):
		return "A function of the app's own, which the pool calls, refuses or fails: its log tells why."
	case e.Response.Error == "TooManyRequestsException":
		return "The service was called too often: repeat the call after a pause. One client's exchanges cannot show whose calls were too many."
	case e.Response.Error == "NotAuthorizedException" && strings.Contains(e.Response.ErrorMessage, "session is expired"):
		return "The Session of the challenge has expired, which happens where a person takes longer than the app client allows, three minutes unless it is set: the user signs in anew."
	default:
		return ""
	}
}

// refusedProof is what can be said of a sign-in that ends with a refused proof, where no cause
// explains it.
func (s *sight) refusedProof(signIn *referee.SignIn) string {
	found := unknown
	p, ok := s.proofAt(signIn, len(signIn.Steps)-1)
	if ok {
		found = s.examined(p)
	}
	switch {
	case found == unknown:
		return "The proof is refused. Without the server's secret b, which no message contains, a wrong password cannot be told from a wrong proof: run the same client against the pool of `cogbench referee` to see which it is."
	case found == passedOver:
		return "The proof is refused, and was not examined: cogbench examines a limited number."
	case p.Known.Unconfirmed && found == right:
		return "The proof matches the password that was given, and is refused all the same: the user's password is another by now, or the pool's id is not the one that was given."
	case p.Known.Unconfirmed:
		return "The proof is refused: it does not match the password that was given, and no known mistake explains it. Either the app uses another password or pool than the ones given, or it computes the proof in a way that cogbench does not know."
	case found == right:
		return "The proof is right, and refused all the same: the user or the device was changed or removed during the sign-in."
	default:
		return "The proof is refused, and rightly: it does not match the verifier that the pool has, and no known mistake explains it. Either the app has another secret, or it computes the proof in a way that cogbench does not know."
	}
}
