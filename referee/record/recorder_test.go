package record_test

import (
	"bufio"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/record"
	"github.com/cogbench/cogbench/report"
)

// serve records the calls to a handler.
func serve(t *testing.T, next http.HandlerFunc, options record.Options) (*record.Recorder, string) {
	t.Helper()
	recorder := record.New(next, options)
	server := httptest.NewServer(recorder)
	t.Cleanup(server.Close)
	return recorder, server.URL
}

// call calls an operation and returns the answer's status and body.
func call(t *testing.T, url, target, body string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amz-Target", target)
	for _, change := range change {
		change(request)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func initiate(t *testing.T, url, body string, change ...func(*http.Request)) (int, string) {
	t.Helper()
	return call(t, url, "AWSCognitoIdentityProviderService.InitiateAuth", body, change...)
}

// told is what a judge gets of a recorder.
func told(t *testing.T, recorder *record.Recorder) (*referee.History, *report.Client) {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.Live})
	if err != nil {
		t.Fatal(err)
	}
	recorder.Tell(judge, "here")
	return judge.History(), judge.Conclude()
}

func challenge(w http.ResponseWriter, r *http.Request) {
	if text, err := io.ReadAll(r.Body); err != nil || len(text) == 0 {
		http.Error(w, "no body", http.StatusBadRequest)
		return
	}
	_, _ = io.WriteString(w, `{"ChallengeName":"PASSWORD_VERIFIER","Session":"s"}`)
}

func TestExchange(t *testing.T) {
	known := &referee.Known{Username: "mary"}
	var seen []string
	recorder, url := serve(t, challenge, record.Options{
		Witness: func(r *http.Request) (*http.Request, func() *referee.Known) {
			return r, func() *referee.Known { return known }
		},
		Answered: func(e referee.Exchange) { seen = append(seen, e.Operation+" "+e.Response.ChallengeName) },
	})
	if status, text := initiate(t, url, `{"ClientId":"c"}`, func(r *http.Request) { r.Header.Set("User-Agent", "mine/1") }); status != 200 || !strings.Contains(text, "PASSWORD_VERIFIER") {
		t.Errorf("the client got %d %s", status, text)
	}
	history, _ := told(t, recorder)
	if len(history.Exchanges) != 1 {
		t.Fatalf("%d exchanges", len(history.Exchanges))
	}
	e := history.Exchanges[0]
	if e.Operation != "InitiateAuth" || e.Request.ClientID != "c" || e.Status != 200 || e.Response.Session != "s" ||
		e.Known != known || e.Recording != "here" || e.Header["User-Agent"] != "mine/1" || e.Ended.Before(e.Started) || e.Host == "" {
		t.Errorf("%+v", e)
	}
	if !slices.Equal(seen, []string{"InitiateAuth PASSWORD_VERIFIER"}) {
		t.Errorf("told of %q", seen)
	}
}

// Answers that a server compressed are read all the same.
func TestGzip(t *testing.T) {
	recorder, url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		zipped := gzip.NewWriter(w)
		_, _ = io.WriteString(zipped, `{"ChallengeName":"SMS_MFA"}`)
		_ = zipped.Close()
	}, record.Options{})
	initiate(t, url, `{}`)
	history, _ := told(t, recorder)
	if got := history.Exchanges[0].Response.ChallengeName; got != "SMS_MFA" {
		t.Errorf("ChallengeName %q", got)
	}
}

// What is not judged is said, and reaches the handler all the same.
func TestNotJudged(t *testing.T) {
	served := 0
	recorder, url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		served++
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusBadRequest)
	}, record.Options{})
	initiate(t, url, `no JSON`)
	initiate(t, url, `[]`)
	initiate(t, url, `{"x":"`+strings.Repeat("a", referee.MaxBody)+`"}`)
	call(t, url, "AWSCognitoIdentityProviderService.AdminGetUser", `{}`, func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 x") })
	call(t, url, "AWSCognitoIdentityProviderService.<script>", `{}`)
	call(t, url, "", `{}`)
	for _, path := range []string{"/_cogbench/messages", "/x/.well-known/jwks.json"} {
		call(t, url+path, "", "")
	}
	history, found := told(t, recorder)
	want := []string{
		"1 call signed with AWS credentials: AdminGetUser",
		"2 calls whose request or answer is not a JSON object: InitiateAuth",
		"1 call with a body of more than 1 MiB: InitiateAuth",
		"2 requests to nothing of the service",
	}
	for _, text := range want {
		if !slices.Contains(found.NotJudged, text) {
			t.Errorf("not said: %s", text)
		}
	}
	if len(history.Exchanges) != 0 || len(found.NotJudged) != len(want) || served != 8 {
		t.Errorf("%d exchanges, %q, %d served", len(history.Exchanges), found.NotJudged, served)
	}
}

// A client that breaks off gets no answer and costs no more than that.
func TestBrokenOff(t *testing.T) {
	recorder, url := serve(t, challenge, record.Options{})
	connection, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(connection, "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth\r\nContent-Length: 100\r\n\r\n{")
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	_, _ = bufio.NewReader(connection).ReadString('\n') // the refusal: the call was seen
	_ = connection.Close()
	history, found := told(t, recorder)
	if len(history.Exchanges) != 0 || !slices.Contains(found.NotJudged, "1 call that the client did not send to the end") {
		t.Errorf("%d exchanges, %q", len(history.Exchanges), found.NotJudged)
	}
}

// A handler that gives up leaves a call without an answer.
func TestNoAnswer(t *testing.T) {
	recorder, url := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, record.Options{})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
	if response, err := http.DefaultClient.Do(request); err == nil {
		response.Body.Close()
		t.Fatal("an answer came")
	}
	history, _ := told(t, recorder)
	if len(history.Exchanges) != 1 || history.Exchanges[0].Status != 0 {
		t.Errorf("%+v", history.Exchanges)
	}
}

// A gateway's page is no answer of the service, and yet the client made the call.
func TestPageOfAGateway(t *testing.T) {
	recorder, url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<h1>Bad Gateway</h1>", http.StatusBadGateway)
	}, record.Options{})
	initiate(t, url, `{"ClientId":"c"}`)
	history, found := told(t, recorder)
	if len(history.Exchanges) != 1 || history.Exchanges[0].Status != http.StatusBadGateway || history.Exchanges[0].Request.ClientID != "c" {
		t.Errorf("%+v, %q", history.Exchanges, found.NotJudged)
	}
}

func TestLimits(t *testing.T) {
	for name, options := range map[string]record.Options{
		"calls": {MaxCalls: 2}, "bytes": {MaxBytes: 100},
	} {
		t.Run(name, func(t *testing.T) {
			recorder, url := serve(t, challenge, options)
			refused := 0
			for range 4 {
				if status, _ := initiate(t, url, `{"ClientId":"c"}`); status == http.StatusServiceUnavailable {
					refused++
				}
			}
			select {
			case <-recorder.Full():
			default:
				t.Error("it is not full")
			}
			history, found := told(t, recorder)
			if len(history.Exchanges) != 2 || refused != 2 || recorder.Calls() != 2 || !strings.HasPrefix(found.CutShort, "only the first ") {
				t.Errorf("%d exchanges, %d refused, cut short: %q", len(history.Exchanges), refused, found.CutShort)
			}
		})
	}
}
