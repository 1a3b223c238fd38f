package cogbench

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/refpool/awkward"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/render"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// ClientOptions say what a client meets in its test. The zero value is the pool of [Pool].
type ClientOptions struct {
	// Tracking is "always" or "opt-in", as cogbench referee has it; "" for always.
	Tracking string
	// MFA is the second factor: "off", "totp", "sms" or "email"; "" for totp.
	MFA string
	// Alias has the user sign in with an e-mail address, while the user name is a UUID.
	Alias bool
	// ClientSecret gives the app client a secret.
	ClientSecret bool
	// Awkward is a way in which the pool is awkward, of those that cogbench referee
	// --list-awkward prints; "" for none.
	Awkward string
	// Gate is the weakest level whose violation fails the test; must if empty.
	Gate spec.Level
	// Require are rules, or beginnings of their ids, that fail the test if the client
	// does nothing to which they apply.
	Require []string
}

// Client starts a reference pool on a loopback port for a client's test, and judges the
// calls that are made to it. When the test ends, it fails for each rule that the client
// violated, and if the client made no call at all. With -cogbench.report-dir it writes
// client.json, junit.xml, report.html and summary.md.
func Client(t testing.TB, options ClientOptions) *ReferencePool {
	t.Helper()
	settings, err := options.live()
	if err != nil {
		t.Fatal(err)
	}
	judge, err := referee.New(referee.Options{Source: report.Live, Gate: options.Gate, Required: options.Require})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := live.Start(t.Context(), settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(context.Background()); err != nil {
			t.Error(err)
		}
		pool.Tell(judge, "")
		concludeClient(t, judge)
	})
	return referencePool(pool)
}

// live is what the options say to the pool.
func (o ClientOptions) live() (live.Options, error) {
	settings := live.Options{Alias: o.Alias, ClientSecret: o.ClientSecret}
	switch o.Tracking {
	case "", "always":
		settings.Tracking = target.Always
	case "opt-in":
		settings.Tracking = target.OptIn
	default:
		return settings, fmt.Errorf("the option Tracking is %q: it is always or opt-in", o.Tracking)
	}
	switch o.MFA {
	case "", "totp":
		settings.Factor = target.TOTP
	case "sms":
		settings.Factor = target.SMS
	case "email":
		settings.Factor = target.Email
	case "off":
	default:
		return settings, fmt.Errorf("MFA is %q: it is off, totp, sms or email", o.MFA)
	}
	if o.Awkward != "" {
		way, err := awkward.Named(o.Awkward)
		if err != nil {
			return settings, err
		}
		settings.Awkward = []awkward.Way{way}
	}
	return settings, nil
}

// concludeClient tells a test what was found of its client, and writes the reports.
func concludeClient(t testing.TB, judge *referee.Judge) {
	t.Helper()
	found := explain.Conclude(judge)
	found.Tool, found.Recordings = tool(), []string{t.Name()}
	redact.New().Fill(found, judge.History())
	if err := reports.writeBy(t.Name(), func(path string) error { return render.WriteClientFiles(path, found) }); err != nil {
		t.Error(err)
	}
	verdict := found.Verdict()
	for _, rule := range verdict.Failed {
		t.Error(violation(rule))
	}
	for _, rule := range verdict.Missed {
		t.Errorf("%s was not exercised: %s", rule.ID, rule.Statement)
	}
	if verdict.Incomplete != "" {
		t.Error("no verdict: " + verdict.Incomplete)
	}
	for _, diagnosis := range found.Diagnoses {
		t.Logf("%s: %s %s", diagnosis.Symptom, diagnosis.Summary, diagnosis.Advice)
	}
	for _, text := range found.NotJudged {
		t.Log("not judged: " + text)
	}
}

// violation is a violated rule with what was seen.
func violation(rule report.ClientRule) string {
	calls := strings.Trim(fmt.Sprint(rule.Exchanges), "[]")
	return fmt.Sprintf("%s: %s\n  rule      %s\n  calls     %s\n  explained by: cogbench rules %s", rule.ID, rule.Message, rule.Statement, calls, rule.ID)
}
