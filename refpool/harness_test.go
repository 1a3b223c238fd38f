package refpool_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"github.com/cogbench/cogbench/refpool"
)

const (
	testKey      = "AKIAEXAMPLE"
	testSecret   = "secret-of-the-tests"
	goodPassword = "Corr3ct-horse"
)

// service is a server under test and the SDK's client of it.
type service struct {
	*idp.Client
	t        testing.TB
	endpoint string
}

// start runs a server for the length of a test.
func start(tb testing.TB, options refpool.Options) *service {
	tb.Helper()
	options.AccessKeyID, options.SecretAccessKey = testKey, testSecret
	server, err := refpool.New(options)
	if err != nil {
		tb.Fatal(err)
	}
	running, err := server.Listen("")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := running.Close(); err != nil {
			tb.Error(err)
		}
	})
	return &service{t: tb, endpoint: running.Endpoint, Client: idp.New(idp.Options{
		Region:       server.Region(),
		BaseEndpoint: aws.String(running.Endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider(testKey, testSecret, ""),
		Retryer:      aws.NopRetryer{},
		HTTPClient:   newModelled(tb),
	})}
}

// pool creates a pool, changed by change before it is sent.
func (s *service) pool(change func(*idp.CreateUserPoolInput)) *types.UserPoolType {
	s.t.Helper()
	in := &idp.CreateUserPoolInput{PoolName: aws.String("test")}
	if change != nil {
		change(in)
	}
	out, err := s.CreateUserPool(s.t.Context(), in)
	if err != nil {
		s.t.Fatal(err)
	}
	return out.UserPool
}

// client creates a public client that allows every flow with a password.
func (s *service) client(poolID *string, change func(*idp.CreateUserPoolClientInput)) *types.UserPoolClientType {
	s.t.Helper()
	in := &idp.CreateUserPoolClientInput{
		UserPoolId: poolID, ClientName: aws.String("test"),
		ExplicitAuthFlows: []types.ExplicitAuthFlowsType{
			types.ExplicitAuthFlowsTypeAllowUserPasswordAuth, types.ExplicitAuthFlowsTypeAllowUserSrpAuth,
			types.ExplicitAuthFlowsTypeAllowRefreshTokenAuth, types.ExplicitAuthFlowsTypeAllowAdminUserPasswordAuth,
		},
	}
	if change != nil {
		change(in)
	}
	out, err := s.CreateUserPoolClient(s.t.Context(), in)
	if err != nil {
		s.t.Fatal(err)
	}
	return out.UserPoolClient
}

// user creates a confirmed user with the password of the tests.
func (s *service) user(poolID *string, name string, attributes ...types.AttributeType) {
	s.t.Helper()
	if _, err := s.AdminCreateUser(s.t.Context(), &idp.AdminCreateUserInput{
		UserPoolId: poolID, Username: aws.String(name), UserAttributes: attributes,
		MessageAction: types.MessageActionTypeSuppress,
	}); err != nil {
		s.t.Fatal(err)
	}
	s.setPassword(poolID, name)
}

// setPassword gives a user the password of the tests for good.
func (s *service) setPassword(poolID *string, name string) {
	s.t.Helper()
	if _, err := s.AdminSetUserPassword(s.t.Context(), &idp.AdminSetUserPasswordInput{
		UserPoolId: poolID, Username: aws.String(name), Password: aws.String(goodPassword), Permanent: true,
	}); err != nil {
		s.t.Fatal(err)
	}
}

// signIn returns the tokens of a sign-in with the password of the tests.
func (s *service) signIn(clientID *string, name string) *types.AuthenticationResultType {
	s.t.Helper()
	out, err := s.InitiateAuth(s.t.Context(), &idp.InitiateAuthInput{
		ClientId: clientID, AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": name, "PASSWORD": goodPassword},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if out.AuthenticationResult == nil {
		s.t.Fatalf("no tokens, but %s", out.ChallengeName)
	}
	return out.AuthenticationResult
}

// attribute makes an attribute of a user.
func attribute(name, value string) types.AttributeType {
	return types.AttributeType{Name: aws.String(name), Value: aws.String(value)}
}

// value finds an attribute's value, empty when there is none.
func value(attributes []types.AttributeType, name string) string {
	for _, a := range attributes {
		if aws.ToString(a.Name) == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}

// refused checks that err is the exception name, with message unless it is empty.
func refused(tb testing.TB, err error, name, message string) {
	tb.Helper()
	exception, ok := errors.AsType[smithy.APIError](err)
	switch {
	case !ok:
		tb.Errorf("got %v, want %s", err, name)
	case exception.ErrorCode() != name:
		tb.Errorf("got %s (%s), want %s", exception.ErrorCode(), exception.ErrorMessage(), name)
	case message != "" && exception.ErrorMessage() != message:
		tb.Errorf("got message %q, want %q", exception.ErrorMessage(), message)
	}
}

// reply is what came back over the wire.
type reply struct {
	status int
	header http.Header
	body   []byte
	kind   string // __type
	text   string // message
}

// do sends a request and reads the reply.
func do(tb testing.TB, r *http.Request) reply {
	tb.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	got := reply{status: response.StatusCode, header: response.Header, body: body}
	var exception struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &exception) == nil {
		got.kind, got.text = exception.Type, exception.Message
	}
	return got
}

// raw is an unsigned request for an operation, as no SDK would send it.
func (s *service) raw(operation, body string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.endpoint+"/", bytes.NewReader([]byte(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	return r
}
