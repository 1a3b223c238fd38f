package flaws_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/spec"
)

// visible are the rules that a recording can show broken: TestRecordingsShowFlaws holds that
// they are all but those that take a secret.
func visible(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, rule := range clientRules(t) {
		if rule.Level != spec.Open && !slices.Contains(needSecrets(), rule.ID) {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// recording is what Chromium wrote of an app on a real library, with the calls of the service
// alone. ci/interop/clients/chromium makes them.
type recording struct {
	name      string
	exchanges []referee.Exchange
	Log       struct {
		// Comment has the rules that the app breaks, a colon, and how; no colon if it keeps all.
		Comment string `json:"comment"`
		Browser struct {
			Name string `json:"name"`
		} `json:"browser"`
	} `json:"log"`
}

// breaks are the rules that the app breaks: the one that it is for, and those that cannot but
// be broken with it.
func (r *recording) breaks() []string {
	if ids, _, found := strings.Cut(r.Log.Comment, ":"); found {
		return strings.Split(ids, ", ")
	}
	return nil
}

// following are the rules that apps break beside the one that they are for, and why they
// cannot but do so.
func following() map[string]string {
	return map[string]string{
		"CLI-REF-01":  "a device that the library overlooks has no key in its refresh either",
		"CLI-SAFE-04": "amazon-cognito-identity-js repeats whatever refresh is refused",
	}
}

// chromium are the recordings in a folder.
func chromium(t *testing.T, folder string) []*recording {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "chromium", folder, "*.har"))
	if err != nil {
		t.Fatal(err)
	}
	var all []*recording
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r := &recording{name: strings.TrimSuffix(filepath.Base(file), ".har")}
		if err := json.Unmarshal(text, r); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		var read har.Recordings
		if err := read.Read(t.Context(), strings.NewReader(string(text)), r.name); err != nil {
			t.Fatal(err)
		}
		r.exchanges = read.Exchanges()
		all = append(all, r)
	}
	return all
}

// Each rule that a recording can show is broken in one that Chromium made of a real library,
// and nothing else is; it is judged the same with pseudonyms for the values.
func TestRealClientsInChromiumBreakEveryRule(t *testing.T) {
	broken, followed := map[string]bool{}, map[string]bool{}
	for _, r := range chromium(t, "broken") {
		broken[r.name] = true
		for _, id := range r.breaks() {
			if id != r.name {
				followed[id] = true
			}
		}
		t.Run(r.name, func(t *testing.T) {
			if !slices.Contains(r.breaks(), r.name) {
				t.Errorf("it is for another rule: %s", r.Log.Comment)
			}
			for how, exchanges := range map[string][]referee.Exchange{"as it is": r.exchanges, "with pseudonyms": redacted(t, r.exchanges)} {
				got := violated(t, exchanges)
				if slices.Sort(got); !slices.Equal(got, r.breaks()) {
					t.Errorf("%s: violated: %v, want %v", how, got, r.breaks())
				}
			}
		})
	}
	if got, want := slices.Sorted(maps.Keys(followed)), slices.Sorted(maps.Keys(following())); !slices.Equal(got, want) {
		t.Errorf("broken beside another: %v, want %v", got, want)
	}
	for _, id := range visible(t) {
		if !broken[id] {
			t.Errorf("%s was broken in no recording", id)
		}
		delete(broken, id)
	}
	for id := range broken {
		t.Errorf("%s is nothing that a recording can show", id)
	}
}

// Each of them is kept in another recording, in which nothing is broken.
func TestRealClientsInChromiumKeepEveryRule(t *testing.T) {
	kept := map[string]bool{}
	for _, r := range chromium(t, "right") {
		judge, err := referee.New(referee.Options{Source: report.HAR, Gate: spec.Observed})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.exchanges {
			judge.Add(e)
		}
		found := judge.Conclude()
		if accused := messages(found); accused != "" {
			t.Errorf("%s: accused:%s", r.name, accused)
		}
		for _, id := range outcomes(found, report.ObservedOK) {
			kept[id] = true
		}
	}
	for _, id := range visible(t) {
		if !kept[id] {
			t.Errorf("%s was kept in no recording", id)
		}
	}
}

// A right client is innocent in parts of them too, and where several go on at a time.
func TestRealClientsInChromiumAreInnocentInParts(t *testing.T) {
	var each [][]referee.Exchange
	for _, r := range chromium(t, "right") {
		each = append(each, r.exchanges)
		for i, e := range r.exchanges {
			for how, part := range parts(r.exchanges, i) {
				if accused := judged(t, part); accused != "" {
					t.Errorf("%s, %s call %d, %s %s: accused:%s", r.name, how, i+1, e.Operation, e.Request.ChallengeName, accused)
				}
			}
		}
	}
	for seed := range uint64(5) {
		if accused := judged(t, interleaved(seed, each...)); accused != "" {
			t.Errorf("order %d: accused:%s", seed, accused)
		}
	}
}

// A device that is not confirmed after MFA_SETUP, a new password or a custom challenge is held
// against the rule of that, also where the recording begins with the response to it.
func TestAnUnconfirmedDeviceIsOfTheChallengeThatWasSeen(t *testing.T) {
	for _, r := range chromium(t, "broken") {
		for i, e := range r.exchanges {
			if slices.Contains([]string{"MFA_SETUP", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE"}, e.Request.ChallengeName) {
				if got := violated(t, r.exchanges[i:]); slices.Contains(got, "CLI-CONF-01") {
					t.Errorf("%s, begins at call %d, %s: violated: %v", r.name, i+1, e.Request.ChallengeName, got)
				}
			}
		}
	}
}

// The recordings are what they are taken for: Chromium's, of libraries that name themselves.
func TestRecordingsAreOfRealClientsInChromium(t *testing.T) {
	for _, r := range slices.Concat(chromium(t, "broken"), chromium(t, "right")) {
		if r.Log.Browser.Name != "chromium" || len(r.exchanges) == 0 {
			t.Errorf("%s: %d calls, recorded by %q", r.name, len(r.exchanges), r.Log.Browser.Name)
		}
		for _, e := range r.exchanges {
			library := e.Header["X-Amz-User-Agent"]
			ofLibrary := strings.HasPrefix(library, "aws-amplify/") || strings.HasPrefix(library, "aws-sdk-js/")
			if !strings.Contains(e.Header["User-Agent"], "Chrome/") || !ofLibrary || e.Signed {
				t.Errorf("%s, call %d: by %q, %q", r.name, e.Number, e.Header["User-Agent"], library)
			}
		}
	}
}
