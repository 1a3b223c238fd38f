package evidence_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/evidence"
	"github.com/cogbench/cogbench/spec"
)

// planted are identifiers of every kind, in the forms that the real service gives them.
func planted() map[string]string {
	return map[string]string{
		"account":        "123456789012",
		"ARN":            "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbCdEfGhI",
		"pool":           "eu-west-1_AbCdEfGhI",
		"pool, GovCloud": "us-gov-west-1_AbCdEfGhI",
		"client":         "1h57kf5cpq17m0eml12EXAMPLE",
		"client, lower":  "4b2o8k1nprmgcq9v0jd7s6t5aq",
		"client, words":  "qwertzuiopasdfghjklyxcvbnm",
		"client secret":  "1cj3k9dEXAMPLE0secret0of0fifty0one0characters000000",
		"sub":            "54e8f4a8-b0d1-70a2-3b1c-0a1b2c3d4e5f",
		"device":         "eu-west-1_a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
		"group":          "-aBcDeF12",
		"access key":     "AKIAIOSFODNN7EXAMPLE",
		"session key":    "ASIAIOSFODNN7EXAMPLE",
		"secret key":     "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1",
		"token":          "eyJraWQiOiJhIn0.eyJzdWIiOiJiIn0.c2lnbmF0dXJl-_x",
		"Session":        "AYABeE0x_Zk8mIV7q2hV7lqz4aMAHQABAAdTZXJ2aWNlABBDb2duaXRvVXNlclBvb2xz",
		"SRP":            "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
		"e-mail":         "someone.else+tag@mail.example.co.uk",
		"telephone":      "+12065550100",
		"address":        "203.0.113.7",
		"address, IPv6":  "2001:db8:85a3::8a2e:370:7334",
		"endpoint":       "https://abc.execute-api.eu-west-1.amazonaws.com/stage?x=1",
		"pool's name":    "cogbench-k3jq7x2m5a-12",
		"user's name":    "cb-k3jq7x2m5a-7",
		"request":        "d4b3f1f0-1f2e-4c3d-9a8b-7c6d5e4f3a2b",
	}
}

// frames are texts that messages of the service put identifiers into.
func frames() []string {
	return []string{
		"%s", "User pool client %s does not exist.", "User: %s is not authorized", `{"a":"%s"}`, "(%s)", "%s.", "key=%s, next", "it was '%s'",
		"https and %s\nand more",
	}
}

func TestRedactorTakesEveryIdentifier(t *testing.T) {
	redact := evidence.NewRedactor([]string{"alice"}).Redact
	for kind, identifier := range planted() {
		for _, frame := range frames() {
			text := strings.Replace(frame, "%s", identifier, 1)
			if got := redact(text); strings.Contains(got, identifier) || !strings.Contains(got, "«") {
				t.Errorf("%s: %q became %q", kind, text, got)
			}
		}
	}
	if got := redact("Alice, alice-and-ALICE; malice"); strings.Contains(strings.ReplaceAll(strings.ToLower(got), "malice", ""), "alice") {
		t.Errorf("a name is left in %q", got)
	}
}

// What the service said stays readable.
func TestRedactorLeavesWords(t *testing.T) {
	redact := evidence.NewRedactor(nil).Redact
	for _, text := range []string{
		"PASSWORD_VERIFIER → DEVICE_SRP_AUTH → DEVICE_PASSWORD_VERIFIER → tokens, NewDeviceMetadata absent",
		"devices always/T × MFA optional [SOFTWARE_TOKEN_MFA] × public client",
		"InvalidParameterException (HTTP 400) 1 validation error detected: Value at 'session' failed to satisfy constraint: Member must have length less than or equal to 2048",
		"HTTP 200, Content-Type application/x-amz-json-1.1, body \"{}\"",
		"TIMESTAMP -25h0m0s from now: success", "at 06:17:35 on 2026-11-30", "AWSCognitoIdentityProviderService",
		"because of DEV-CONF-16, TestConformance", "A + N·2^3072, hashed as it was sent", "well-known, in-progress -flag --baseline",
		"access token of a sign-in with a code: acr urn:example, amr [pwd otp]",
	} {
		if got := redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// run is a run that saw identifiers in every text that a recording takes over.
func run() *report.Conformance {
	var all []string
	for _, identifier := range planted() {
		all = append(all, identifier)
	}
	slices.Sort(all)
	text := strings.Join(all, " and ")
	return &report.Conformance{
		Tool: report.Tool{Name: "cogbench", Version: "0.2.0"}, Rulebook: report.Rulebook{Version: spec.Version},
		Target:  report.Target{Name: "x", Endpoint: "https://cognito-idp.eu-west-1.amazonaws.com", Region: "eu-west-1", AWS: true},
		Profile: spec.Ask, Gate: spec.Must, StartedAt: time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC),
		Rules: []report.Rule{
			{ID: "DEV-SRP-19", Level: spec.Open, Outcome: report.Pass, Message: text, Observed: []string{text}, Settings: []string{"devices always/T × MFA on"}},
			{
				ID: "REF-09", Level: spec.Observed, Outcome: report.Fail, Message: text, Expected: text, Actual: text, Because: []string{text},
				Cases:      []report.Case{{Name: text, Outcome: report.Fail, Message: text, Expected: text, Actual: text}},
				Transcript: []report.Exchange{{Operation: "InitiateAuth", URL: text, Request: text, Response: text}},
			},
			{ID: "DEV-SRP-18", Outcome: report.Pass},
			{ID: "DEV-SRP-20", Outcome: report.Skip, Message: text, Because: []string{text}},
			{ID: "WIRE-01", Outcome: report.NotRun, Message: "deselected"},
			{ID: "Q-04", Level: spec.Open, Outcome: report.Pass, Observed: []string{text}},
			{ID: "Q-06", Level: spec.Open, Outcome: report.Skip, Message: "set-up failed\n" + text, Observed: []string{text}},
			{ID: "Q-07", Level: spec.Open, Outcome: report.Skip, Message: "set-up failed at " + text, Cases: []report.Case{{Name: text, Outcome: report.Skip, Message: text}}},
		},
	}
}

func TestRecordHasNoIdentifierAndFollowsItsSchema(t *testing.T) {
	recording, err := evidence.New(run(), evidence.Origin{SignedOffBy: "A Person"})
	if err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	if err := recording.Write(directory); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(directory, evidence.File))
	if err != nil {
		t.Fatal(err)
	}
	for kind, identifier := range planted() {
		if bytes.Contains(data, []byte(identifier)) {
			t.Errorf("the recording has the %s %s", kind, identifier)
		}
	}
	schema, err := jsonschema.NewCompiler().Compile("../schema/evidence.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	if recording.RecordedOn != "2026-11-30" || recording.Region != "eu-west-1" || recording.Service != evidence.AWS || len(recording.Rules) != 4 {
		t.Errorf("recorded on %s in %s of %s, %d rules", recording.RecordedOn, recording.Region, recording.Service, len(recording.Rules))
	}
	again, err := evidence.Read(directory)
	if err != nil || len(again.Rules) != len(recording.Rules) || len(again.Questions) != len(recording.Questions) {
		t.Errorf("read back %+v, error %v", again, err)
	}
}

func TestCompareSaysWhichLevelsWouldChange(t *testing.T) {
	recording, err := evidence.New(run(), evidence.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	catalogue := &spec.Catalogue{}
	statements := map[string]string{}
	for _, rule := range recording.Rules {
		statements[rule.ID] = rule.Statement
	}
	for id, level := range map[string]spec.Level{"DEV-SRP-19": spec.Open, "REF-09": spec.Observed, "DEV-SRP-18": spec.Must, "DEV-SRP-20": spec.Must} {
		catalogue.Rules = append(catalogue.Rules, spec.Rule{ID: id, Level: level, Statement: statements[id]})
	}
	c := evidence.Compare(recording, catalogue)
	if len(c.Changes) != 2 || c.Changes[0].Why != evidence.Seen && c.Changes[1].Why != evidence.Seen {
		t.Fatalf("changes %+v", c.Changes)
	}
	for _, change := range c.Changes {
		want := map[string]evidence.Change{
			"DEV-SRP-19": {From: spec.Open, To: spec.Observed, Why: evidence.Seen}, "REF-09": {From: spec.Observed, To: spec.Open, Why: evidence.Contradicted},
		}[change.ID]
		if change.From != want.From || change.To != want.To || change.Why != want.Why {
			t.Errorf("%s would change as %+v", change.ID, change)
		}
	}
	if !slices.Equal(c.Confirmed, []string{"DEV-SRP-18"}) || !slices.Equal(c.Silent, []string{"DEV-SRP-20"}) {
		t.Errorf("confirmed %v, silent %v", c.Confirmed, c.Silent)
	}
	if !slices.Equal(c.Caveats, []string{"nobody has signed it off"}) {
		t.Errorf("caveats %q", c.Caveats)
	}

	// A rule that is stated otherwise now, and one that there is not.
	for i := range catalogue.Rules {
		if catalogue.Rules[i].ID == "REF-09" {
			catalogue.Rules[i].Statement = "another"
		}
		if catalogue.Rules[i].ID == "DEV-SRP-18" {
			catalogue.Rules[i].ID = "DEV-SRP-99"
		}
	}
	c = evidence.Compare(recording, catalogue)
	if !slices.Equal(c.Restated, []string{"REF-09"}) || !slices.Equal(c.Unknown, []string{"DEV-SRP-18"}) {
		t.Errorf("restated %v, unknown %v", c.Restated, c.Unknown)
	}
	var text bytes.Buffer
	c.Write(&text, recording)
	for _, want := range []string{
		"would become observed:\n  DEV-SRP-19", "would become open: the service did otherwise:\n  REF-09", "note: nobody has signed it off",
		"2 of 31 questions answered", "not in this version: 1\n  DEV-SRP-18", "stated otherwise since it was recorded: 1\n  REF-09",
		"not seen: set-up failed\n",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in:\n%s", want, text.String())
		}
	}
}

func TestReadRefusesWhatIsNoRecord(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":          {"", "EOF"},
		"something else": {`{"tool":{"name":"cogbench"},"rules":[]}`, "not an evidence.json"},
		"of the future":  {`{"schemaVersion":99,"rulebook":"9.9.9","recordedOn":"2030-01-01","rules":[]}`, "newer cogbench"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := evidence.Read(path); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}
