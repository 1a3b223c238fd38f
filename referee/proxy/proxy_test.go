package proxy_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/referee"
	"github.com/cogbench/cogbench/referee/explain"
	"github.com/cogbench/cogbench/referee/flaws"
	"github.com/cogbench/cogbench/referee/live"
	"github.com/cogbench/cogbench/referee/proxy"
	"github.com/cogbench/cogbench/referee/record"
	"github.com/cogbench/cogbench/report"
	"github.com/cogbench/cogbench/target"
)

// before puts a proxy before a server, with a recorder.
func before(t *testing.T, upstream string, options proxy.Options) (*record.Recorder, string) {
	t.Helper()
	address, err := url.Parse(upstream)
	if err != nil {
		t.Fatal(err)
	}
	options.Upstream = address
	recorder := record.New(proxy.New(options), record.Options{})
	server := httptest.NewServer(recorder)
	t.Cleanup(server.Close)
	return recorder, server.URL
}

func conclude(t *testing.T, recorder *record.Recorder) (*referee.History, *report.Client) {
	t.Helper()
	judge, err := referee.New(referee.Options{Source: report.Proxy})
	if err != nil {
		t.Fatal(err)
	}
	recorder.Tell(judge, "")
	return judge.History(), explain.Conclude(judge)
}

func pool(t *testing.T) *live.Pool {
	t.Helper()
	pool, err := live.Start(t.Context(), live.Options{Tracking: target.Always})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close(context.Background()) })
	return pool
}

// A client signs in through the proxy as it does without, and is judged by what went through.
func TestSignIn(t *testing.T) {
	upstream := pool(t)
	recorder, address := before(t, upstream.Endpoint, proxy.Options{})
	client := flaws.New(flaws.Pool{Endpoint: address, PoolID: upstream.UserPoolID, ClientID: upstream.ClientID})
	person := flaws.Person{Name: upstream.Username, Password: upstream.Password}
	for range 2 {
		if _, err := client.SignIn(t.Context(), person, "USER_SRP_AUTH"); err != nil {
			t.Fatal(err)
		}
	}
	history, found := conclude(t, recorder)
	if len(history.SignIns) != 2 || upstream.Calls() != len(history.Exchanges) {
		t.Errorf("%d sign-ins; %d calls seen, %d passed on", len(history.SignIns), len(history.Exchanges), upstream.Calls())
	}
	for _, rule := range found.Rules {
		if rule.Outcome == report.Violated {
			t.Errorf("%s: %s", rule.ID, rule.Message)
		}
	}
}

// A signed call arrives as it was signed, is answered, and is not judged.
func TestSigned(t *testing.T) {
	upstream := pool(t)
	recorder, address := before(t, upstream.Endpoint, proxy.Options{})
	admin := cip.New(cip.Options{
		Region: upstream.Region, BaseEndpoint: &address, Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider(upstream.AccessKeyID, upstream.SecretAccessKey, ""),
	})
	if _, err := admin.AdminGetUser(t.Context(), &cip.AdminGetUserInput{UserPoolId: &upstream.UserPoolID, Username: &upstream.Username}); err != nil {
		t.Error(err)
	}
	history, found := conclude(t, recorder)
	if len(history.Exchanges) != 0 || len(found.NotJudged) != 1 || !strings.Contains(found.NotJudged[0], "signed with AWS credentials: AdminGetUser") {
		t.Errorf("%d exchanges, not judged: %q", len(history.Exchanges), found.NotJudged)
	}
}

func send(t *testing.T, address, body string, change ...func(*http.Request)) (answer, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
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
	return answer{response.StatusCode, response.Header}, string(text)
}

// answer is one without its body.
type answer struct {
	StatusCode int
	Header     http.Header
}

// The host is the server's for all but signed calls, which come as their client signed
// them; nothing is added that tells of a proxy.
func TestHost(t *testing.T) {
	seen := make(chan *http.Request, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen <- r }))
	t.Cleanup(server.Close)
	_, address := before(t, server.URL, proxy.Options{})
	send(t, address, "{}")
	unsigned := <-seen
	if unsigned.Host != strings.TrimPrefix(server.URL, "http://") || unsigned.Header.Get("X-Forwarded-For") != "" || unsigned.Header.Get("Accept-Encoding") != "gzip" {
		t.Errorf("host %s, header %v", unsigned.Host, unsigned.Header)
	}
	send(t, address, "{}", func(r *http.Request) { r.Header.Set("Authorization", "AWS4-HMAC-SHA256 x") })
	if signed := <-seen; signed.Host != strings.TrimPrefix(address, "http://") {
		t.Errorf("host of a signed call: %s", signed.Host)
	}
}

// A server that is not there, or breaks off, is called once: the client is told, and the
// call was not answered.
func TestNoAnswer(t *testing.T) {
	var connections atomic.Int64
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			_, _ = connection.Read(make([]byte, 1<<10))
			_ = connection.Close()
		}
	}()
	var failures atomic.Int64
	recorder, address := before(t, "http://"+listener.Addr().String(), proxy.Options{Failed: func(error) { failures.Add(1) }})
	response, text := send(t, address, "{}", func(r *http.Request) { r.Header.Set("Origin", "https://app.example") })
	if response.StatusCode != http.StatusBadGateway || !strings.Contains(text, "no answer") || response.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %s", response.StatusCode, text)
	}
	history, found := conclude(t, recorder)
	if len(history.Exchanges) != 1 || history.Exchanges[0].Status != 0 || connections.Load() != 1 || failures.Load() != 1 {
		t.Errorf("%d exchanges, %d connections", len(history.Exchanges), connections.Load())
	}
	if len(found.NotJudged) != 1 || !strings.Contains(found.NotJudged[0], "1 call, which the server did not give") {
		t.Errorf("not judged: %q", found.NotJudged)
	}
}

func TestTooLarge(t *testing.T) {
	called := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }))
	t.Cleanup(server.Close)
	_, address := before(t, server.URL, proxy.Options{})
	response, _ := send(t, address, strings.Repeat("x", referee.MaxBody+1))
	if response.StatusCode != http.StatusRequestEntityTooLarge || called {
		t.Errorf("status %d, called: %v", response.StatusCode, called)
	}
}

// What a server says goes to the client as it is: a redirect is not followed.
func TestRedirect(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusTemporaryRedirect))
	t.Cleanup(server.Close)
	_, address := before(t, server.URL, proxy.Options{})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusTemporaryRedirect {
		t.Errorf("status %d", response.StatusCode)
	}
}

// An HTTPS server that this machine trusts is reached, another is not.
func TestTLS(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	t.Cleanup(server.Close)
	transport, _ := server.Client().Transport.(*http.Transport)
	_, address := before(t, server.URL, proxy.Options{TLS: transport.TLSClientConfig})
	if response, _ := send(t, address, "{}"); response.StatusCode != http.StatusOK {
		t.Errorf("status %d", response.StatusCode)
	}
	_, address = before(t, server.URL, proxy.Options{})
	if response, _ := send(t, address, "{}"); response.StatusCode != http.StatusBadGateway {
		t.Errorf("of a stranger: status %d", response.StatusCode)
	}
}
