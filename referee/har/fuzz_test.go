package har_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/referee/redact"
	"github.com/cogbench/cogbench/report"
)

// concluded is what comes of recordings.
func concluded(t *testing.T, r *har.Recordings) (*report.Client, *referee.History) {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		t.Fatal(err)
	}
	r.Hand(judge)
	return explain.Conclude(judge), judge.History()
}

// A file is refused, or judged; and what is written of it without secrets is a HAR with as
// many sign-ins.
func FuzzRead(f *testing.F) {
	f.Add(`{"log":{"entries":[]}}`)
	f.Add(file(f, elsewhere("https://a.example/", `"\`), called(1, "InitiateAuth", `{"ClientId":"c"}`, `{"Session":"s"}`)))
	samples, err := filepath.Glob("testdata/*.har")
	if err != nil {
		f.Fatal(err)
	}
	for _, sample := range samples {
		text, err := os.ReadFile(sample)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		var r har.Recordings
		if err := r.Read(t.Context(), strings.NewReader(text), "fuzzed.har"); err != nil {
			if !errors.Is(err, har.ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		found, history := concluded(t, &r)
		if json.Valid([]byte(text)) && strings.Contains(found.CutShort, "breaks off") {
			t.Errorf("a whole file is cut short: %s", found.CutShort)
		}
		redactsTo(t, found, history)
	})
}

// redactsTo checks that a redacted recording is one, and shows what the original does.
func redactsTo(t *testing.T, found *report.Client, history *referee.History) {
	t.Helper()
	pseudonyms := redact.New()
	pseudonyms.Fill(found, history)
	var written bytes.Buffer
	if err := har.Write(&written, history.Exchanges, pseudonyms, "test"); err != nil {
		t.Fatal(err)
	}
	var again har.Recordings
	if err := again.Read(t.Context(), bytes.NewReader(written.Bytes()), "redacted.har"); err != nil {
		t.Fatalf("%v\n%s", err, written.Bytes())
	}
	redacted, _ := concluded(t, &again)
	if got, want := len(redacted.SignIns), len(found.SignIns); got != want {
		t.Errorf("%d sign-ins, want %d\n%s", got, want, written.Bytes())
	}
}

// A client may send whatever it likes, and a server answer: there is a verdict, the same
// each time.
func FuzzJudge(f *testing.F) {
	addCalls(f)
	f.Fuzz(func(t *testing.T, first, sent, answered, second, sentNext, answeredNext string) {
		r := recordedTwice(t, first, sent, answered, second, sentNext, answeredNext)
		found, history := concluded(t, r)
		again, _ := concluded(t, r)
		if !reflect.DeepEqual(found, again) {
			t.Errorf("found %+v\nand then %+v", found, again)
		}
		redactsTo(t, found, history)
	})
}

// So there is by who knows what no message says, which takes longer.
func FuzzJudgeThatKnows(f *testing.F) {
	addCalls(f)
	f.Fuzz(func(t *testing.T, first, sent, answered, second, sentNext, answeredNext string) {
		_, history := concluded(t, recordedTwice(t, first, sent, answered, second, sentNext, answeredNext))
		knowing(t, history)
	})
}

// addCalls adds calls of two operations, each with its answer.
func addCalls(f *testing.F) {
	const begin, challenge = `{"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"SRP_A":"ab","USERNAME":"u"}}`,
		`{"ChallengeName":"PASSWORD_VERIFIER","ChallengeParameters":{"SRP_B":"cd","SALT":"01","SECRET_BLOCK":"AAAA","USER_ID_FOR_SRP":"u"},"Session":"s"}`
	f.Add(`InitiateAuth`, begin, challenge,
		`RespondToAuthChallenge`, `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s","ChallengeResponses":{"TIMESTAMP":"Mon Nov 30 12:00:00 UTC 2026","DEVICE_KEY":"k"}}`,
		`{"AuthenticationResult":{"AccessToken":"a.e30.b","NewDeviceMetadata":{"DeviceKey":"k","DeviceGroupKey":"g"}}}`)
	f.Add(`InitiateAuth`, begin, challenge,
		`RespondToAuthChallenge`, `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s","ChallengeResponses":{"TIMESTAMP":"Mon Nov 30 12:00:00 UTC 2026","USERNAME":"u","PASSWORD_CLAIM_SECRET_BLOCK":"AAAA","PASSWORD_CLAIM_SIGNATURE":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}`,
		`{"__type":"NotAuthorizedException","message":"Incorrect username or password."}`)
	f.Add(`ConfirmDevice`, `{"DeviceKey":"k","AccessToken":"a","DeviceSecretVerifierConfig":{"Salt":"AA==","PasswordVerifier":"AA=="}}`, `{}`,
		`GetTokensFromRefreshToken`, `{"RefreshToken":"r"}`, `{"__type":"NotAuthorizedException","message":"Invalid Refresh Token"}`)
}

// recordedTwice is a recording of both calls, and of both again with other answers.
func recordedTwice(t *testing.T, first, sent, answered, second, sentNext, answeredNext string) *har.Recordings {
	t.Helper()
	calls := []entry{
		called(1, first, sent, answered), called(2, second, sentNext, answeredNext),
		called(3, first, sent, answered), called(4, second, sent, answeredNext),
	}
	r := &har.Recordings{}
	if err := r.Read(t.Context(), strings.NewReader(file(t, calls...)), "fuzzed.har"); err != nil {
		t.Fatal(err)
	}
	return r
}

// knowing judges the exchanges once more, by who knows what no message says.
func knowing(t *testing.T, history *referee.History) {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.Live})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range history.Exchanges {
		told := *e
		told.Known = &referee.Known{
			PoolID: "us-east-1_pool", ClientSecret: "hush", Username: "u", Sub: "s", Secret: "password", ServerSecret: big.NewInt(11), Verifier: big.NewInt(13),
		}
		judge.Add(told)
	}
	explain.Conclude(judge)
}
