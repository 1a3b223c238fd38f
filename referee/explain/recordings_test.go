package explain_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/report"
)

// The recordings of ci/interop/clients are each named by the cause that explains it, and
// the library that was misused.
func TestARecordingIsExplainedByItsCauseAndNoOther(t *testing.T) {
	files, err := filepath.Glob("testdata/misused/*.har")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d recordings (%v), want 20 at least", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		cause, _, _ := strings.Cut(name, ".")
		t.Run(strings.TrimSuffix(name, ".har"), func(t *testing.T) {
			c := explained(t, file)
			if got := causesOf(c); !slices.Equal(got, []string{cause}) {
				t.Errorf("explained by %q, want %q", got, cause)
			}
			for _, d := range c.Diagnoses {
				if d.Symptom == "" || d.Summary == "" || d.Advice == "" || len(d.Exchanges) == 0 {
					t.Errorf("a diagnosis is not complete: %+v", d)
				}
			}
			if !slices.ContainsFunc(c.SignIns, func(s report.ClientSignIn) bool { return slices.Contains(s.Diagnoses, cause) && len(s.Expected) > 0 }) {
				t.Errorf("no sign-in is explained by %s beside the walk that was expected", cause)
			}
		})
	}
}

func causesOf(c *report.Client) []string {
	var ids []string
	for _, d := range c.Diagnoses {
		ids = append(ids, d.ID)
	}
	return ids
}

// explained is what comes of a file.
func explained(t *testing.T, file string) *report.Client {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var recordings har.Recordings
	if err := recordings.Read(t.Context(), f, filepath.Base(file)); err != nil {
		t.Fatal(err)
	}
	recordings.Hand(judge)
	return explain.Conclude(judge)
}

// What is told of a sign-in does not contradict what is told of the others, nor say a thing twice.
func TestAMisusedRecordingIsToldAsOne(t *testing.T) {
	files, err := filepath.Glob("testdata/misused/*.har")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		c := explained(t, file)
		for i, s := range c.SignIns {
			about := func(d report.ClientDiagnosis) bool {
				return slices.ContainsFunc(d.Exchanges, func(number int) bool { return slices.Contains(s.Exchanges, number) })
			}
			if slices.ContainsFunc(c.Diagnoses, about) && strings.Contains(s.Explanation, "Nothing wrong") {
				t.Errorf("%s: calls of sign-in %d show a cause, and it says: %s", file, i+1, s.Explanation)
			}
			if strings.Contains(s.Explanation, "ConfirmDevice is refused. ConfirmDevice is refused") {
				t.Errorf("%s: sign-in %d says it twice: %s", file, i+1, s.Explanation)
			}
			if s.Outcome == report.GotTokens && strings.Contains(s.Explanation, "A sign-in is refused at") {
				t.Errorf("%s: sign-in %d has tokens: %s", file, i+1, s.Explanation)
			}
		}
	}
}

// A device is called remembered where the exchanges show that it is.
func TestADeviceIsCalledRememberedOnlyIfItIs(t *testing.T) {
	for name, want := range map[string]string{
		"device-not-confirmed.aws-amplify":                      "MFA is asked again, and a new device is issued",
		"device-never-remembered.amazon-cognito-identity-js":    "MFA is asked again",
		"device-forgotten-elsewhere.amazon-cognito-identity-js": "MFA is asked although the device is remembered, and a new device is issued",
	} {
		if got := explained(t, "testdata/misused/"+name+".har").Diagnoses[0].Symptom; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// What the same libraries do where they are used rightly is not explained away.
func TestARightRecordingIsNotDiagnosed(t *testing.T) {
	files, err := filepath.Glob("testdata/right/*.har")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d recordings (%v), want 8 at least", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".har"), func(t *testing.T) {
			c := explained(t, file)
			if len(c.Diagnoses) > 0 {
				t.Errorf("diagnosed: %q", causesOf(c))
			}
			for _, rule := range c.Rules {
				if rule.Outcome == report.Violated {
					t.Errorf("%s is violated: %s", rule.ID, rule.Message)
				}
			}
			for _, s := range c.SignIns {
				if !strings.HasSuffix(s.Explanation, "Nothing wrong is seen in it.") || len(s.Expected) > 0 || len(s.Diagnoses) > 0 {
					t.Errorf("a sign-in is told otherwise: %+v", s)
				}
			}
		})
	}
}

// Chromium's recordings of right apps are not explained away either: two of them have a device
// that the service refuses, and are told why.
func TestARightRecordingOfChromiumIsNotDiagnosed(t *testing.T) {
	files, err := filepath.Glob("../flaws/testdata/chromium/right/*.har")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d recordings (%v), want 10 at least", len(files), err)
	}
	refused := map[string][]string{
		"a-device-forgotten-elsewhere.har": {"device-forgotten-elsewhere"},
		"a-lost-device-password.har":       {"device-proof-never-accepted"},
	}
	for _, file := range files {
		name := filepath.Base(file)
		if got := causesOf(explained(t, file)); !slices.Equal(got, refused[name]) {
			t.Errorf("%s: explained by %q, want %q", name, got, refused[name])
		}
	}
}

// A key that is none is not one of a device that somebody forgot.
func TestAKeyThatIsNoneWasForgottenByNobody(t *testing.T) {
	if got := causesOf(explained(t, "../flaws/testdata/chromium/broken/CLI-KEY-05.har")); len(got) > 0 {
		t.Errorf("explained by %q", got)
	}
}
