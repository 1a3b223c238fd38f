package har_test

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/report"
)

// What ci/interop/recordings keeps of a walk is read whole, whichever program wrote it:
// pages, preflights, bodies in base64. Firefox saves no page on which its panel opens, so that
// its recording begins with a later sign-in.
func TestARecordingOfEachProgramIsRead(t *testing.T) {
	withCode := []string{"InitiateAuth", "RespondToAuthChallenge", "RespondToAuthChallenge", "RespondToAuthChallenge", "ConfirmDevice"}
	recordings := map[string][]string{"chromium.har": enrolled(), "mitmproxy.har": enrolled(), "firefox.har": withCode}
	for name, want := range recordings {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			isReadWhole(t, name, f, want)
		})
	}
}

// enrolled are the calls of a walk that begins with a wrong password, and enrols a token.
func enrolled() []string {
	return []string{
		"InitiateAuth", "RespondToAuthChallenge",
		"InitiateAuth", "RespondToAuthChallenge", "AssociateSoftwareToken", "VerifySoftwareToken", "RespondToAuthChallenge", "ConfirmDevice",
	}
}

// isReadWhole holds that a recording has these calls, each with all that is judged, and that
// they are accused of nothing.
func isReadWhole(t *testing.T, name string, from io.Reader, want []string) {
	t.Helper()
	var r har.Recordings
	if err := r.Read(t.Context(), from, name); err != nil {
		t.Fatal(err)
	}
	var operations []string
	for _, x := range r.Exchanges() {
		operations = append(operations, x.Operation)
		if x.Started.IsZero() || x.Ended.Before(x.Started) || x.Status == 0 || x.Request.Members == nil || x.Header["User-Agent"] == "" {
			t.Errorf("%s is not read whole: %+v", x.Operation, x)
		}
	}
	if !slices.Equal(operations, want) {
		t.Errorf("calls %v, want %v", operations, want)
	}
	found, _ := concluded(t, &r)
	if len(found.NotJudged) > 0 || found.CutShort != "" || len(found.SignIns) == 0 {
		t.Errorf("%d sign-ins, not judged %q, cut short %q", len(found.SignIns), found.NotJudged, found.CutShort)
	}
	for _, rule := range found.Rules {
		if rule.Outcome == report.Violated {
			t.Errorf("%s: %s", rule.ID, rule.Message)
		}
	}
}
