package flaws_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/srp"
)

// A recording without its secrets shows every flaw that the recording itself shows, and
// holds nothing that a client or the service said but the protocol's own words.
func TestARedactedRecordingIsJudgedAsTheOriginal(t *testing.T) {
	w := newWorld(t, nil)
	for _, flaw := range flaws.All() {
		t.Run(flaw.Name, func(t *testing.T) {
			var calls []*referee.Exchange
			walk := walkNamed(t, flaw.Walk)
			_ = w.stage(walk).record(walk, func(e referee.Exchange) { // a flaw may end the walk
				e.Known = nil // a recording has none
				calls = append(calls, &e)
			}, flaw)
			var text bytes.Buffer
			if err := har.Write(&text, calls, redact.New(), "test"); err != nil {
				t.Fatal(err)
			}
			holdsNothing(t, calls, text.String())
			var r har.Recordings
			if err := r.Read(t.Context(), &text, "redacted.har"); err != nil {
				t.Fatal(err)
			}
			original, redacted := verdictOn(t, func(j *referee.Judge) {
				for _, e := range calls {
					j.Add(*e)
				}
			}), verdictOn(t, r.Hand)
			if !reflect.DeepEqual(redacted.Rules, original.Rules) {
				for i, rule := range original.Rules {
					if got := redacted.Rules[i]; !reflect.DeepEqual(got, rule) {
						t.Errorf("%s: %s %v %s, want %s %v %s", rule.ID, got.Outcome, got.Exchanges, got.Message, rule.Outcome, rule.Exchanges, rule.Message)
					}
				}
			}
			if got, want := toldOf(redacted), toldOf(original); got != want {
				t.Errorf("explained as\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func verdictOn(t *testing.T, hand func(*referee.Judge)) *report.Client {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		t.Fatal(err)
	}
	hand(judge)
	return explain.Conclude(judge)
}

// toldOf is what is said of each sign-in.
func toldOf(c *report.Client) string {
	var text strings.Builder
	for _, s := range c.SignIns {
		text.WriteString(s.User + " " + s.Flow + " " + string(s.Outcome) + ": " + s.Explanation + "\n")
	}
	return text.String()
}

// own are the protocol's words among what is said, and numbers that are a fault.
var own = regexp.MustCompile(`^(?:[A-Z_]+|[A-Za-z]+Exception|remembered|not_remembered|cogbench|Bearer|[\[{].*|0*[1248]0*)$`)

// holdsNothing checks that no text of the calls is in a recording, but for the service's
// messages and for times.
func holdsNothing(t *testing.T, calls []*referee.Exchange, text string) {
	t.Helper()
	const telling = 6 // characters
	var walk func(name string, value any)
	walk = func(name string, value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, inner := range value {
				walk(name, inner)
			}
		case []any:
			for _, inner := range value {
				walk(name, inner)
			}
		case string:
			plain := name == "TIMESTAMP" || name == "message" || own.MatchString(value) || value == srp.N().Text(16)
			if len(value) >= telling && !plain && strings.Contains(text, value) {
				t.Errorf("the recording holds the %s %q", name, value)
			}
		}
	}
	for _, e := range calls {
		for _, members := range []map[string]json.RawMessage{e.Request.Members, e.Response.Members} {
			for name, raw := range members {
				var value any
				if err := json.Unmarshal(raw, &value); err != nil {
					t.Fatal(err)
				}
				walk(name, value)
			}
		}
	}
}
