package har_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Programs that could not be had here write HAR in forms that are published. What Chromium
// recorded is put into these forms, and is read from each as it is from Chromium's own.
func TestARecordingInAPublishedFormIsRead(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "chromium.har"))
	if err != nil {
		t.Fatal(err)
	}
	_, want := read(t, string(content))
	for program, form := range map[string]publishedForm{"Safari": safari(), "Charles": charles()} {
		t.Run(program, func(t *testing.T) {
			text := form.write(t)
			isReadWhole(t, program, strings.NewReader(text), enrolled())
			_, got := read(t, text)
			for i, e := range got {
				if !e.Started.Equal(want[i].Started) || e.Status != want[i].Status || !reflect.DeepEqual(e.Request, want[i].Request) || !reflect.DeepEqual(e.Response, want[i].Response) {
					t.Errorf("%s is read otherwise: %+v", e.Operation, e)
				}
			}
		})
	}
}

// What Safari writes of a call without an answer, and of one whose answer it no longer has, is
// no answer.
func TestAnAnswerThatSafariLacks(t *testing.T) {
	form := safari()
	form.entry = func(e object) {
		safari().entry(e)
		response := e.at("response")
		delete(response.at("content"), "text")
		response["status"], response["_error"] = 0, "The network connection was lost."
		e["startedDateTime"], e["time"] = "", 0
	}
	_, exchanges := read(t, form.write(t))
	if len(exchanges) != len(enrolled()) {
		t.Fatalf("%d calls, want %d", len(exchanges), len(enrolled()))
	}
	for _, e := range exchanges {
		if e.Status != 0 || e.Response.Members != nil || !e.Started.IsZero() || e.Request.Members == nil {
			t.Errorf("%s: %+v", e.Operation, e)
		}
	}
}

// publishedForm is how a program writes HAR.
type publishedForm struct {
	creator string
	// log and entry put what Chromium recorded into the form.
	log, entry func(object)
	// text is what the program's JSON is like otherwise.
	text *strings.Replacer
}

// object is one of JSON.
type object map[string]any

// at is an object in another.
func (o object) at(name string) object { return o[name].(map[string]any) }

// write is Chromium's recording in the form.
func (f publishedForm) write(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "chromium.har"))
	if err != nil {
		t.Fatal(err)
	}
	var recording object
	if err := json.Unmarshal(content, &recording); err != nil {
		t.Fatal(err)
	}
	log := recording.at("log")
	delete(log, "browser")
	log["creator"] = object{"name": f.creator, "version": "1"}
	f.log(log)
	for _, e := range log["entries"].([]any) {
		plain(t, object(e.(map[string]any)).at("response").at("content"))
		f.entry(e.(map[string]any))
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(recording); err != nil {
		t.Fatal(err)
	}
	return f.text.Replace(text.String())
}

// plain has the text of an answer as it is, which Chromium's recorder wrote in base64.
func plain(t *testing.T, content object) {
	t.Helper()
	if content["encoding"] == "base64" {
		text, err := base64.StdEncoding.DecodeString(content["text"].(string))
		if err != nil {
			t.Fatal(err)
		}
		content["text"] = string(text)
		delete(content, "encoding")
	}
}

// safari is the form of Safari's Web Inspector, by WebKit's HARBuilder.js: one page, durations
// of 0 where they are not known, parameters beside the text of postData, members of its own.
func safari() publishedForm {
	return publishedForm{
		creator: "WebKit Web Inspector",
		log: func(log object) {
			log["pages"] = []any{object{"startedDateTime": "2026-11-30T16:18:24.115Z", "id": "page_0", "title": "https://app.example/", "pageTimings": object{}}}
		},
		entry: func(e object) {
			e["pageref"], e["connection"], e["_fetchType"], e["cache"] = "page_0", "1", "Network Load", object{}
			request, content := e.at("request"), e.at("response").at("content")
			if post, has := request["postData"].(map[string]any); has {
				post["params"] = []any{}
			}
			content["compression"], e.at("response")["_transferSize"] = -7, 512
		},
		text: strings.NewReplacer(),
	}
}

// charles is the form of Charles 4.6, by exports that projects with importers publish: no page,
// times of the day with their offset, whole milliseconds, HTTP/2's pseudo-headers, null for an
// absent text, and answers in base64 that it does not take for text.
func charles() publishedForm {
	return publishedForm{
		creator: "Charles Proxy",
		log:     func(log object) { delete(log, "pages") },
		entry: func(e object) {
			delete(e, "pageref")
			started, _ := time.Parse(time.RFC3339, e["startedDateTime"].(string))
			e["startedDateTime"] = started.In(time.FixedZone("", -7*60*60)).Format("2006-01-02T15:04:05.000-07:00")
			e["time"] = int(e["time"].(float64))
			request, response := e.at("request"), e.at("response")
			request["httpVersion"], response["httpVersion"] = "HTTP/2.0", "HTTP/2.0"
			request["headers"] = append([]any{object{"name": ":method", "value": request["method"]}}, request["headers"].([]any)...)
			response["_charlesStatus"], response["statusText"], response["redirectURL"] = "COMPLETE", nil, nil
			content := response.at("content")
			if text, has := content["text"].(string); has {
				content["text"], content["encoding"] = base64.StdEncoding.EncodeToString([]byte(text)), "base64"
			}
		},
		text: strings.NewReplacer("</", `<\/`),
	}
}
