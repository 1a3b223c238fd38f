package refpool_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

// control sends a request to what the server offers beside the protocol.
func (s *service) control(method, path, body string) reply {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.endpoint+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	return do(s.t, r)
}

func (s *service) messages(poolID, username string) []refpool.Message {
	s.t.Helper()
	got := s.control(http.MethodGet, "/_cogbench/messages?userPoolId="+poolID+"&username="+username, "")
	var out struct{ Messages []refpool.Message }
	if err := json.Unmarshal(got.body, &out); err != nil || got.status != http.StatusOK {
		s.t.Fatalf("messages: HTTP %d %s", got.status, got.body)
	}
	return out.Messages
}

func (s *service) advance(poolID, by string) {
	s.t.Helper()
	got := s.control(http.MethodPost, "/_cogbench/clock", fmt.Sprintf(`{"advance":%q,"userPoolId":%q}`, by, poolID))
	if got.status != http.StatusOK {
		s.t.Fatalf("clock: HTTP %d %s", got.status, got.body)
	}
}

func TestControl(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	for _, test := range []struct {
		method, path, body string
		status             int
		holds              string
	}{
		{"GET", "/_cogbench/", "", 200, `"cogbench"`},
		{"GET", "/_cogbench", "", 200, `"cogbench"`},
		{"POST", "/_cogbench/clock", `{"advance":"31s","userPoolId":"` + *p.Id + `"}`, 200, `"moved":1`},
		{"POST", "/_cogbench/clock", `{"advance":"1h"}`, 200, `"moved":1`},
		{"POST", "/_cogbench/clock", `{"advance":"-1s"}`, 400, "InvalidParameterException"},
		{"POST", "/_cogbench/clock", `{"advance":"soon"}`, 400, "InvalidParameterException"},
		{"POST", "/_cogbench/clock", `{"advance":"9999999h"}`, 400, "InvalidParameterException"},
		{"POST", "/_cogbench/clock", `{"advance":`, 400, "SerializationException"},
		{"POST", "/_cogbench/clock", `{"advance":"1s","userPoolId":"us-east-1_none"}`, 400, "ResourceNotFoundException"},
		{"GET", "/_cogbench/clock", "", 400, "UnknownOperationException"},
		{"GET", "/_cogbench/messages", "", 200, `"messages":[]`},
		{"GET", "/_cogbench/messages?userPoolId=us-east-1_none", "", 400, "ResourceNotFoundException"},
		{"GET", "/_cogbench/other", "", 400, "UnknownOperationException"},
	} {
		t.Run(test.method+" "+test.path+" "+test.body, func(t *testing.T) {
			got := s.control(test.method, test.path, test.body)
			if got.status != test.status || !strings.Contains(string(got.body), test.holds) {
				t.Errorf("HTTP %d %s, want %d with %s", got.status, got.body, test.status, test.holds)
			}
			if got.header.Get("Content-Type") != "application/json" {
				t.Errorf("content type %q", got.header.Get("Content-Type"))
			}
		})
	}
}

// TestControlOffLoopback: from elsewhere the control needs the credentials.
func TestControlOffLoopback(t *testing.T) {
	server, err := refpool.New(refpool.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]int{
		"192.0.2.7:4711": http.StatusBadRequest, "127.0.0.1:4711": http.StatusOK, "[::1]:4711": http.StatusOK, "@": http.StatusBadRequest,
	} {
		r := httptest.NewRequest(http.MethodGet, "/_cogbench/messages", nil)
		r.RemoteAddr, r.Host = address, "localhost:9229"
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("from %s: HTTP %d %s, want %d", address, w.Code, w.Body, want)
		}
		if want != http.StatusOK && !strings.Contains(w.Body.String(), "MissingAuthenticationTokenException") {
			t.Errorf("from %s: %s", address, w.Body)
		}
	}
}

func TestDocuments(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(nil)
	configuration := s.control(http.MethodGet, "/"+*p.Id+"/.well-known/openid-configuration", "")
	var found struct {
		KeysURI string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(configuration.body, &found); err != nil {
		t.Fatal(err)
	}
	keys := s.control(http.MethodGet, strings.TrimPrefix(found.KeysURI, s.endpoint), "")
	if keys.status != http.StatusOK || !strings.Contains(string(keys.body), `"kty":"RSA"`) {
		t.Errorf("HTTP %d %s", keys.status, keys.body)
	}
}

// TestConcurrentUse changes one pool from many sides at once; the race detector
// judges.
func TestConcurrentUse(t *testing.T) {
	s := start(t, refpool.Options{})
	p := s.pool(func(in *idp.CreateUserPoolInput) {
		in.AliasAttributes = []types.AliasAttributeType{types.AliasAttributeTypeEmail}
	})
	client := s.client(p.Id, nil)
	var group sync.WaitGroup
	for i := range 8 {
		name := fmt.Sprint("user", i)
		group.Go(func() {
			s.user(p.Id, name, attribute("email", name+"@example.com"), attribute("email_verified", "true"))
			token := s.signIn(client.ClientId, name+"@example.com").AccessToken
			for _, call := range []func() error{
				func() error { return s.update(p.Id, name, attribute("name", name)) },
				func() error { _, err := s.GetUser(t.Context(), &idp.GetUserInput{AccessToken: token}); return err },
				func() error { _, err := s.ListUsers(t.Context(), &idp.ListUsersInput{UserPoolId: p.Id}); return err },
				func() error {
					_, err := s.UpdateUserPoolClient(t.Context(), &idp.UpdateUserPoolClientInput{
						UserPoolId: p.Id, ClientId: client.ClientId, ExplicitAuthFlows: client.ExplicitAuthFlows,
					})
					return err
				},
				func() error {
					_, err := s.UpdateUserPool(t.Context(), &idp.UpdateUserPoolInput{UserPoolId: p.Id})
					return err
				},
				func() error {
					_, err := s.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: p.Id})
					return err
				},
				func() error {
					_, err := s.TagResource(t.Context(), &idp.TagResourceInput{ResourceArn: p.Arn, Tags: map[string]string{name: "x"}})
					return err
				},
				func() error {
					_, err := s.AddCustomAttributes(t.Context(), &idp.AddCustomAttributesInput{
						UserPoolId: p.Id, CustomAttributes: []types.SchemaAttributeType{{Name: aws.String(name)}},
					})
					return err
				},
				func() error {
					_, err := s.AdminDeleteUser(t.Context(), &idp.AdminDeleteUserInput{UserPoolId: p.Id, Username: aws.String(name)})
					return err
				},
			} {
				if err := call(); err != nil {
					t.Error(err)
				}
				s.advance(*p.Id, "1ms")
				s.messages(*p.Id, name)
			}
		})
	}
	group.Wait()
}
