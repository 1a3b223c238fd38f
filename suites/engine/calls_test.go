package engine_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// everyCall holds each assertion on calls against each kind of answer, as cases whose
// names begin with the outcome that they must have.
func everyCall(c *engine.Check) {
	refused := &target.Error{Kind: target.Refused, Status: 400, Name: "NotAuthorizedException", Message: "No."}
	unsupported := &target.Error{Kind: target.Unsupported, Status: 400, Name: "UnknownOperationException"}
	declined := &target.Error{Kind: target.Unsupported, Operation: "RevokeToken", Status: 400, Name: "UnsupportedOperationException"}
	lacking := &target.Error{Kind: target.Unsupported, Operation: "GetDevice", Status: 400, Name: "UnsupportedOperationException"}
	fault := &target.Error{Kind: target.ServerError, Status: 500, Name: "InternalErrorException"}
	malformed := &target.Error{Kind: target.Malformed, Status: 200, Err: errors.New("not JSON")}
	throttled := &target.Error{Kind: target.Throttled, Status: 400, Name: "TooManyRequestsException"}
	slow := &target.Error{Kind: target.TimedOut, Err: errors.New("no answer")}
	gone := &target.Error{Kind: target.Unreachable, Err: errors.New("connection refused")}
	hungUp := &target.Error{Kind: target.Unreachable, Err: io.EOF}
	stuck := &scenarios.ProtocolError{Step: "initiate_auth", Reason: "no challenge"}

	for name, err := range map[string]error{
		"pass success": nil, "fail refused": refused, "unsupported lacking": unsupported, "fail fault": fault,
		"fail malformed": malformed, "skip throttled": throttled, "skip slow": slow, "skip gone": gone,
		"fail hung up": hungUp, "fail stuck": stuck,
	} {
		c.Case(name+" (Succeeds)", func() { c.Succeeds(err, "the call") })
	}
	for name, err := range map[string]error{
		"fail success": nil, "pass refused": refused, "unsupported lacking": unsupported, "fail fault": fault,
		"fail malformed": malformed, "skip throttled": throttled, "skip slow": slow, "fail hung up": hungUp,
	} {
		c.Case(name+" (Refused)", func() { c.Refused(err, "the call", "OtherException", "NotAuthorizedException") })
	}
	for name, err := range map[string]error{
		"fail success": nil, "pass refused": refused, "unsupported lacking": unsupported, "fail fault": fault, "skip gone": gone,
		"pass declined by an operation that models it": declined, "unsupported declined elsewhere": lacking,
	} {
		c.Case(name+" (Refused by any name)", func() { c.Refused(err, "the call") })
	}
	for name, err := range map[string]error{
		"fail success": nil, "pass refused": refused, "unsupported lacking": unsupported, "fail fault": fault, "skip slow": slow,
	} {
		c.Case(name+" (Says)", func() { c.Says(err, "the call", "Never.", "No.") })
	}
	for name, err := range map[string]error{
		"pass success": nil, "skip refused": refused, "unsupported lacking": unsupported, "skip fault": fault,
		"skip slow": slow, "skip unmet": &target.FixtureError{What: "pool", Err: target.ErrUnmet},
	} {
		c.Case(name+" (Given)", func() { c.Given(err, "a device") })
	}
	c.Case("fail another name (Refused)", func() { c.Refused(refused, "the call", "OtherException") })
	c.Case("fail another text (Says)", func() { c.Says(refused, "the call", "No") })
	c.Case("pass unknown operation, as wanted (Refused)", func() { c.Refused(unsupported, "the call", "UnknownOperationException") })
}

func TestOutcomesOfCalls(t *testing.T) {
	t.Parallel()
	rule := runFake(t, "calls", engine.Options{}).Rules[1]
	if len(rule.Cases) != 39 {
		t.Errorf("%d cases, want 39", len(rule.Cases))
	}
	for _, one := range rule.Cases {
		want, _, _ := strings.Cut(one.Name, " ")
		if string(one.Outcome) != want {
			t.Errorf("%s: %s: %s", one.Name, one.Outcome, one.Message)
		}
		if one.Outcome == report.Fail && (one.Expected == "" || one.Actual == "") {
			t.Errorf("%s: expected %q, actual %q", one.Name, one.Expected, one.Actual)
		}
	}
}

// A target that stops answering is not tried for ever.
func TestRunGivesUpOnASilentTarget(t *testing.T) {
	t.Parallel()
	results := runFake(t, "silent target", engine.Options{})
	tried := 0
	for _, rule := range results.Rules[:6] {
		if rule.Outcome != report.Skip {
			t.Errorf("%s is %s, want skip", rule.ID, rule.Outcome)
		}
		if strings.Contains(rule.Message, "no usable answer to the call") {
			tried++
		}
	}
	if tried != 3 {
		t.Errorf("%d rules were tried, want 3", tried)
	}
}
