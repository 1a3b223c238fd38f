// Package sample has results for the tests of the model and of its renderings.
package sample

import (
	"time"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// Conformance is a run with one rule of each outcome, and texts that a rendering has
// to be careful with.
func Conformance() *report.Conformance {
	started := time.Date(2026, 11, 22, 6, 30, 0, 0, time.UTC)
	c := &report.Conformance{
		SchemaVersion: report.SchemaVersion, Rulebook: report.Rulebook{Version: spec.Version},
		Tool: report.Tool{Name: "cogbench", Version: "0.1.0"},
		Target: report.Target{
			Name: "an emulator", Endpoint: "http://127.0.0.1:9229",
			Features: report.TargetFeatures{Claimed: []spec.Feature{spec.SMS, spec.TOTP}, Found: []spec.Feature{spec.TOTP}},
		},
		Profile: spec.Full, Gate: spec.Must, StartedAt: started, DurationSeconds: 4.25,
		Defects: []string{"a worker process crashed: <b>panic</b>"}, Leftovers: []string{"pool us-east-1_0001"},
		Has: []report.Capability{
			{Name: "USER_SRP_AUTH", Has: true},
			{Name: "TOTP", Evidence: "AssociateSoftwareToken: HTTP 400 <unsupported>"},
			{Name: "refresh", Unknown: true, Evidence: "not asked in time"},
		},
		Reached: []report.Rung{
			{Thing: "user", Way: "AdminCreateUser + AdminSetUserPassword"},
			{Thing: "client", Way: "without ALLOW_CUSTOM_AUTH", Place: 1, Refused: []string{"ExplicitAuthFlows contains an unsupported flow."}},
		},
		Previous: &report.Previous{StartedAt: started.AddDate(0, 0, -1), Changes: []report.Change{
			{ID: "DEV-CONF-03", Level: spec.Must, Before: report.Pass, After: report.Fail, Regression: true},
			{ID: "WIRE-01", Level: spec.Must, Before: report.Fail, After: report.Pass},
		}},
		Diagnoses: []report.Diagnosis{{
			ID: "u-unpadded", Summary: "The server hashes A and B without their sign byte.",
			Rules: []string{"DEV-CONF-03"}, Evidence: "12 of 12 proofs fit",
		}},
		Rules: []report.Rule{
			{ID: "WIRE-01", Level: spec.Must, Step: "any", Outcome: report.Pass, DurationSeconds: 0.01},
			partly(),
			{
				ID: "DEV-CONF-03", Level: spec.Must, Step: "ConfirmDevice", Outcome: report.Fail, DurationSeconds: 0.5,
				Message: "1 of 2 cases (fail), first secret client: expected true, got false", Expected: "true", Actual: "false",
				Cases: []report.Case{
					{Name: "public client", Outcome: report.Pass},
					{Name: "secret client", Outcome: report.Fail, Message: "expected true, got false", Expected: "true", Actual: "false"},
				},
				Transcript: []report.Exchange{{
					Operation: "ConfirmDevice", StartedAt: started, DurationSeconds: 0.002, Method: "POST", URL: "http://127.0.0.1:9229/",
					RequestHeader: map[string]string{"X-Amz-Target": "AWSCognitoIdentityProviderService.ConfirmDevice"},
					Request:       `{"DeviceKey":"us-east-1_0c","AccessToken":"«redacted»"}`,
					Status:        200, Response: `{"UserConfirmationNecessary":false}`,
				}},
			},
			{ID: "DEV-CONF-04", Level: spec.Must, Step: "ConfirmDevice", Outcome: report.Skip, Because: []string{"DEV-CONF-03"}, Message: "not judged"},
			{ID: "DEV-GET-02", Level: spec.Observed, Step: "GetDevice/ListDevices", Outcome: report.Fail, Message: "<script>alert(1)</script> & \x1b[31m\x00 ]]>"},
			{ID: "DEV-GET-03", Level: spec.Observed, Step: "GetDevice", Outcome: report.Unsupported, Message: "GetDevice: HTTP 500 Error: unsupported"},
			{ID: "DEV-LIST-07", Level: spec.Open, Step: "ListDevices", Outcome: report.Fail, Message: "saw nothing"},
			{ID: "TRUST-05", Level: spec.Must, Step: "limits", Outcome: report.NotRun, Message: "not checkable from outside"},
		},
	}
	c.Summary = report.Summarize(c.Rules)
	return c
}

// partly is a rule that passed on one leg, in the server's dialect, and by a lower rung.
func partly() report.Rule {
	return report.Rule{
		ID: "SRP-03", Level: spec.Must, Step: "PASSWORD_VERIFIER", Outcome: report.Pass, Assuming: []string{"u-unpadded"}, Rungs: []string{"client: without ALLOW_CUSTOM_AUTH"}, Wanted: []string{"devices opt-in/F × MFA off"},
		Cases: []report.Case{
			{Name: "user leg, 1", Outcome: report.Pass, Cell: "user leg"},
			{Name: "device leg, 1", Outcome: report.Skip, Cell: "device leg", Because: []string{"DEV-CONF-03"}, Message: "no device could be had"},
		},
		Cells: []report.Cell{
			{Outcome: report.Pass, Passed: 1, Cases: 1},
			{Name: "user leg", Outcome: report.Pass, Passed: 12, Cases: 12},
			{Name: "device leg", Outcome: report.Skip, Cases: 1, Because: []string{"DEV-CONF-03"}},
		},
	}
}
