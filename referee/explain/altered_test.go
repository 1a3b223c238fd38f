package explain_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/report"
)

// calls are those of a recording, to be altered.
type calls []referee.Exchange

// recorded are the calls of a right client's recording.
func recorded(t *testing.T, name string) calls {
	t.Helper()
	return readCalls(t, filepath.Join("testdata", "right", name))
}

func readCalls(t *testing.T, path string) calls {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var recordings har.Recordings
	if err := recordings.Read(t.Context(), bytes.NewReader(data), path); err != nil {
		t.Fatal(err)
	}
	return recordings.Exchanges()
}

// at is the nth call that is named so: by its challenge, its flow or its operation.
func (c calls) at(t *testing.T, name string, nth int) *referee.Exchange {
	t.Helper()
	for i := range c {
		e := &c[i]
		if slices.Contains([]string{e.Request.ChallengeName, e.Request.AuthFlow, e.Operation}, name) {
			if nth--; nth == 0 {
				return e
			}
		}
	}
	t.Fatalf("the recording has too few calls of %s", name)
	return nil
}

// until are the calls up to one.
func (c calls) until(e *referee.Exchange) calls {
	i := slices.IndexFunc(c, func(other referee.Exchange) bool {
		return other.Request.Session == e.Request.Session && other.Started.Equal(e.Started)
	})
	return c[:i+1]
}

// refuse has the service refuse a call.
func refuse(e *referee.Exchange, name, text string) {
	e.Status, e.Response = 400, referee.Response{Error: name, ErrorMessage: text}
}

// concluded is what comes of calls.
func concluded(t *testing.T, list calls) *report.Client {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		judge.Add(e)
	}
	return explain.Conclude(judge)
}

const helper = "srp-helper.always.har"

// alterations make the causes of which there is no recording from a right one.
func alterations() map[string]func(t *testing.T, list calls) calls {
	return map[string]func(t *testing.T, list calls) calls{
		"device-of-another-pool": func(t *testing.T, list calls) calls {
			t.Helper()
			list = fromSecondSignIn(t, list)
			for i := range list {
				list[i].Host = "cognito-idp.eu-central-1.amazonaws.com"
			}
			e := list.at(t, "PASSWORD_VERIFIER", 1)
			refuse(e, "ResourceNotFoundException", "Device does not exist.")
			return list.until(e)
		},
		"device-key-kept-after-forgetting": func(t *testing.T, list calls) calls {
			t.Helper()
			forget := *list.at(t, "ConfirmDevice", 1)
			forget.Operation, forget.Response = "ForgetDevice", referee.Response{}
			e := list.at(t, "PASSWORD_VERIFIER", 2)
			refuse(e, "ResourceNotFoundException", "Device does not exist.")
			return slices.Insert(list.until(e), 4, forget)
		},
		"device-confirmed-twice": func(t *testing.T, list calls) calls {
			t.Helper()
			again := *list.at(t, "ConfirmDevice", 1)
			refuse(&again, "InvalidParameterException", "")
			return slices.Insert(list, 4, again)
		},
		"alias-in-challenge-response": func(t *testing.T, list calls) calls {
			t.Helper()
			list.at(t, "SOFTWARE_TOKEN_MFA", 1).Request.ChallengeResponses["USERNAME"] = "alias@example.com"
			e := list.at(t, "ConfirmDevice", 1)
			refuse(e, "InvalidParameterException", "Invalid device key given.")
			return list[:4]
		},
		"secret-hash-missing": func(t *testing.T, list calls) calls {
			t.Helper()
			refuse(list.at(t, "USER_SRP_AUTH", 1), "NotAuthorizedException", "Client x is configured with secret but SECRET_HASH was not received")
			return list[:1]
		},
		"secret-hash-of-another-name": func(t *testing.T, list calls) calls {
			t.Helper()
			e := list.at(t, "PASSWORD_VERIFIER", 1)
			list[0].Request.AuthParameters["SECRET_HASH"], e.Request.ChallengeResponses["SECRET_HASH"] = "hash", "hash"
			list[0].Request.AuthParameters["USERNAME"] = "alias@example.com"
			refuse(e, "NotAuthorizedException", "SecretHash does not match for the client: x")
			return list[:2]
		},
		"session-missing": func(t *testing.T, list calls) calls {
			t.Helper()
			e := list.at(t, "SOFTWARE_TOKEN_MFA", 1)
			e.Request.Session = ""
			refuse(e, "InvalidParameterException", "Missing required parameter Session")
			return list[:3]
		},
		"session-out-of-date": func(t *testing.T, list calls) calls {
			t.Helper()
			list[0].Response.Session = "the Session of the first answer"
			e := list.at(t, "SOFTWARE_TOKEN_MFA", 1)
			e.Request.Session = list[0].Response.Session
			refuse(e, "NotAuthorizedException", "Invalid session for the user.")
			return list[:3]
		},
		"odd-digit-misread":           func(t *testing.T, _ calls) calls { t.Helper(); return refusedIf(t, oddDigits) },
		"timestamp-of-another-form":   stamped("2026-11-30T10:00:00Z", "InvalidParameterException"),
		"timestamp-wrong-week-day":    stamped("Tue Nov 30 10:00:00 UTC 2026", "NotAuthorizedException"),
		"timestamp-twelve-hour-clock": stamped("Mon Nov 30 03:00:00 UTC 2026", "NotAuthorizedException"),
		"timestamp-of-another-time":   stamped("Mon Nov 30 10:00:00 UTC 2026", "NotAuthorizedException"),
	}
}

// oddDigits are the turns, of twelve, in which refusedIf sends an odd number of digits.
func oddDigits(turn int) bool { return turn%5 < 2 }

// refusedIf are twelve sign-ins, whose proofs are refused in some turns. SRP_B has an odd number
// of digits in those that oddDigits says.
func refusedIf(t *testing.T, refused func(turn int) bool) calls {
	t.Helper()
	const turns, digits = 12, 768
	var all calls
	for turn := range turns {
		list := recorded(t, helper)[:2]
		asked, answered := list[0].Response.ChallengeParameters, &list[1]
		asked["SALT"], asked["SRP_B"] = "ab", strings.Repeat("1", digits)
		if oddDigits(turn) {
			asked["SRP_B"] = asked["SRP_B"][1:]
		}
		block := base64.StdEncoding.EncodeToString([]byte{byte(turn), 1, 2})
		asked["SECRET_BLOCK"], answered.Request.ChallengeResponses["PASSWORD_CLAIM_SECRET_BLOCK"] = block, block
		list[0].Response.Session, answered.Request.Session = block, block
		answered.Response.Session += block
		if refused(turn) {
			refuse(answered, "NotAuthorizedException", "Incorrect username or password.")
		}
		all = append(all, list...)
	}
	return all
}

// Refusals that fall otherwise, or are too few, are no sign of how digits are read.
func TestOtherRefusalsAreNotOfOddDigits(t *testing.T) {
	for name, list := range map[string]calls{
		"one of an even number too": refusedIf(t, func(turn int) bool { return oddDigits(turn) || turn == 2 }),
		"all but one":               refusedIf(t, func(turn int) bool { return oddDigits(turn) && turn != 0 }),
		"few":                       refusedIf(t, oddDigits)[:2*6],
		"all":                       refusedIf(t, func(int) bool { return true }),
	} {
		if got := causesOf(concluded(t, list)); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestAnAlteredRecordingIsExplained(t *testing.T) {
	for cause, alter := range alterations() {
		t.Run(cause, func(t *testing.T) {
			c := concluded(t, alter(t, recorded(t, helper)))
			if got := causesOf(c); !slices.Equal(got, []string{cause}) {
				t.Errorf("explained by %q, want %q", got, cause)
			}
		})
	}
}

// An answer that was not recorded accuses nobody: browsers lose those of a page that is left.
func TestALostAnswerIsNoCause(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "right", "*.har"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		whole := recorded(t, name)
		for i := range whole {
			list := slices.Clone(whole)
			list[i].Status, list[i].Response = 0, referee.Response{}
			for _, d := range concluded(t, list).Diagnoses {
				t.Errorf("%s without the answer to call %d, %s %s: %s", name, i+1, list[i].Operation, list[i].Request.ChallengeName, d.ID)
			}
		}
	}
}

// Where ConfirmDevice was called and its answer not seen, nobody knows that the device is
// unconfirmed.
func TestAnUnansweredConfirmationIsNoCause(t *testing.T) {
	for _, name := range []string{"device-not-confirmed.aws-amplify.har", "refresh-of-unconfirmed-device.cognito-srp-helper.har"} {
		list := readCalls(t, filepath.Join("testdata", "misused", name))
		for i := 0; i < len(list); i++ {
			result := list[i].Response.AuthenticationResult
			if result == nil || result.NewDeviceMetadata == nil {
				continue
			}
			list = slices.Insert(list, i+1, referee.Exchange{
				Operation: "ConfirmDevice", Host: list[i].Host, Started: list[i].Started, Header: list[i].Header,
				Request: referee.Request{AccessToken: result.AccessToken, DeviceKey: result.NewDeviceMetadata.DeviceKey},
			})
		}
		for _, d := range concluded(t, list).Diagnoses {
			t.Errorf("%s: %s", name, d.ID)
		}
	}
}

// A browser that hides the answer to ForgetDevice leaves open whether the device is there:
// the client that registers another has done nothing wrong.
func TestAnUnansweredForgettingIsNoCause(t *testing.T) {
	for _, name := range []string{"amplify.always.har", "amplify.opt-in.har", "identity-js.always.har", helper} {
		list := recorded(t, name)
		confirmation := *list.at(t, "ConfirmDevice", 1)
		forget := confirmation
		forget.Operation, forget.Status, forget.Response = "ForgetDevice", 0, referee.Response{}
		for _, d := range concluded(t, slices.Concat(list, calls{forget}, onAnotherDevice(recorded(t, name)))).Diagnoses {
			t.Errorf("%s: %s: %s", name, d.ID, d.Summary)
		}
		// Where it was answered, nothing is open; where it was not called, the key is missed.
		forget.Status = 200
		for _, d := range concluded(t, slices.Concat(list, calls{forget}, onAnotherDevice(recorded(t, name)))).Diagnoses {
			t.Errorf("%s, answered: %s: %s", name, d.ID, d.Summary)
		}
		if got := causesOf(concluded(t, slices.Concat(list, onAnotherDevice(recorded(t, name))))); len(got) == 0 {
			t.Errorf("%s: without ForgetDevice the other device is explained by nothing", name)
		}
	}
}

// Nor is a client accused of keeping the key of such a device to itself.
func TestAnUnansweredForgettingBreaksNoRule(t *testing.T) {
	broken := func(list calls) []string {
		var ids []string
		for _, rule := range concluded(t, list).Rules {
			if rule.Outcome == report.Violated && strings.HasPrefix(rule.ID, "CLI-DEV-") {
				ids = append(ids, rule.ID)
			}
		}
		return ids
	}
	first := recorded(t, helper)[:4]
	signIn := func() calls { return onAnotherDevice(recorded(t, helper)[:3]) }
	forget := *first.at(t, "ConfirmDevice", 1)
	forget.Operation, forget.Status, forget.Response = "ForgetDevice", 0, referee.Response{}
	if ids := broken(slices.Concat(first, calls{forget}, signIn(), onAnotherDevice(signIn()))); len(ids) > 0 {
		t.Errorf("accused by %q", ids)
	}
	if ids := broken(slices.Concat(first, signIn(), onAnotherDevice(signIn()))); !slices.Equal(ids, []string{"CLI-DEV-01"}) {
		t.Errorf("without ForgetDevice it is accused by %q", ids)
	}
}

// onAnotherDevice are calls with other Sessions, tokens and device keys.
func onAnotherDevice(list calls) calls {
	other := func(texts ...*string) {
		for _, text := range texts {
			if *text != "" {
				*text += "0"
			}
		}
	}
	for i := range list {
		e := &list[i]
		other(&e.Request.Session, &e.Request.AccessToken, &e.Request.RefreshToken, &e.Request.DeviceKey, &e.Response.Session)
		for _, parameters := range []map[string]string{e.Request.AuthParameters, e.Request.ChallengeResponses, e.Response.ChallengeParameters} {
			for _, name := range []string{"DEVICE_KEY", "REFRESH_TOKEN"} {
				if parameters[name] != "" {
					parameters[name] += "0"
				}
			}
		}
		if result := e.Response.AuthenticationResult; result != nil {
			other(&result.AccessToken, &result.RefreshToken)
			if result.NewDeviceMetadata != nil {
				other(&result.NewDeviceMetadata.DeviceKey)
			}
		}
	}
	return list
}

// No cause is there that nothing was ever explained by.
func TestEveryCauseIsTested(t *testing.T) {
	tested := map[string]bool{"proof-computed-wrongly": true} // by a test of its own
	files, err := filepath.Glob("testdata/misused/*.har")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		cause, _, _ := strings.Cut(filepath.Base(file), ".")
		tested[cause] = true
	}
	for cause := range alterations() {
		tested[cause] = true
	}
	for _, id := range explain.CauseIDs() {
		if !tested[id] {
			t.Errorf("%s explains no recording", id)
		}
		delete(tested, id)
	}
	for id := range tested {
		t.Errorf("%s is no cause", id)
	}
}

// fromSecondSignIn leaves out the first sign-in, and all that follows on it.
func fromSecondSignIn(t *testing.T, list calls) calls {
	t.Helper()
	second := list.at(t, "USER_SRP_AUTH", 2)
	i := slices.IndexFunc(list, func(e referee.Exchange) bool {
		return e.Started.Equal(second.Started) && e.Operation == second.Operation && e.Request.AuthFlow == "USER_SRP_AUTH"
	})
	return list[i:]
}

// stamped has the password's proof refused for its TIMESTAMP, at three in the afternoon.
func stamped(timestamp, exception string) func(t *testing.T, list calls) calls {
	return func(t *testing.T, list calls) calls {
		t.Helper()
		e := list.at(t, "PASSWORD_VERIFIER", 1)
		e.Started = time.Date(2026, time.November, 30, 15, 0, 0, 0, time.UTC)
		e.Request.ChallengeResponses["TIMESTAMP"] = timestamp
		refuse(e, exception, "")
		return list[:2]
	}
}

// What a hostile recording has for names is repeated nowhere.
func TestNoTextOfAnExchangeIsRepeated(t *testing.T) {
	const secret = "s3cret hunter2"
	list := recorded(t, helper)
	for i := range list {
		e := &list[i]
		e.Request.ChallengeName, e.Response.ChallengeName = e.Request.ChallengeName+secret, e.Response.ChallengeName+secret
		e.Request.AuthFlow += secret
		if i%3 == 0 {
			refuse(e, secret, secret)
		}
		if e.Header != nil {
			e.Header["User-Agent"] = secret + " aws-sdk-go/1.2"
		}
	}
	c := concluded(t, list)
	c.Rules, c.Exchanges = nil, nil
	told, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(told), "hunter2") {
		t.Errorf("it is repeated: %s", told)
	}
}
