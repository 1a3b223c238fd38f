package cogbench_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/internal/embeddedpool"
	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// words are how servers refuse what they have not: a status, a media type, and a body in
// which OPERATION stands for the operation.
type words struct {
	status     int
	kind, body string
}

const amzJSON = "application/x-amz-json-1.1"

// inWords starts pools that refuse operations in words of their own, and returns their
// target. alsoUnknown has operations that do not exist refused so as well.
func inWords(t *testing.T, w words, alsoUnknown bool, lacks func(operation string) bool, change func(*refpool.Behaviour)) *target.Config {
	t.Helper()
	behaviour := refpool.Correct()
	change(&behaviour)
	behaviour.Wire.Known = func(operation string, listed bool) bool { return listed && !lacks(operation) }
	behaviour.Wire.Reply = func(operation string, r *refpool.Reply) {
		unknown := strings.HasPrefix(r.Header.Get("X-Amzn-Errortype"), "UnknownOperationException")
		if operation == "" || !unknown || !lacks(operation) && !alsoUnknown {
			return
		}
		r.Status, r.Header = w.status, http.Header{"Content-Type": {w.kind}}
		r.Body = []byte(strings.ReplaceAll(w.body, "OPERATION", operation))
	}
	server, err := embeddedpool.Start(refpool.Options{Behaviour: &behaviour}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	config := server.Config(t.Name())
	return &config
}

// refusals are words in which published servers refuse, and some of their kind.
func refusals() map[string]words {
	return map[string]words{
		"an error that nobody knows":   {400, amzJSON, `{"__type":"NotSupportedYet"}`},
		"one that names the operation": {400, amzJSON, `{"__type":"PlannedException","message":"OPERATION comes with 2.0"}`},
		"not implemented":              {501, "text/plain", `Not Implemented`},
		"a page that is not there":     {404, "text/html", `<h1>Not Found</h1>`},
		"unknown":                      {400, amzJSON, `{"__type":"UnknownOperationException"}`},
		"an internal error":            {400, amzJSON, `{"__type":"InternalErrorException","message":"not implemented"}`},
		"an internal error of 500":     {500, amzJSON, `{"__type":"InternalErrorException","message":"Something went wrong"}`},
		"JSON of another kind":         {405, "application/json", `{"error":"no route for OPERATION"}`},
	}
}

func ofDevices(operation string) bool { return strings.Contains(operation, "Device") }

// untracking has pools track no devices.
func untracking(b *refpool.Behaviour) {
	b.Pool.DeviceConfiguration = func(*refpool.Pool, *refpool.DeviceConfiguration) *refpool.DeviceConfiguration { return nil }
}

// TestDevicesThatAServerHasNot holds that a server without devices is understood in any
// words: every rule of devices is unsupported, for one reason.
func TestDevicesThatAServerHasNot(t *testing.T) {
	for name, w := range refusals() {
		for kind, c := range map[string]struct {
			alsoUnknown bool
			change      func(*refpool.Behaviour)
		}{
			"like any unknown operation":    {true, untracking},
			"unlike others":                 {false, untracking},
			"though it issues keys of them": {false, func(*refpool.Behaviour) {}},
		} {
			t.Run(name+", "+kind, func(t *testing.T) {
				t.Parallel()
				found := conforming(t, inWords(t, w, c.alsoUnknown, ofDevices, c.change), "DEV-CONF-01", "DEV-LIST-01", "DEV-FORGET-01", "ADM-09", "WIRE-31", "AUTH-01")
				for _, rule := range found.Rules {
					fair := []report.Outcome{report.Unsupported, report.Skip, report.NotRun}
					if rule.ID == "AUTH-01" {
						fair = []report.Outcome{report.Pass}
					}
					if !slices.Contains(fair, rule.Outcome) {
						t.Errorf("%s: %s: %s", rule.ID, rule.Outcome, rule.Message)
					}
				}
				causes := found.Causes()
				if len(causes) != 1 || causes[0].Kind != report.Lacking || causes[0].ID != "devices" || len(causes[0].Failed) > 0 {
					t.Errorf("causes %+v", causes)
				}
			})
		}
	}
}

// TestOperationThatBreaksDown holds that a server with devices is not acquitted of one
// operation that refuses everything, in whatever words: of ConfirmDevice, without which no
// device is had, neither.
func TestOperationThatBreaksDown(t *testing.T) {
	for _, name := range []string{"an error that nobody knows", "an internal error of 500", "one that names the operation", "JSON of another kind"} {
		for operation, fails := range map[string]string{"ForgetDevice": "DEV-FORGET-01", "ConfirmDevice": "DEV-CONF-01"} {
			t.Run(name+" of "+operation, func(t *testing.T) {
				t.Parallel()
				breaks := func(o string) bool { return o == operation }
				found := conforming(t, inWords(t, refusals()[name], false, breaks, func(*refpool.Behaviour) {}), "DEV-NEW-01", fails)
				for id, want := range map[string]report.Outcome{"DEV-NEW-01": report.Pass, fails: report.Fail} {
					if got := outcomeOf(found, id); got != want {
						t.Errorf("%s: %s, want %s", id, got, want)
					}
				}
			})
		}
	}
}

// TestFeaturesThatAServerHasNot holds the same of the other features.
func TestFeaturesThatAServerHasNot(t *testing.T) {
	unknown := words{400, amzJSON, `{"__type":"NotSupportedYet"}`}
	for name, c := range map[string]struct {
		lacks       func(operation string) bool
		alsoUnknown bool
		rules       []string
		lacking     string
	}{
		"software tokens": {func(o string) bool { return strings.Contains(o, "SoftwareToken") }, false, []string{"MFA-05", "MFA-10"}, "TOTP"},
		"administrators":  {func(o string) bool { return strings.HasPrefix(o, "Admin") }, false, []string{"ADM-01", "ADM-05"}, "administrator's operations"},
		"rotation":        {func(o string) bool { return o == "GetTokensFromRefreshToken" }, true, []string{"REF-05", "REF-07"}, "GetTokensFromRefreshToken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := conforming(t, inWords(t, unknown, c.alsoUnknown, c.lacks, func(*refpool.Behaviour) {}), c.rules...)
			for _, id := range c.rules {
				if got := outcomeOf(found, id); got != report.Unsupported {
					t.Errorf("%s: %s", id, got)
				}
			}
			if !slices.ContainsFunc(found.Has, func(has report.Capability) bool { return has.Name == c.lacking && !has.Has && len(has.Lacks) > 0 }) {
				t.Errorf("has %+v, want nothing of %s", found.Has, c.lacking)
			}
			if causes := found.Causes(); len(causes) != 1 || causes[0].Kind != report.Lacking || causes[0].ID != c.lacking || causes[0].Text == "" {
				t.Errorf("causes %+v", causes)
			}
		})
	}
}

// TestSetUpsThatTakeWhatIsLacking holds that a set-up which cannot be had for want of
// something is counted there, and not as one that failed.
func TestSetUpsThatTakeWhatIsLacking(t *testing.T) {
	unknown := words{400, amzJSON, `{"__type":"NotSupportedYet"}`}
	for name, c := range map[string]struct {
		lacks   func(operation string) bool
		rules   []string
		lacking string
	}{
		"software tokens": {func(o string) bool { return strings.Contains(o, "SoftwareToken") }, []string{"MFA-06", "DEV-SRP-11"}, "TOTP"},
		"administrators":  {func(o string) bool { return strings.HasPrefix(o, "Admin") }, []string{"ADM-01", "USER-03", "MFA-01", "MFA-03", "PWD-06"}, "administrator's operations"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := conforming(t, inWords(t, unknown, false, c.lacks, func(*refpool.Behaviour) {}), c.rules...)
			causes := found.Causes()
			if len(causes) != 1 || causes[0].Kind != report.Lacking || causes[0].ID != c.lacking {
				t.Fatalf("causes %+v", causes)
			}
			for _, id := range c.rules {
				if !slices.ContainsFunc(causes[0].Waiting, func(r report.Rule) bool { return r.ID == id }) {
					t.Errorf("%s (%s) does not wait for it", id, outcomeOf(found, id))
				}
			}
		})
	}
}

// conforming judges a target by some rules.
func conforming(t *testing.T, on *target.Config, rules ...string) *report.Conformance {
	t.Helper()
	found, err := cogbench.Conform(t.Context(), cogbench.Options{Target: on, Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func outcomeOf(found *report.Conformance, id string) report.Outcome {
	i := slices.IndexFunc(found.Rules, func(r report.Rule) bool { return r.ID == id })
	return found.Rules[i].Outcome
}
