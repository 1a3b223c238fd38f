package har_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/report"
)

// What ci/interop/recordings keeps of a walk is read whole, whichever program wrote it:
// pages, preflights, bodies in base64, and answers that it lacks.
func TestARecordingOfEachProgramIsRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.har")
	if err != nil || len(files) < 2 {
		t.Fatalf("files %q, %v", files, err)
	}
	want := []string{
		"InitiateAuth", "RespondToAuthChallenge", // with a wrong password
		"InitiateAuth", "RespondToAuthChallenge", "AssociateSoftwareToken", "VerifySoftwareToken", "RespondToAuthChallenge", "ConfirmDevice",
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var r har.Recordings
			if err := r.Read(t.Context(), f, filepath.Base(path)); err != nil {
				t.Fatal(err)
			}
			var operations []string
			for _, x := range r.Exchanges() {
				operations = append(operations, x.Operation)
				if x.Started.IsZero() || !x.Ended.After(x.Started) || x.Status == 0 || x.Request.Members == nil || x.Header["User-Agent"] == "" {
					t.Errorf("%s is not read whole: %+v", x.Operation, x)
				}
			}
			if !slices.Equal(operations, want) {
				t.Errorf("calls %v, want %v", operations, want)
			}
			found, _ := concluded(t, &r)
			if len(found.NotJudged) > 0 || found.CutShort != "" || len(found.SignIns) != 2 {
				t.Errorf("%d sign-ins, not judged %q, cut short %q", len(found.SignIns), found.NotJudged, found.CutShort)
			}
			for _, rule := range found.Rules {
				if rule.Outcome == report.Violated {
					t.Errorf("%s: %s", rule.ID, rule.Message)
				}
			}
		})
	}
}
