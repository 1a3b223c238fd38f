package sample

import (
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// Client is what was found of a client that leaves its device key out of the MFA response,
// with something in every part and hostile texts wherever a target or file can put one.
func Client() *report.Client {
	at := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	c := &report.Client{
		Tool: report.Tool{Name: "cogbench", Version: "0.3.0"}, Source: report.HAR, Gate: spec.Must,
		Recordings: []string{"app.har", "<script>alert(1)</script>.har"}, Clients: []string{"aws-amplify/6.0.2 <img src=x>"},
		StartedAt: at, DurationSeconds: 3.5, CutShort: "the file ends within an entry", NotJudged: []string{"2 signed calls of an administrator"},
		Diagnoses: []report.ClientDiagnosis{{
			ID: "device-key-missing-in-mfa-response", Symptom: "A new device at every sign-in",
			Summary: "The app sends DEVICE_KEY with PASSWORD_VERIFIER and leaves it out of the response to SOFTWARE_TOKEN_MFA, so that the service issues a new device.",
			Advice:  "Send DEVICE_KEY in every challenge response of the sign-in.", Rules: []string{"CLI-KEY-02"}, Exchanges: []int{3}, Reports: []string{"amplify-js#14622"},
		}},
		Rules: []report.ClientRule{
			{ID: "CLI-KEY-01", Level: spec.Must, Step: "InitiateAuth", Statement: "`DEVICE_KEY` is sent.", Outcome: report.ObservedOK, Exchanges: []int{1, 2}},
			{ID: "CLI-KEY-02", Level: spec.Must, Step: "RespondToAuthChallenge", Statement: "Every later response carries `DEVICE_KEY`.", Outcome: report.Violated, Exchanges: []int{3}, Message: "SOFTWARE_TOKEN_MFA was answered without DEVICE_KEY"},
			{ID: "CLI-REF-01", Level: spec.Should, Step: "REFRESH_TOKEN_AUTH", Statement: "A refresh carries DEVICE_KEY.", Outcome: report.NotExercised, Required: true},
			{ID: "CLI-REF-02", Level: spec.Open, Step: "REFRESH_TOKEN_AUTH", Statement: "Nothing is known.", Outcome: report.Violated, Exchanges: []int{4}, Message: "as it was seen"},
		},
	}
	c.Exchanges = []report.ClientExchange{
		{Number: 1, Operation: "InitiateAuth", StartedAt: at, DurationSeconds: 0.1, SignIn: 1, User: "u1", Status: 200, Request: map[string]string{"AuthFlow": "USER_SRP_AUTH", "AuthParameters.DEVICE_KEY": "device-key-1", "AuthParameters.SRP_A": "srp-a-1"}, Answer: map[string]string{"ChallengeName": "PASSWORD_VERIFIER"}},
		{Number: 2, Operation: "RespondToAuthChallenge", StartedAt: at, SignIn: 1, User: "u1", Status: 200, Request: map[string]string{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses.DEVICE_KEY": "device-key-1"}, Answer: map[string]string{"ChallengeName": "SOFTWARE_TOKEN_MFA"}},
		{Number: 3, Operation: "RespondToAuthChallenge", StartedAt: at, SignIn: 1, User: "u1", Status: 200, Request: map[string]string{"ChallengeName": "SOFTWARE_TOKEN_MFA"}, Answer: map[string]string{"AuthenticationResult.AccessToken": "access-token-1", "AuthenticationResult.NewDeviceMetadata.DeviceKey": "device-key-2"}},
		{Number: 4, Operation: "ForgetDevice", StartedAt: at, User: "u1", Status: 400, Request: map[string]string{"DeviceKey": "device-key-2"}, Error: "ResourceNotFoundException: Device does not exist."},
		{Number: 5, Operation: "InitiateAuth", StartedAt: at, SignIn: 2, User: "u2", Request: map[string]string{"AuthFlow": "USER_PASSWORD_AUTH"}},
	}
	c.SignIns = []report.ClientSignIn{
		{
			StartedAt: at, User: "u1", Flow: "USER_SRP_AUTH", Outcome: report.GotTokens, MFAAsked: true, DeviceIssued: true, Exchanges: []int{1, 2, 3},
			Explanation: "The app signed u1 in and named its device, but not in the last step; the service issued a new one <b>instead</b>.", Diagnoses: []string{"device-key-missing-in-mfa-response"},
			Expected: []report.ExpectedStep{
				{Call: "InitiateAuth USER_SRP_AUTH with DEVICE_KEY", Answer: "PASSWORD_VERIFIER", Exchange: 1},
				{Call: "RespondToAuthChallenge PASSWORD_VERIFIER with DEVICE_KEY", Answer: "SOFTWARE_TOKEN_MFA", Exchange: 2},
				{Call: "RespondToAuthChallenge SOFTWARE_TOKEN_MFA with DEVICE_KEY", Answer: "tokens", Exchange: 3, Differs: "DEVICE_KEY is not sent, and a new device is issued"},
				{Call: "ConfirmDevice with the new key", Answer: "done"},
			},
		},
		{StartedAt: at, User: "u2", Flow: "USER_PASSWORD_AUTH", Outcome: report.Unfinished, Exchanges: []int{5}, Explanation: "The app sent a password, and no answer was seen."},
	}
	c.Summary = report.SummarizeClient(c.Rules)
	return c
}
