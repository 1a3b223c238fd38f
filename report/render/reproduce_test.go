package render_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/report/internal/sample"
	"github.com/cogbench/cogbench/report/render"
)

// The command and the call of a failure are what a reader can run, secrets aside.
func TestFailureCanBeSeenAgain(t *testing.T) {
	call := func(operation string, status int, request string) report.Exchange {
		return report.Exchange{Operation: operation, Status: status, Method: "POST", URL: "http://127.0.0.1:9229/", Request: request}
	}
	for name, c := range map[string]struct {
		change func(*report.Conformance, *report.Rule)
		want   []string
		not    string
	}{
		"a case in quotes": {
			func(_ *report.Conformance, r *report.Rule) { r.Cases[1].Name = "it's ${HOME}" },
			[]string{`--rule DEV-CONF-03 --case 'it'\''s ${HOME}' --endpoint http://127.0.0.1:9229` + "\n"},
			"",
		},
		"no case": {
			func(_ *report.Conformance, r *report.Rule) { r.Cases = nil },
			[]string{"conform --rule DEV-CONF-03 --endpoint"},
			"--case",
		},
		"a case that came in the checks of others": {
			func(_ *report.Conformance, r *report.Rule) {
				r.Cases[1].SeenIn = []string{"AUTH-03", "DEV-CONF-03", "REF-04"}
				r.Transcript = []report.Exchange{call("GetDevice", 400, `{"a":1}`)}
			},
			[]string{"conform --rule DEV-CONF-03 --rule AUTH-03 --rule REF-04 --endpoint"},
			"curl",
		},
		"the embedded pools have another endpoint next time": {
			func(c *report.Conformance, _ *report.Rule) { c.Target.Embedded = true },
			[]string{"--rule DEV-CONF-03 --case 'secret client'\n"},
			"--endpoint",
		},
		"the real service, by older rules": {
			func(c *report.Conformance, _ *report.Rule) { c.Target.AWS, c.Rulebook.AsOf = true, "0.1.0" },
			[]string{"--allow-aws --rules-as-of 0.1.0\n"},
			"",
		},
		"the call that the case names": {
			func(_ *report.Conformance, r *report.Rule) {
				r.Cases[1].Name = "GetDevice of another user"
				r.Transcript = []report.Exchange{call("GetDevice", 400, `{"a":1}`), call("GetDevice", 200, `{"a":2}`), call("ListDevices", 400, `{"a":3}`)}
			},
			[]string{`--data-binary '{"a":1}'`},
			`{"a":3}`,
		},
		"the last that was refused": {
			func(_ *report.Conformance, r *report.Rule) {
				r.Transcript = []report.Exchange{call("ListDevices", 400, `{"a":1}`), call("GetDevice", 200, `{"a":2}`)}
			},
			[]string{`--data-binary '{"a":1}'`},
			`{"a":2}`,
		},
		"placeholders for secrets": {
			func(_ *report.Conformance, r *report.Rule) {
				r.Transcript = []report.Exchange{call("GetDevice", 200, `{"Session":"«redacted 9 bytes 0a»","List":["«redacted 9 bytes 0b»"]}`)}
			},
			[]string{`'{"Session":"<Session>","List":["<secret>"]}'`},
			"«",
		},
		"a body that was cut cannot be sent": {
			func(_ *report.Conformance, r *report.Rule) {
				r.Transcript = []report.Exchange{call("GetDevice", 200, `{"Session":"aaaa… 65536 bytes more`)}
			},
			nil, "curl -sS",
		},
	} {
		t.Run(name, func(t *testing.T) {
			run := sample.Conformance()
			c.change(run, &run.Rules[2])
			var out bytes.Buffer
			render.Terminal{Out: &out}.Summary(run, run.Verdict(nil))
			_, failure, _ := strings.Cut(out.String(), "FAIL DEV-CONF-03")
			failure, _, _ = strings.Cut(failure, "\n\n")
			for _, want := range c.want {
				if !strings.Contains(failure, want) {
					t.Errorf("no %q in:\n%s", want, failure)
				}
			}
			if c.not != "" && strings.Contains(failure, c.not) {
				t.Errorf("%q in:\n%s", c.not, failure)
			}
		})
	}
}
