package cogbench_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cogbench/cogbench"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// subjectVariable holds the options of TestSubject, as JSON.
const subjectVariable = "COGBENCH_TEST_SUBJECT"

// TestSubject is the test of somebody who judges a server: the tests below run it in
// a process of its own, since it is meant to fail.
func TestSubject(t *testing.T) {
	text := os.Getenv(subjectVariable)
	if text == "" {
		t.Skip("run by TestTestJudges")
	}
	var options cogbench.Options
	if err := json.Unmarshal([]byte(text), &options); err != nil {
		t.Fatal(err)
	}
	cogbench.Test(t, options)
}

// subject is what can be said of options in JSON.
type subject struct {
	Target   *target.Config
	Gate     string   `json:",omitempty"`
	Profile  string   `json:",omitempty"`
	Baseline string   `json:",omitempty"`
	Skip     []string `json:",omitempty"`
	MaxTime  time.Duration
}

// runSubject runs TestSubject with the options, and returns whether it passed and
// what it printed.
func runSubject(t *testing.T, options subject, pattern string, flags ...string) (passed bool, output string) {
	t.Helper()
	text, err := json.Marshal(options)
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, append([]string{"-test.v", "-test.run", "^TestSubject$/" + pattern}, flags...)...)
	command.Env = append(os.Environ(), subjectVariable+"="+string(text))
	printed, err := command.CombinedOutput()
	return err == nil, string(printed)
}

func TestTestJudges(t *testing.T) {
	baseline := filepath.Join(t.TempDir(), "baseline")
	if err := os.WriteFile(baseline, []byte("DEV-NEW-01 it is known\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		fault   string
		options subject
		run     string
		passes  bool
		says    []string
	}{
		"a right server": {"", subject{}, "DEV-NEW-01", true, []string{"--- PASS: TestSubject/DEV-NEW-01"}},
		"a wrong server": {
			"no-metadata",
			subject{},
			"DEV-NEW-01", false,
			[]string{"--- FAIL: TestSubject/DEV-NEW-01", "=== ATTR  TestSubject/DEV-NEW-01 expected", "not conformant (must): 1 failed, 0 unsupported and 0 skipped for them, of 1 rule judged", "cogbench rules DEV-NEW-01"},
		},
		"a known failure":           {"no-metadata", subject{Baseline: baseline}, "DEV-NEW-01", true, []string{"--- SKIP: TestSubject/DEV-NEW-01", "as the baseline says"}},
		"a failure below the gate":  {"device-only-with-mfa", subject{}, "POOL-09", true, []string{"SKIP", "below the gate must"}},
		"one at a weaker gate":      {"device-only-with-mfa", subject{Gate: "should"}, "POOL-09", false, []string{"--- FAIL: TestSubject/POOL-09"}},
		"no time":                   {"no-metadata", subject{MaxTime: 1}, "DEV-NEW-01", false, []string{"--- SKIP: TestSubject/DEV-NEW-01", "inconclusive (must): 1 rule could not be judged", "not run     1 rule: not reached within 1ns"}},
		"nothing selected":          {"no-metadata", subject{}, "NONE", true, nil},
		"options that cannot be so": {"", subject{Profile: "half"}, "", false, []string{`there is no profile "half"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.options.Target = faulty(t, c.fault)
			passed, output := runSubject(t, c.options, c.run)
			if passed != c.passes {
				t.Errorf("passed is %v, want %v:\n%s", passed, c.passes, output)
			}
			for _, want := range c.says {
				if !strings.Contains(output, want) {
					t.Errorf("no %q in:\n%s", want, output)
				}
			}
		})
	}
}

// A rule that depends on one that is not kept is skipped, and names it.
func TestTestBlamesTheCause(t *testing.T) {
	_, output := runSubject(t, subject{Target: faulty(t, "toy-accepts-every-proof")}, "SRP|AUTH-04")
	if !strings.Contains(output, "--- FAIL: TestSubject/SRP-20") {
		t.Errorf("SRP-20 did not fail:\n%s", output)
	}
	if !strings.Contains(output, "likely cause: the server accepts any signature") {
		t.Errorf("the cause is not named:\n%s", output)
	}
}

// A chain of rules that depend on each other is blamed on its first, as conform does.
func TestTestBlamesAsConformDoes(t *testing.T) {
	t.Parallel()
	ids := []string{"DEV-NEW-01", "DEV-CONF-01", "DEV-SRP-01", "DEV-SRP-02", "DEV-GET-01", "DEV-FORGET-01"}
	config := faulty(t, "no-metadata")
	want, err := cogbench.Conform(t.Context(), cogbench.Options{Target: config, Rules: ids})
	if err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	_, output := runSubject(t, subject{Target: config}, "^("+strings.Join(ids, "|")+")$", "-cogbench.report-dir", directory)
	got, err := report.ReadConformance(filepath.Join(directory, "conformance.json"))
	if err != nil {
		t.Fatalf("%v:\n%s", err, output)
	}
	for _, id := range ids {
		of := func(rules []report.Rule) string {
			rule := rules[slices.IndexFunc(rules, func(rule report.Rule) bool { return rule.ID == id })]
			return fmt.Sprint(rule.Outcome, rule.Because)
		}
		if got, want := of(got.Rules), of(want.Rules); got != want {
			t.Errorf("%s: Test says %s, Conform %s", id, got, want)
		}
	}
}

func TestTestFailsWhereNothingCanBeJudged(t *testing.T) {
	passed, output := runSubject(t, subject{Target: &target.Config{Endpoint: "http://127.0.0.1:1"}}, "DEV-NEW-01")
	if passed || !strings.Contains(output, "--- SKIP: TestSubject/DEV-NEW-01") || !strings.Contains(output, "unreachable") {
		t.Errorf("passed is %v:\n%s", passed, output)
	}
}

// What the server lacks is a skip, and fails the parent.
func TestTestFailsOnWhatIsLacking(t *testing.T) {
	whole := faulty(t, "")
	without := refusing(t, whole.Endpoint, "GetDevice")
	config := *whole
	config.Endpoint = without.URL
	passed, output := runSubject(t, subject{Target: &config}, "DEV-GET-01")
	if passed || !strings.Contains(output, "--- SKIP: TestSubject/DEV-GET-01") || !strings.Contains(output, "unsupported: ") {
		t.Errorf("passed is %v:\n%s", passed, output)
	}
}

// So it is in words that nobody knows.
func TestTestFailsOnWhatIsLackingInAnyWords(t *testing.T) {
	on := inWords(t, refusals()["an error that nobody knows"], false, ofDevices, untracking)
	passed, output := runSubject(t, subject{Target: on}, "DEV-NEW-01")
	if passed || !strings.Contains(output, "--- SKIP: TestSubject/DEV-NEW-01") || !strings.Contains(output, "devices: there is no GetDevice") {
		t.Errorf("passed is %v:\n%s", passed, output)
	}
}

// A test keeps half of a short time to clean up, not all of it: editors give one 30 s.
func TestTestRunsInAShortTime(t *testing.T) {
	t.Parallel()
	passed, output := runSubject(t, subject{Target: faulty(t, "")}, "DEV-NEW-01", "-test.timeout", "30s")
	if !passed || !strings.Contains(output, "--- PASS: TestSubject/DEV-NEW-01") {
		t.Errorf("passed is %v:\n%s", passed, output)
	}
}

// Where its time is over before the server is known, a test says what gives it more.
func TestTestNamesItsTimeout(t *testing.T) {
	t.Parallel()
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the server does not see the client go
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	passed, output := runSubject(t, subject{Target: &target.Config{Endpoint: silent.URL}}, "DEV-NEW-01", "-test.timeout", "6s")
	if passed || !strings.Contains(output, "--- SKIP: TestSubject/DEV-NEW-01") || !strings.Contains(output, "give it more by -timeout") {
		t.Errorf("passed is %v:\n%s", passed, output)
	}
}

// refusing passes calls on to a server, but for an operation that it does not know.
func refusing(t *testing.T, endpoint, operation string) *httptest.Server {
	t.Helper()
	behind, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(behind)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+operation) {
			w.Header().Set("Content-Type", "application/x-amz-json-1.1")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"__type":"UnknownOperationException"}`))
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

// A selection of no rule sends nothing.
func TestTestSendsNothingUnselected(t *testing.T) {
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	t.Cleanup(server.Close)
	if passed, output := runSubject(t, subject{Target: &target.Config{Endpoint: server.URL}}, "NONE"); !passed {
		t.Errorf("failed:\n%s", output)
	}
	if n := calls.Load(); n > 0 {
		t.Errorf("%d calls were sent", n)
	}
}

func TestTestWritesReports(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "out")
	passed, output := runSubject(t, subject{Target: faulty(t, "")}, "DEV-NEW-01", "-cogbench.report-dir", directory)
	if !passed {
		t.Errorf("failed:\n%s", output)
	}
	found, err := report.ReadConformance(filepath.Join(directory, "conformance.json"))
	if err != nil {
		t.Fatal(err)
	}
	if found.Summary.Pass != 1 || found.Summary.Total != found.Summary.NotRun+1 {
		t.Errorf("summary %+v", found.Summary)
	}
	for _, name := range []string{"junit.xml", "report.html", "summary.md"} {
		if _, err := os.Stat(filepath.Join(directory, name)); err != nil {
			t.Error(err)
		}
	}
}
