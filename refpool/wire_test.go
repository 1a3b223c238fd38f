package refpool_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/spec"
)

func TestMalformedRequests(t *testing.T) {
	s := start(t, refpool.Options{})
	long := strings.Repeat("x", 10<<20)
	for _, test := range []struct {
		name, operation, body string
		change                func(r *http.Request)
		status                int
		kind                  string
	}{
		{"unknown operation", "NoSuchThing", "{}", nil, 400, "UnknownOperationException"},
		{"operation that does not exist", "AdminConfirmDevice", "{}", nil, 400, "UnknownOperationException"},
		{"no target", "", "{}", func(r *http.Request) { r.Header.Del("X-Amz-Target") }, 400, "UnknownOperationException"},
		{"target of another service", "", "{}", func(r *http.Request) {
			r.Header.Set("X-Amz-Target", "DynamoDB_20120810.ListTables")
		}, 400, "UnknownOperationException"},
		{"wrong content type", "InitiateAuth", "{}", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400, "UnknownOperationException"},
		{"no content type", "InitiateAuth", "{}", func(r *http.Request) { r.Header.Del("Content-Type") }, 400, "UnknownOperationException"},
		{"GET", "InitiateAuth", "", func(r *http.Request) { r.Method = http.MethodGet }, 400, "UnknownOperationException"},
		{"other path", "InitiateAuth", "{}", func(r *http.Request) { r.URL.Path = "/v1/" }, 400, "UnknownOperationException"},
		{"empty body", "InitiateAuth", "", nil, 400, "SerializationException"},
		{"no JSON", "InitiateAuth", "{", nil, 400, "SerializationException"},
		{"JSON list", "InitiateAuth", "[]", nil, 400, "SerializationException"},
		{"wrong JSON type", "InitiateAuth", `{"ClientId":1}`, nil, 400, "SerializationException"},
		{"deep nesting", "InitiateAuth", strings.Repeat(`{"AuthParameters":`, 20_000), nil, 400, "SerializationException"},
		{"10 MB", "InitiateAuth", `{"ClientId":"` + long + `"}`, nil, 413, "RequestEntityTooLargeException"},
		{"10 MB and no signature", "AdminGetUser", `{"ClientId":"` + long + `"}`, nil, 413, "RequestEntityTooLargeException"},
		{"missing members", "InitiateAuth", "{}", nil, 400, "InvalidParameterException"},
		{"no signature", "AdminGetUser", "{}", nil, 400, "MissingAuthenticationTokenException"},
		{"no signature and no JSON", "AdminGetUser", "{", nil, 400, "MissingAuthenticationTokenException"},
		{"half a signature", "AdminGetUser", "{}", func(r *http.Request) {
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x")
		}, 400, "IncompleteSignatureException"},
		{"unknown document", "", "", func(r *http.Request) { r.Method, r.URL.Path = http.MethodGet, "/us-east-1_x/.well-known/jwks.json" }, 400, "ResourceNotFoundException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := s.raw(test.operation, test.body)
			if test.change != nil {
				test.change(r)
			}
			got := do(t, r)
			if got.status != test.status || got.kind != test.kind {
				t.Errorf("got HTTP %d %s (%s), want %d %s", got.status, got.kind, got.text, test.status, test.kind)
			}
			if header := got.header.Get("X-Amzn-Errortype"); strings.TrimSuffix(header, ":") != test.kind {
				t.Errorf("x-amzn-errortype is %q", header)
			}
			if got.header.Get("X-Amzn-Requestid") == "" {
				t.Error("no x-amzn-requestid")
			}
		})
	}
}

// TestErrorOnTheWire checks one exception in full, and what headers may hold.
func TestErrorOnTheWire(t *testing.T) {
	s := start(t, refpool.Options{})
	got := do(t, s.raw("GetDevice", `{"DeviceKey":"é\r\nSet-Cookie: a=b","AccessToken":"a"}`))
	if want := "application/x-amz-json-1.1"; got.header.Get("Content-Type") != want {
		t.Errorf("content type %q", got.header.Get("Content-Type"))
	}
	want := "1 validation error detected: Value '??\r\nSet-Cookie: a=b' at 'deviceKey' failed to satisfy constraint: " +
		`Member must satisfy regular expression pattern: [\w-]+_[0-9a-f-]+`
	if inBody := strings.Replace(want, "??", "é", 1); got.text != inBody {
		t.Errorf("message %q, want %q", got.text, inBody)
	}
	inHeader := strings.NewReplacer("??", "?", "\r\n", "??").Replace(want)
	if header := got.header.Get("X-Amzn-Errormessage"); header != inHeader {
		t.Errorf("header %q, want %q", header, inHeader)
	}
	if len(got.header.Values("Set-Cookie")) > 0 {
		t.Error("a header was injected")
	}
}

// TestSignatures lets the SDK sign with what the server does not accept.
func TestSignatures(t *testing.T) {
	s := start(t, refpool.Options{})
	other := func(change func(*idp.Options)) error {
		_, err := idp.New(s.Options(), change).ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: aws.Int32(1)})
		return err
	}
	provider := func(key, secret string) func(*idp.Options) {
		return func(o *idp.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(_ context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: key, SecretAccessKey: secret, SessionToken: "token"}, nil
			})
		}
	}
	if err := other(provider(testKey, testSecret)); err != nil {
		t.Errorf("with a session token: %v", err)
	}
	refused(t, other(provider("AKIAOTHER", testSecret)), "UnrecognizedClientException", "")
	refused(t, other(provider(testKey, "other")), "InvalidSignatureException", "")
	refused(t, other(func(o *idp.Options) { o.Region = "eu-west-1" }), "InvalidSignatureException", "")
}

// TestPanicIsAnInternalError makes an operation panic: the client learns
// nothing of it, the log has the stack, and the pool still answers.
func TestPanicIsAnInternalError(t *testing.T) {
	behaviour := refpool.Correct()
	behaviour.Admin.FindUser = func(*refpool.Pool, string) *refpool.User { panic("a defect") }
	var log bytes.Buffer
	s := start(t, refpool.Options{Behaviour: &behaviour, Log: slog.New(slog.NewTextHandler(&log, nil))})
	p := s.pool(nil)
	in := &idp.AdminGetUserInput{UserPoolId: p.Id, Username: aws.String("u")}
	for range 2 {
		_, err := s.AdminGetUser(t.Context(), in)
		refused(t, err, "InternalErrorException", "Internal server error.")
	}
	if !strings.Contains(log.String(), "a defect") || !strings.Contains(log.String(), "adminGetUser") {
		t.Errorf("log: %s", log.String())
	}
}

// TestNoSecretInTheLog signs up and signs in with everything logged.
func TestNoSecretInTheLog(t *testing.T) {
	var log safeBuffer
	s := start(t, refpool.Options{Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	p := s.pool(nil)
	c := s.client(p.Id, nil)
	s.user(p.Id, "alice")
	tokens := s.signIn(c.ClientId, "alice")
	for _, secret := range []string{goodPassword, testSecret, aws.ToString(tokens.AccessToken), aws.ToString(tokens.RefreshToken)} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %.12s…", secret)
		}
	}
	if !strings.Contains(log.String(), "InitiateAuth") {
		t.Error("the log has no operation")
	}
}

type safeBuffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.Write(p)
}

func (b *safeBuffer) String() string {
	b.Lock()
	defer b.Unlock()
	return b.Buffer.String()
}

func TestShutdown(t *testing.T) {
	server, err := refpool.New(refpool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(running.Endpoint, "http://127.0.0.1:") {
		t.Errorf("endpoint %s", running.Endpoint)
	}
	if _, err := server.Listen(strings.TrimPrefix(running.Endpoint, "http://")); err == nil {
		t.Error("listened on a port in use")
	}
	if _, err := server.Listen("no address"); err == nil {
		t.Error("listened on no address")
	}
	if err := running.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if err := running.Close(); err != nil {
		t.Error(err)
	}
	again, err := server.Listen(strings.TrimPrefix(running.Endpoint, "http://"))
	if err != nil {
		t.Fatalf("the port is not free after the shutdown: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

// BenchmarkNew is what a server of its own costs a test.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := refpool.New(refpool.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzServeHTTP sends any body to any operation: the answer is always JSON, or
// nothing where the model says so, and never an internal error.
func FuzzServeHTTP(f *testing.F) {
	behaviour := refpool.Correct()
	behaviour.Wire.NeedsSignature = func(string, bool) bool { return false }
	server, err := refpool.New(refpool.Options{Behaviour: &behaviour})
	if err != nil {
		f.Fatal(err)
	}
	model, err := spec.Model()
	if err != nil {
		f.Fatal(err)
	}
	for name, operation := range model {
		f.Add(name, []byte(example(operation.Input)))
	}
	f.Fuzz(func(t *testing.T, operation string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/x-amz-json-1.1")
		r.Header["X-Amz-Target"] = []string{"AWSCognitoIdentityProviderService." + operation}
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		answer, err := io.ReadAll(w.Result().Body)
		if err != nil {
			t.Fatal(err)
		}
		if w.Code == http.StatusInternalServerError || len(answer) > 0 && !json.Valid(answer) {
			t.Errorf("HTTP %d: %s", w.Code, answer)
		}
	})
}

// example is a request with every member of shape, some of them right.
func example(shape *spec.Shape) string {
	switch shape.Type {
	case "structure":
		var members []string
		for _, m := range shape.Members {
			members = append(members, `"`+m.Name+`":`+example(m.Shape))
		}
		return "{" + strings.Join(members, ",") + "}"
	case "list":
		return "[" + example(shape.Member) + "]"
	case "map":
		return `{"k":` + example(shape.Value) + "}"
	case "enum":
		return `"` + shape.Values[rand.N(len(shape.Values))] + `"`
	case "boolean":
		return "true"
	case "integer":
		return "5"
	default:
		return `"us-east-1_0123456789abcdef0123"`
	}
}
