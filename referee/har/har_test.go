package har_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/har"
	"github.com/cogbench/cogbench/report"
)

// entry is what of an entry the tests vary.
type entry struct {
	Started  string   `json:"startedDateTime"`
	Time     float64  `json:"time"`
	Request  request  `json:"request"`
	Response response `json:"response"`
}

type request struct {
	Method  string   `json:"method"`
	URL     string   `json:"url"`
	Headers []header `json:"headers"`
	Post    any      `json:"postData,omitempty"`
}

type response struct {
	Status  int            `json:"status"`
	Headers []header       `json:"headers"`
	Content map[string]any `json:"content"`
}

type header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

const service = "https://cognito-idp.eu-central-1.amazonaws.com/"

// called is a call of the service at a second of the recording.
func called(second int, operation, sent, received string) entry {
	return entry{
		Started: fmt.Sprintf("2026-11-30T12:00:%02d.250Z", second), Time: 80.5,
		Request: request{
			Method: "POST", URL: service,
			Headers: []header{{"x-amz-target", "AWSCognitoIdentityProviderService." + operation}, {"user-agent", "Mozilla/5.0"}},
			Post:    map[string]any{"mimeType": "application/x-amz-json-1.1", "text": sent},
		},
		Response: response{Status: 200, Content: map[string]any{"size": len(received), "text": received}},
	}
}

// elsewhere is an entry that has nothing to do with the service.
func elsewhere(url, body string) entry {
	return entry{
		Started: "2026-11-30T12:00:00Z", Request: request{Method: "GET", URL: url},
		Response: response{Status: 200, Content: map[string]any{"text": body}},
	}
}

func file(t testing.TB, entries ...entry) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "entries": entries}})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// read reads files as one history.
func read(t testing.TB, files ...string) (*har.Recordings, []referee.Exchange) {
	t.Helper()
	var r har.Recordings
	for i, f := range files {
		if err := r.Read(t.Context(), strings.NewReader(f), fmt.Sprintf("%d.har", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	return &r, r.Exchanges()
}

// handed is what a judge says that is given the recordings.
func handed(t testing.TB, r *har.Recordings) *report.Client {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.HAR})
	if err != nil {
		t.Fatal(err)
	}
	r.Hand(judge)
	return judge.Conclude()
}

func TestACallIsRead(t *testing.T) {
	_, got := read(t, file(t, called(7, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH","AuthParameters":{"USERNAME":"ä"}}`, `{"Session":"s"}`)))
	if len(got) != 1 {
		t.Fatalf("%d calls, want 1", len(got))
	}
	x := got[0]
	if x.Operation != "InitiateAuth" || x.Host != "cognito-idp.eu-central-1.amazonaws.com" || x.Recording != "1.har" || x.Status != 200 {
		t.Errorf("read %+v", x)
	}
	if x.Request.AuthParameters["USERNAME"] != "ä" || x.Response.Session != "s" || x.Header["User-Agent"] != "Mozilla/5.0" {
		t.Errorf("read %+v", x)
	}
	if x.Started.Nanosecond() != 250e6 || x.Ended.Sub(x.Started).Microseconds() != 80500 {
		t.Errorf("from %v to %v", x.Started, x.Ended)
	}
}

// Each body is one that a browser or proxy writes.
func TestABodyIsReadInEachForm(t *testing.T) {
	const body = `{"Session":"of the answer"}`
	packed := zip(t, body)
	var asText []rune
	for _, b := range packed {
		asText = append(asText, rune(b))
	}
	for name, content := range map[string]map[string]any{
		"text":                     {"text": body},
		"base64":                   {"text": base64.StdEncoding.EncodeToString([]byte(body)), "encoding": "base64"},
		"gzip in base64":           {"text": base64.StdEncoding.EncodeToString(packed), "encoding": "base64"},
		"gzip as a text":           {"text": string(asText)},
		"encoding before the text": {"encoding": "base64", "text": base64.StdEncoding.EncodeToString([]byte(body))},
	} {
		t.Run(name, func(t *testing.T) {
			e := called(1, "InitiateAuth", `{}`, "")
			e.Response.Content = content
			if _, got := read(t, file(t, e)); len(got) != 1 || got[0].Response.Session != "of the answer" {
				t.Errorf("read %+v", got)
			}
		})
	}
}

func zip(t testing.TB, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// What is no call of the service is counted, and its host is not told.
func TestOtherEntriesArePassedOver(t *testing.T) {
	preflight := called(1, "InitiateAuth", "", "")
	preflight.Request.Method, preflight.Request.Headers = "OPTIONS", nil
	identity := called(2, "GetId", `{}`, `{}`)
	identity.Request.Headers[0].Value = "AWSCognitoIdentityService.GetId"
	r, got := read(t, file(t,
		elsewhere("https://hidden.example/a", strings.Repeat(`"{[\`, 100_000)), preflight, identity,
		called(3, "InitiateAuth", `{}`, `{}`), elsewhere("https://hidden.example/b", ""), elsewhere("data:text/html,x", "")))
	if len(got) != 1 || got[0].Operation != "InitiateAuth" {
		t.Fatalf("read %+v", got)
	}
	if r.Others() != "4 other entries to 2 hosts" {
		t.Errorf("others: %s", r.Others())
	}
}

// The order of members is the writer's.
func TestMembersStandInAnyOrder(t *testing.T) {
	const text = `{"log":{"entries":[{"response":{"content":{"text":"{\"Session\":\"s\"}"},"headers":[],"status":200},` +
		`"request":{"postData":{"text":"{\"ClientId\":\"c\"}"},"headers":[{"value":"AWSCognitoIdentityProviderService.InitiateAuth","name":"X-Amz-Target"}],` +
		`"url":"https://h/","method":"POST"},"startedDateTime":"2026-11-30T12:00:00.000+01:00"}],"version":"1.2"},"extra":[1,{"a":[]}]}`
	_, got := read(t, text)
	if len(got) != 1 || got[0].Request.ClientID != "c" || got[0].Response.Session != "s" || got[0].Started.UTC().Hour() != 11 {
		t.Errorf("read %+v", got)
	}
}

func TestCallsAreInTheOrderOfTime(t *testing.T) {
	undated := called(0, "ForgetDevice", `{}`, `{}`)
	undated.Started = ""
	_, got := read(t,
		file(t, called(9, "GetUser", `{}`, `{}`), undated, called(2, "InitiateAuth", `{}`, `{}`)),
		file(t, called(5, "RespondToAuthChallenge", `{}`, `{}`)))
	var order []string
	for _, x := range got {
		order = append(order, x.Operation)
	}
	if want := "InitiateAuth RespondToAuthChallenge GetUser ForgetDevice"; strings.Join(order, " ") != want {
		t.Errorf("order %v, want %s", order, want)
	}
}

// A browser that saves twice saves the first calls twice; a client that calls twice is
// another matter.
func TestACallInTwoFilesIsOne(t *testing.T) {
	first, second := called(1, "InitiateAuth", `{"ClientId":"a"}`, `{}`), called(2, "InitiateAuth", `{"ClientId":"b"}`, `{}`)
	if _, got := read(t, file(t, first), file(t, first, second)); len(got) != 2 {
		t.Errorf("%d calls, want 2", len(got))
	}
	if _, got := read(t, file(t, first, first)); len(got) != 2 {
		t.Errorf("%d calls in one file, want 2", len(got))
	}
}

func TestAnAnswerCanBeMissing(t *testing.T) {
	for name, change := range map[string]func(*entry){
		"not there":     func(e *entry) { e.Response.Status, e.Response.Content = 0, nil },
		"not recorded":  func(e *entry) { e.Response.Content = map[string]any{"size": 12} },
		"no JSON":       func(e *entry) { e.Response.Content = map[string]any{"text": "<html>"} },
		"not whole":     func(e *entry) { e.Response.Content = map[string]any{"text": "\x1f\u008b\x08"} },
		"not of base64": func(e *entry) { e.Response.Content = map[string]any{"text": "@", "encoding": "base64"} },
		"compressed by br": func(e *entry) {
			e.Response.Content["text"], e.Response.Headers = "\x0b", []header{{"Content-Encoding", "br"}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := called(1, "InitiateAuth", `{}`, `{}`)
			change(&e)
			if _, got := read(t, file(t, e)); len(got) != 1 || got[0].Status != 0 || got[0].Succeeded() || got[0].Refused() {
				t.Errorf("read %+v", got)
			}
		})
	}
	for name, text := range map[string]string{"ForgetDevice": "", "ConfirmDevice": "", "GetUser": "<html>"} {
		if _, got := read(t, file(t, called(1, name, `{}`, text))); len(got) != 1 || !got[0].Succeeded() || got[0].Response.Members != nil {
			t.Errorf("%s: read %+v", name, got)
		}
	}
	refused := called(1, "InitiateAuth", `{}`, "<html>")
	refused.Response.Status = 502
	if _, got := read(t, file(t, refused)); len(got) != 1 || !got[0].Refused() {
		t.Errorf("read %+v", got)
	}
}

// What an administrator does is no client's, and is not judged.
func TestASignedCallIsNotJudged(t *testing.T) {
	e := called(1, "AdminGetUser", `{}`, `{}`)
	e.Request.Headers = append(e.Request.Headers, header{"Authorization", "AWS4-HMAC-SHA256 Credential=AKIA"})
	r, got := read(t, file(t, e))
	if len(got) != 0 {
		t.Errorf("read %+v", got)
	}
	if found := handed(t, r); len(found.NotJudged) != 1 || found.NotJudged[0] != "1 call signed with AWS credentials" {
		t.Errorf("not judged: %q", found.NotJudged)
	}
}

// A client that has credentials may sign what needs no signature.
func TestASignedSignInIsJudged(t *testing.T) {
	e := called(1, "InitiateAuth", `{}`, `{}`)
	e.Request.Headers = append(e.Request.Headers, header{"Authorization", "AWS4-HMAC-SHA256 Credential=AKIA"})
	r, got := read(t, file(t, e))
	if len(got) != 1 || !got[0].Signed {
		t.Errorf("read %+v", got)
	}
	if found := handed(t, r); len(found.NotJudged) != 0 {
		t.Errorf("not judged: %q", found.NotJudged)
	}
}

func TestABodyThatIsTooLargeIsNamed(t *testing.T) {
	large := `{"a":"` + strings.Repeat("a", referee.MaxBody) + `"}`
	for name, content := range map[string]map[string]any{
		"text":   {"text": large},
		"base64": {"text": base64.StdEncoding.EncodeToString([]byte(large)), "encoding": "base64"},
		"bomb":   {"text": base64.StdEncoding.EncodeToString(zip(t, strings.Repeat(large, 9))), "encoding": "base64"},
	} {
		t.Run(name, func(t *testing.T) {
			e := called(1, "GetUser", `{}`, "")
			e.Response.Content = content
			r, _ := read(t, file(t, elsewhere("https://a.example", large), e))
			want := "entry 2 of 1.har: the answer of GetUser is larger than 1 MiB"
			if found := handed(t, r); found.CutShort != want {
				t.Errorf("cut short: %q, want %q", found.CutShort, want)
			}
		})
	}
}

// Wherever a file breaks off, what stands before is judged.
func TestAFileThatBreaksOffIsReadUpToThere(t *testing.T) {
	whole := file(t, called(1, "InitiateAuth", `{"ClientId":"ä"}`, `{}`), called(2, "GetUser", `{}`, `{}`))
	begun := len(`{"log"`) + 2
	for n := begun; n < len(whole); n++ {
		r, got := read(t, whole[:n])
		found := handed(t, r)
		if !strings.HasPrefix(found.CutShort, "1.har breaks off ") {
			t.Fatalf("%d bytes: cut short %q", n, found.CutShort)
		}
		if n == len(whole)-1 && len(got) != 2 {
			t.Errorf("%d bytes: %d calls", n, len(got))
		}
	}
}

func TestWhatIsNoHARIsRefused(t *testing.T) {
	call := file(t, called(1, "InitiateAuth", `{}`, `{}`))
	for name, text := range map[string]string{
		"nothing":                     "",
		"white space":                 " \n",
		"a text":                      "hello",
		"a list":                      "[]",
		"another object":              `{"entries":[]}`,
		"a beginning of another":      `{"entries":[`,
		"no log":                      "{}",
		"a log that is none":          `{"log":[]}`,
		"no entries":                  `{"log":{"version":"1.2"}}`,
		"entries that are none":       `{"log":{"entries":{}}}`,
		"an entry that is none":       `{"log":{"entries":[1]}}`,
		"a request that is none":      `{"log":{"entries":[{"request":7}]}}`,
		"a number that is none":       strings.Replace(call, `"time":80.5`, `"time":8e999999`, 1),
		"a status out of bounds":      strings.Replace(call, `"status":200`, `"status":1`+strings.Repeat("0", 1_000_000), 1),
		"a status that is a text":     strings.Replace(call, `"status":200`, `"status":"200"`, 1),
		"an unknown escape":           strings.Replace(call, `POST`, `\q`, 1),
		"half an escape":              strings.Replace(call, `POST`, `\u12`, 1),
		"a missing comma":             strings.Replace(call, `,"time"`, ` "time"`, 1),
		"something after the end":     call + "{}",
		"no UTF-8":                    strings.Replace(call, "Mozilla", "\xff", 1),
		"UTF-16":                      "\xff\xfe{\x00",
		"gzip":                        string(zip(t, call)),
		"nested":                      `{"log":{"pages":` + strings.Repeat("[", 1_000_000),
		"nested and closed":           `{"log":{"pages":` + strings.Repeat(`[{"a":`, 600) + "1" + strings.Repeat("}]", 600) + `,"entries":[]}}`,
		"brackets that do not match":  `{"log":{"pages":[}],"entries":[]}}`,
		"a member without its value":  `{"log":{"entries":}}`,
		"a value of another language": `{"log":{"entries":[{"time":NaN}]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			var r har.Recordings
			if err := r.Read(t.Context(), strings.NewReader(text), "1.har"); !errors.Is(err, har.ErrFormat) {
				t.Errorf("error %v, want one of the format", err)
			} else {
				t.Log(err)
			}
		})
	}
}

func TestHalvesOfACharacterAreFoundTogether(t *testing.T) {
	for escaped, want := range map[string]string{
		`\ud83d\ude00`: "😀", `\ud83dA`: "\ufffdA", `\ud83d\u0041`: "\ufffdA", `\ud83d\ud83d\ude00`: "\ufffd😀", `\ude00`: "\ufffd", `\n\t\"\\\/`: "\n\t\"\\/",
	} {
		text := strings.Replace(file(t, called(1, "GetUser", `{}`, `{}`)), "Mozilla/5.0", escaped, 1)
		if _, got := read(t, text); len(got) != 1 || got[0].Header["User-Agent"] != want {
			t.Errorf("%s: read %+v, want %q", escaped, got, want)
		}
	}
}

func TestWhiteSpaceSaysNothing(t *testing.T) {
	text := file(t, elsewhere("https://a.example", "{}"), called(1, "InitiateAuth", `{"ClientId":"c"}`, `{"Session":"s"}`))
	var spaced bytes.Buffer
	if err := json.Indent(&spaced, []byte(text), " \t", "\r\n "); err != nil {
		t.Fatal(err)
	}
	_, want := read(t, text)
	if _, got := read(t, spaced.String()); !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
}

// Where the windows are cut makes no difference.
func TestAFileCanComeByteByByte(t *testing.T) {
	text := "\ufeff" + file(t, elsewhere("https://ä.example", "😀"), called(1, "InitiateAuth", `{"ClientId":"😀"}`, `{}`)) + " \n"
	var r har.Recordings
	if err := r.Read(t.Context(), iotest.OneByteReader(strings.NewReader(text)), "1.har"); err != nil {
		t.Fatal(err)
	}
	if got := r.Exchanges(); len(got) != 1 || got[0].Request.ClientID != "😀" {
		t.Errorf("read %+v", got)
	}
}

func TestAFailingReaderIsNoFormatsMatter(t *testing.T) {
	broken := errors.New("the disk is gone")
	var r har.Recordings
	if err := r.Read(t.Context(), iotest.ErrReader(broken), "1.har"); !errors.Is(err, broken) || errors.Is(err, har.ErrFormat) {
		t.Errorf("error %v, want that of the reader", err)
	}
}

// at is an entry with another time: minutes and seconds of its hour.
func at(time string, e entry) entry {
	e.Started = "2026-11-30T12:" + time + "Z"
	return e
}

// A proxy and a browser record one sign-in, each by its own clock.
func TestACallOfTwoRecordersIsThereOnce(t *testing.T) {
	begun := called(1, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH"}`, `{"ChallengeName":"PASSWORD_VERIFIER","ChallengeParameters":{"SECRET_BLOCK":"b"}}`)
	other := called(2, "GetUser", `{"AccessToken":"a"}`, `{"Username":"u"}`)
	proved := called(3, "RespondToAuthChallenge", `{"ChallengeName":"PASSWORD_VERIFIER"}`, `{"AuthenticationResult":{"AccessToken":"a"}}`)
	browser := file(t, begun, other, proved)
	proxy := file(t, at("00:01.900", begun), at("00:03.100", proved))
	_, got := read(t, browser, proxy)
	if len(got) != 3 {
		t.Errorf("%d calls, want 3", len(got))
	}
	_, got = read(t, file(t, begun, begun), file(t, begun, begun))
	if len(got) != 2 {
		t.Errorf("%d calls that were made at once, want 2", len(got))
	}
}

// A browser drops the bodies of answers when it leaves a page: what it saved before has them.
func TestTheAnswerThatWasRecordedIsKept(t *testing.T) {
	whole := called(1, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH"}`, `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s"}`)
	bare := called(1, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH"}`, "")
	for _, files := range [][]string{{file(t, whole), file(t, bare)}, {file(t, bare), file(t, whole)}} {
		if _, got := read(t, files...); len(got) != 1 || got[0].Response.Session != "s" {
			t.Errorf("read %+v", got)
		}
	}
}

// A clock that is set back in the middle does not put a call before the answer that it needs;
// entries that are out of order are put in theirs.
func TestNoCallComesBeforeTheAnswerThatItNeeds(t *testing.T) {
	first := called(1, "InitiateAuth", `{"AuthFlow":"USER_AUTH"}`, `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s"}`)
	second := called(2, "RespondToAuthChallenge", `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s"}`, `{"AuthenticationResult":{"AccessToken":"a"}}`)
	third := called(3, "GetUser", `{"AccessToken":"a"}`, `{}`)
	for name, entries := range map[string][]entry{
		"set back":     {at("59:59.000", first), at("00:01.000", second), at("00:02.000", third)},
		"out of order": {third, first, second},
	} {
		_, got := read(t, file(t, entries...))
		var names []string
		for _, x := range got {
			names = append(names, x.Operation)
		}
		if fmt.Sprint(names) != "[InitiateAuth RespondToAuthChallenge GetUser]" {
			t.Errorf("%s: %v", name, names)
		}
	}
}

// A redirect is no answer of the service: the client makes the call once more.
func TestARedirectedCallIsNotJudged(t *testing.T) {
	moved := called(1, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH"}`, "")
	moved.Response.Status = 307
	r, got := read(t, file(t, moved, called(2, "InitiateAuth", `{"AuthFlow":"USER_SRP_AUTH"}`, `{"Session":"s"}`)))
	if len(got) != 1 || got[0].Response.Session != "s" {
		t.Errorf("read %+v", got)
	}
	if notes := handed(t, r).NotJudged; !slices.Contains(notes, "1 call answered by a redirect") {
		t.Errorf("it is told %q", notes)
	}
}
