package flaws_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// needSecrets are the rules that messages alone cannot show broken.
func needSecrets() []string {
	return []string{"CLI-SRP-09", "CLI-SRP-10", "CLI-SRP-11", "CLI-CONF-12", "CLI-HASH-06", "CLI-SAFE-02"}
}

// violated are the rules that exchanges show broken.
func violated(t *testing.T, exchanges []referee.Exchange) []string {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR, Gate: spec.Observed})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range exchanges {
		judge.Add(e)
	}
	return outcomes(judge.Conclude(), report.Violated)
}

// A recording shows every flaw but those that take a secret to see, and shows the same when
// the values in it are pseudonyms.
func TestRecordingsShowFlaws(t *testing.T) {
	w := newWorld(t, nil)
	for _, flaw := range flaws.All() {
		t.Run(flaw.Name, func(t *testing.T) {
			walk := walkNamed(t, flaw.Walk)
			var exchanges []referee.Exchange
			_ = w.stage(walk).record(walk, func(e referee.Exchange) { exchanges = append(exchanges, e) }, flaw) // a flaw may end the walk
			exchanges = unknown(exchanges)
			want := slices.DeleteFunc(slices.Concat(flaw.Breaks, flaw.Also), func(id string) bool { return slices.Contains(needSecrets(), id) })
			slices.Sort(want)
			got := violated(t, exchanges)
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("violated: %v, want %v", got, want)
			}
			again := violated(t, redacted(t, exchanges))
			if slices.Sort(again); !slices.Equal(again, want) {
				t.Errorf("with pseudonyms: %v, want %v", again, want)
			}
		})
	}
}

// redacted are exchanges with pseudonyms for their values.
func redacted(t *testing.T, exchanges []referee.Exchange) []referee.Exchange {
	t.Helper()
	pseudonyms := redact.New()
	all := slices.Clone(exchanges)
	for i := range all {
		e := &all[i]
		body, err := pseudonyms.Body(e.Request.Members)
		if err != nil {
			t.Fatal(err)
		}
		if e.Request, err = referee.ParseRequest(body); err != nil {
			t.Fatal(err)
		}
		if e.Response.Members == nil {
			continue
		}
		if body, err = pseudonyms.Body(e.Response.Members); err != nil {
			t.Fatal(err)
		}
		named := e.Response.Error
		if e.Response, err = referee.ParseResponse(body, named); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// What takes a secret to judge is said to be not proved in a recording, and is never kept there.
func TestRecordingsProveNothingThatTakesSecrets(t *testing.T) {
	exchanges := recorded(t)["alias and secret"]
	outcomes := func(exchanges []referee.Exchange) map[string]report.ClientRule {
		judge, err := referee.New(referee.Options{Source: report.HAR})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range exchanges {
			judge.Add(e)
		}
		rules := map[string]report.ClientRule{}
		for _, rule := range judge.Conclude().Rules {
			rules[rule.ID] = rule
		}
		return rules
	}
	recorded, known := outcomes(unknown(exchanges)), outcomes(exchanges)
	for id, rule := range recorded {
		takesSecret := slices.Contains(needSecrets(), id)
		if unproved := strings.HasPrefix(rule.Message, "not proved: "); unproved != takesSecret || takesSecret && rule.Outcome != report.NotExercised {
			t.Errorf("%s is %s in a recording: %q", id, rule.Outcome, rule.Message)
		}
		if takesSecret && known[id].Outcome != report.ObservedOK {
			t.Errorf("%s is %s where all is known", id, known[id].Outcome)
		}
	}
}
