package sample

import (
	"fmt"
	"strings"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// callsOfAFailure is how many calls each failure of [Broken] has.
const callsOfAFailure = 30

// Broken is a run over the whole catalogue in which nearly every rule fails, each with
// many calls: the most that a rendering has to show.
func Broken() *report.Conformance {
	c := Conformance()
	catalogue, err := spec.Load()
	if err != nil {
		panic(err) // the catalogue is embedded, and tests of spec read it
	}
	c.Rules, c.Diagnoses = nil, []report.Diagnosis{
		{ID: "u-unpadded", Summary: "the server refuses the right proof: it makes u from A and B without their sign bytes (SRP-03)", Rules: []string{"SRP-03"}, Evidence: "found after 33 probes"},
		{ID: "any-signature", Summary: "the server accepts any signature on the device leg, and so does not know who signs in", Rules: []string{"SRP-20"}, Evidence: "a random one was accepted"},
	}
	for i, rule := range catalogue.Rules {
		c.Rules = append(c.Rules, broken(c, rule, i))
	}
	for i, name := range []string{"USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH", "MFA", "devices", "admin", "rotation", "USER_AUTH"} {
		c.Has = append(c.Has, report.Capability{Name: name, Has: i%2 == 0})
	}
	c.Summary = report.Summarize(c.Rules)
	return c
}

// broken is what comes of the i-th rule: failures, with some of every other outcome between.
func broken(c *report.Conformance, rule spec.Rule, i int) report.Rule {
	out := report.Rule{ID: rule.ID, Level: rule.Level, Step: rule.Step, Outcome: report.Fail, Expected: "tokens", Actual: "NotAuthorizedException", Message: "expected tokens, got NotAuthorizedException"}
	switch i % 40 {
	case 1, 4:
		out.Outcome, out.Because, out.Message = report.Skip, []string{c.Rules[i/80*80].ID}, "not judged"
	case 2:
		out.Outcome, out.Message = report.Unsupported, "the target lacks the feature totp"
	case 3:
		out.Outcome, out.Message, out.Expected, out.Actual = report.Pass, "", "", ""
		out.Cells = []report.Cell{{Name: "user leg", Outcome: report.Pass, Passed: 1, Cases: 1}, {Name: "device leg", Outcome: report.Skip, Because: []string{"no devices"}}}
		return out
	}
	for n := range 40 {
		out.Cases = append(out.Cases, report.Case{Name: fmt.Sprintf("case %d of pool with devices always/T and MFA on", n), Outcome: out.Outcome, Message: "expected tokens, got NotAuthorizedException", Expected: "tokens", Actual: "NotAuthorizedException"})
	}
	for n := range callsOfAFailure {
		out.Transcript = append(out.Transcript, exchange(c, i*callsOfAFailure+n))
	}
	return out
}

// exchange is a call unlike any other.
func exchange(c *report.Conformance, n int) report.Exchange {
	return report.Exchange{
		Operation: "RespondToAuthChallenge", StartedAt: c.StartedAt, DurationSeconds: 0.01, Method: "POST", URL: "http://127.0.0.1:9229/",
		RequestHeader: map[string]string{"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService.RespondToAuthChallenge"},
		Request:       fmt.Sprintf(`{"ChallengeName":"PASSWORD_VERIFIER","ClientId":"%d","ChallengeResponses":{"SRP_A":"%s"}}`, n, strings.Repeat("0f", 384)),
		Status:        400, Response: fmt.Sprintf(`{"__type":"NotAuthorizedException","message":"Incorrect username or password.","id":%d}`, n),
	}
}
