package published_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cogbench/cogbench/docs/site/internal/published"
	"github.com/cogbench/cogbench/report"
)

const repository = "../../../.."

func TestPublishedResultsAreRead(t *testing.T) {
	all, err := published.Read(os.DirFS(repository))
	if err != nil {
		t.Fatal(err)
	}
	if len(all.Servers) < 2 || len(all.Clients.Clients) < 10 || len(all.Libraries.Libraries) < 5 {
		t.Errorf("%d servers, %d clients, %d libraries: want all", len(all.Servers), len(all.Clients.Clients), len(all.Libraries.Libraries))
	}
	for _, server := range all.Servers {
		if _, err := fs.Stat(os.DirFS(repository), "docs/results/"+server.ID+".md"); err != nil {
			t.Errorf("%s has no page: %v", server.Name, err)
		}
		want := server.Conformance.Summary
		want.Partly, want.Assuming = 0, 0 // of what is not published
		if got := report.Summarize(server.Conformance.Rules); got != want {
			t.Errorf("the rules of %s sum up to %+v, and it says %+v", server.Name, got, want)
		}
	}
}

// What is published of a server is a conformance.json, but for what was taken out.
func TestServersFollowTheSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile(repository + "/report/schema/conformance.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(os.DirFS(repository), "docs/results/data/servers/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	for _, name := range names {
		data, err := os.ReadFile(repository + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Conformance any `json:"conformance"`
		}
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(file.Conformance); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	const (
		server  = `{"name":"a","version":"1","about":"x","command":"c","exitCode":1,"conformance":{"tool":{"name":"cogbench","version":"1"},"rules":[{"id":"REF-01","outcome":"pass"}]}}`
		clients = `{"date":"2026-11-30","revision":"r","command":"c","clients":[{"name":"a","walks":[{"tracking":"always","rules":[{"id":"CLI-REF-01","outcome":"observed-ok"}]}]}]}`
		vectors = `{"date":"2026-11-30","command":"c","libraries":[]}`
	)
	for name, test := range map[string]struct{ server, clients, vectors, want string }{
		"right":           {server, clients, vectors, ""},
		"unknown member":  {strings.Replace(server, `"name"`, `"title"`, 1), clients, vectors, `"title"`},
		"no version":      {strings.Replace(server, `"version":"1","about"`, `"about"`, 1), clients, vectors, "not the results of a server"},
		"twice":           {strings.Replace(server, `{"id"`, `{"id":"REF-01","outcome":"pass"},{"id"`, 1), clients, vectors, "REF-01 is judged twice"},
		"outcome":         {strings.Replace(server, `"pass"`, `"passed"`, 1), clients, vectors, `the outcome "passed"`},
		"client's walk":   {server, `{"date":"d","revision":"r","command":"c","clients":[{"name":"a","walks":[]}]}`, vectors, "no walk"},
		"client outcome":  {server, strings.Replace(clients, "observed-ok", "ok", 1), vectors, `the outcome "ok"`},
		"vectors, cut":    {server, clients, vectors[:20], "vectors.json"},
		"no clients file": {server, "", vectors, "clients.json"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for path, text := range map[string]string{"servers/a.json": test.server, "clients.json": test.clients, "vectors.json": test.vectors} {
				if text != "" {
					tree["docs/results/data/"+path] = &fstest.MapFile{Data: []byte(text)}
				}
			}
			_, err := published.Read(tree)
			if test.want == "" && err != nil {
				t.Errorf("the error is %v", err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("the error is %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestOutcomeOverWalks(t *testing.T) {
	walk := func(outcome report.ClientOutcome, message string) published.Walk {
		return published.Walk{Rules: []published.ClientRule{{ID: "CLI-REF-01", Outcome: outcome, Message: message}}}
	}
	for name, test := range map[string]struct {
		walks []published.Walk
		want  report.ClientOutcome
	}{
		"kept in one":     {[]published.Walk{walk(report.NotExercised, ""), walk(report.ObservedOK, "")}, report.ObservedOK},
		"violated in one": {[]published.Walk{walk(report.Violated, "m"), walk(report.ObservedOK, "")}, report.Violated},
		"in none":         {[]published.Walk{walk(report.NotExercised, "")}, report.NotExercised},
		"not judged":      {nil, report.NotExercised},
	} {
		t.Run(name, func(t *testing.T) {
			got, message := published.Client{Walks: test.walks}.Outcome("CLI-REF-01")
			if got != test.want || (message != "") != (test.want == report.Violated) {
				t.Errorf("outcome %s, message %q, want %s", got, message, test.want)
			}
		})
	}
}
