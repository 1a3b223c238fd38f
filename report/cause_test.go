package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// shownCauses are causes in a line each: kind, id, what failed, what waits.
func shownCauses(causes []report.Cause) string {
	var lines []string
	for _, c := range causes {
		lines = append(lines, fmt.Sprintf("%s %s | %s | %s | %d", c.Kind, c.ID, ids(c.Failed), ids(c.Waiting), c.Hides()))
	}
	return strings.Join(lines, "\n")
}

func TestCausesGroupByTheRoot(t *testing.T) {
	rule := func(id string, o report.Outcome, because ...string) report.Rule {
		return report.Rule{ID: id, Level: spec.Must, Outcome: o, Because: because}
	}
	unsupported := func(id, message string) report.Rule {
		return report.Rule{ID: id, Level: spec.Must, Outcome: report.Unsupported, Message: message}
	}
	for name, c := range map[string]struct {
		run  report.Conformance
		want string
	}{
		"nothing but passes": {run: report.Conformance{Rules: []report.Rule{rule("A-01", report.Pass), rule("A-02", report.NotRun)}}},
		"a failure that others stand on, by way of one another": {
			run: report.Conformance{Rules: []report.Rule{
				rule("A-01", report.Fail), rule("A-02", report.Fail), rule("A-03", report.Skip, "A-02"), rule("A-04", report.Skip, "A-03"),
			}},
			want: "rule A-02 | A-02 | A-03 A-04 | 2\nrule A-01 | A-01 |  | 0",
		},
		"of two reasons the one that hides more": {
			run: report.Conformance{Rules: []report.Rule{
				rule("A-01", report.Fail), rule("A-02", report.Fail), rule("A-03", report.Skip, "A-01", "A-02"), rule("A-04", report.Skip, "A-02"),
			}},
			want: "rule A-02 | A-02 | A-03 A-04 | 2\nrule A-01 | A-01 |  | 0",
		},
		"a diagnosis takes its rules and all that stands on them": {
			run: report.Conformance{
				Diagnoses: []report.Diagnosis{{ID: "salt=raw", Summary: "it does", Rules: []string{"A-01", "A-02"}}},
				Rules:     []report.Rule{rule("A-01", report.Fail), rule("A-02", report.Fail), rule("A-03", report.Skip, "A-01")},
			},
			want: "diagnosis salt=raw | A-01 A-02 | A-03 | 3",
		},
		"a set-up that met what a diagnosed failure met": {
			run: report.Conformance{
				Diagnoses: []report.Diagnosis{{ID: "salt=raw", Rules: []string{"A-01"}}},
				Rules: []report.Rule{
					{ID: "A-01", Level: spec.Must, Outcome: report.Fail, Actual: "NotAuthorizedException (HTTP 400) Incorrect."},
					rule("A-02", report.Skip, "set-up failed at sign-in: RespondToAuthChallenge: HTTP 400 NotAuthorizedException: Incorrect."),
					rule("A-03", report.Skip, "set-up failed at sign-in: RespondToAuthChallenge: HTTP 400 NotAuthorizedException: Expired."),
				},
			},
			want: "diagnosis salt=raw | A-01 | A-02 | 2\nset-up  |  | A-03 | 1",
		},
		"set-ups without the step and what differs": {
			run: report.Conformance{Rules: []report.Rule{
				rule("A-01", report.Skip, "set-up failed at sign-in: CreateUserPool: HTTP 400 LimitExceeded: cogbench-abc-1 exists"),
				rule("A-02", report.Skip, "set-up failed at a device: CreateUserPool: HTTP 400 LimitExceeded: cogbench-xyz-22 exists"),
			}},
			want: "set-up  |  | A-01 A-02 | 2",
		},
		"what is lacking, in any case of a rule and in reasons": {
			run: report.Conformance{
				Has: []report.Capability{{Name: "USER_SRP_AUTH", Has: true}, {Name: "TOTP"}, {Name: "devices", Unknown: true}},
				Rules: []report.Rule{
					unsupported("A-01", "1 of 2 cases (unsupported), first on: the target lacks the feature totp"),
					rule("A-02", report.Skip, "no TOTP could be enrolled"), rule("A-03", report.Skip, "no devices"),
				},
			},
			want: "lacking TOTP |  | A-01 A-02 | 2\nset-up  |  | A-03 | 1",
		},
		"a feature that a capability is, and what takes one of its operations": {
			run: report.Conformance{
				Has: []report.Capability{{Name: "administrator's operations", Lacks: []string{"AdminGetUser"}}, {Name: "CUSTOM_AUTH"}},
				Rules: []report.Rule{
					unsupported("A-01", "2 of 2 cases (unsupported), first on: the target lacks the feature admin"),
					unsupported("A-02", "the target lacks the feature custom-auth"),
					rule("A-03", report.Skip, "set-up failed at creating a user: a verified address, which takes administrator's operations: not available on this target"),
					rule("A-04", report.Skip, "set-up failed at a user that was read: AdminGetUser: HTTP 500 without an error name"),
				},
			},
			want: "lacking administrator's operations |  | A-01 A-03 A-04 | 3\nlacking CUSTOM_AUTH |  | A-02 | 1",
		},
		"a capability of which a diagnosis says that the target has none": {
			run: report.Conformance{
				Has:       []report.Capability{{Name: "USER_SRP_AUTH"}, {Name: "USER_AUTH"}},
				Diagnoses: []report.Diagnosis{{ID: "no-srp", Summary: "the server has no USER_SRP_AUTH: InitiateAuth: HTTP 500", Rules: []string{"A-01"}}},
				Rules: []report.Rule{
					rule("A-01", report.Fail), unsupported("A-02", "InitiateAuth: USER_SRP_AUTH: HTTP 500"), unsupported("A-03", "InitiateAuth: USER_AUTH: HTTP 500"),
				},
			},
			want: "diagnosis no-srp | A-01 | A-02 | 2\nlacking USER_AUTH |  | A-03 | 1",
		},
		"a feature and an operation that no probe asked for": {
			run: report.Conformance{Rules: []report.Rule{
				unsupported("A-01", "the target lacks the feature sms"), unsupported("A-02", "the target lacks the feature sms"),
				unsupported("A-03", "a device that was read: GetDevice: HTTP 500 Error: unsupported"), unsupported("A-04", "no passkeys: none"),
			}},
			want: "lacking sms |  | A-01 A-02 | 2\nlacking GetDevice |  | A-03 | 1\nlacking no passkeys |  | A-04 | 1",
		},
		"a rule of which a part is not kept": {
			run:  report.Conformance{Rules: []report.Rule{rule("A-01", report.Pass), rule("A-02", report.Skip, "A-01")}},
			want: "rule A-01 |  | A-02 | 1",
		},
		"a circle": {
			run:  report.Conformance{Rules: []report.Rule{rule("A-01", report.Skip, "A-02"), rule("A-02", report.Skip, "A-01")}},
			want: "set-up  |  | A-01 A-02 | 2",
		},
		"what never counts": {
			run: report.Conformance{Rules: []report.Rule{
				{ID: "A-01", Level: spec.Open, Outcome: report.Fail}, {ID: "A-02", Level: spec.Must, NewIn: "0.2.0", Outcome: report.Fail},
			}},
		},
		"as many hidden: the firmer level first": {
			run: report.Conformance{Rules: []report.Rule{
				{ID: "A-01", Level: spec.Should, Outcome: report.Fail}, {ID: "A-02", Level: spec.Must, Outcome: report.Fail},
			}},
			want: "rule A-02 | A-02 |  | 0\nrule A-01 | A-01 |  | 0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shownCauses(c.run.Causes()); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// An operation that no probe asked for is told of with its answer.
func TestCausesSayWhatCameInstead(t *testing.T) {
	run := report.Conformance{Rules: []report.Rule{
		{ID: "A-01", Level: spec.Must, Outcome: report.Unsupported, Message: "a device that was read: GetDevice: HTTP 500 Error: unsupported"},
		{ID: "A-02", Level: spec.Should, Outcome: report.Unsupported, Message: "passkeys"},
	}}
	causes := run.Causes()
	if len(causes) != 2 || causes[0].ID != "GetDevice" || causes[0].Text != "HTTP 500 Error: unsupported" || causes[1].ID != "passkeys" || causes[1].Text != "" {
		t.Errorf("causes %+v", causes)
	}
}

// Every rule that counts and has no pass is under one cause.
func TestCausesCountEachRuleOnce(t *testing.T) {
	run := report.Conformance{Diagnoses: []report.Diagnosis{{ID: "d", Rules: []string{"A-001"}}}}
	outcomes := []report.Outcome{report.Fail, report.Skip, report.Unsupported, report.Pass, report.NotRun}
	for i := range 100 {
		rule := report.Rule{ID: fmt.Sprintf("A-%03d", i), Level: spec.Must, Outcome: outcomes[i%len(outcomes)]}
		if rule.Outcome == report.Skip {
			rule.Because = []string{fmt.Sprintf("A-%03d", i*7%100), "set-up failed at sign-in: no user"}
		}
		run.Rules = append(run.Rules, rule)
	}
	counted := map[string]int{}
	for _, cause := range run.Causes() {
		for _, rule := range cause.Rules() {
			counted[rule.ID]++
		}
	}
	for _, rule := range run.Rules {
		want := 0
		if rule.Outcome == report.Fail || rule.Outcome == report.Skip || rule.Outcome == report.Unsupported {
			want = 1
		}
		if counted[rule.ID] != want {
			t.Errorf("%s (%s) is under %d causes, want %d", rule.ID, rule.Outcome, counted[rule.ID], want)
		}
	}
}
