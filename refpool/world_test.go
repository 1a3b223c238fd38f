package refpool_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/aws/smithy-go"

	"github.com/cogbench/cogbench/refpool"
	"github.com/cogbench/cogbench/srp"
)

const rightPassword = "Correct-horse-1☃"

// setting is what a world's pool and client are made of.
type setting struct {
	device    *types.DeviceConfigurationType
	mfa       types.UserPoolMfaType // empty: OFF
	sms       bool
	email     bool
	secret    bool // of the client
	hide      bool // PreventUserExistenceErrors
	aliases   []types.AliasAttributeType
	first     []types.AuthFactorType // SignInPolicy; PASSWORD if nil
	lambda    *types.LambdaConfigType
	flows     []types.ExplicitAuthFlowsType
	rotation  *types.RefreshTokenRotationType
	behaviour *refpool.Behaviour
	around    func(http.Handler) http.Handler
}

var (
	alwaysSuppress = &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true}
	always         = &types.DeviceConfigurationType{}
	optInSuppress  = &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true}
	optIn          = &types.DeviceConfigurationType{DeviceOnlyRememberedOnUserPrompt: true}
)

// world is a running server with one pool and one client.
type world struct {
	*testing.T
	admin, public *cip.Client
	endpoint      string
	poolID        string
	clientID      string
	clientSecret  string
	flow          types.AuthFlowType
	moved         time.Duration // of the pool's clock
}

// person is a user as a client knows them, with the device that it keeps.
type person struct {
	name   string
	totp   string
	device device
}

type device struct{ key, groupKey, secret string }

func newWorld(t *testing.T, s setting) *world {
	t.Helper()
	server, err := refpool.New(refpool.Options{AccessKeyID: "AKIDTEST", SecretAccessKey: "hush", Behaviour: s.behaviour, Around: s.around})
	if err != nil {
		t.Fatal(err)
	}
	running, err := server.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	client := func(provider aws.CredentialsProvider) *cip.Client {
		return cip.New(cip.Options{
			Region: "us-east-1", BaseEndpoint: &running.Endpoint, Credentials: provider, Retryer: aws.NopRetryer{},
			HTTPClient: newModelled(t),
		})
	}
	w := &world{
		T: t, endpoint: running.Endpoint, flow: types.AuthFlowTypeUserSrpAuth,
		admin:  client(credentials.NewStaticCredentialsProvider("AKIDTEST", "hush", "")),
		public: client(aws.AnonymousCredentials{}),
	}
	w.makePool(s)
	w.makeClient(s)
	return w
}

func (w *world) makePool(s setting) {
	w.Helper()
	in := &cip.CreateUserPoolInput{
		PoolName: aws.String("pool"), DeviceConfiguration: s.device, LambdaConfig: s.lambda, AliasAttributes: s.aliases,
	}
	if s.first != nil {
		in.Policies = &types.UserPoolPolicyType{SignInPolicy: &types.SignInPolicyType{AllowedFirstAuthFactors: s.first}}
	}
	pool, err := w.admin.CreateUserPool(w.Context(), in)
	w.must(err)
	w.poolID = *pool.UserPool.Id
	if s.mfa == "" {
		return
	}
	config := &cip.SetUserPoolMfaConfigInput{
		UserPoolId: &w.poolID, MfaConfiguration: s.mfa,
		SoftwareTokenMfaConfiguration: &types.SoftwareTokenMfaConfigType{Enabled: true},
	}
	if s.sms {
		config.SmsMfaConfiguration = &types.SmsMfaConfigType{SmsConfiguration: &types.SmsConfigurationType{
			SnsCallerArn: aws.String("arn:aws:iam::123456789012:role/sms"), ExternalId: aws.String("x"),
		}}
	}
	if s.email {
		config.EmailMfaConfiguration = &types.EmailMfaConfigType{}
	}
	_, err = w.admin.SetUserPoolMfaConfig(w.Context(), config)
	w.must(err)
}

func (w *world) makeClient(s setting) {
	w.Helper()
	flows := s.flows
	if flows == nil {
		flows = []types.ExplicitAuthFlowsType{
			"ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH",
			"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH",
		}
	}
	in := &cip.CreateUserPoolClientInput{
		UserPoolId: &w.poolID, ClientName: aws.String("client"), GenerateSecret: s.secret,
		ExplicitAuthFlows: flows, RefreshTokenRotation: s.rotation,
		PreventUserExistenceErrors: types.PreventUserExistenceErrorTypesLegacy,
	}
	if s.hide {
		in.PreventUserExistenceErrors = types.PreventUserExistenceErrorTypesEnabled
	}
	client, err := w.admin.CreateUserPoolClient(w.Context(), in)
	w.must(err)
	w.clientID, w.clientSecret = *client.UserPoolClient.ClientId, aws.ToString(client.UserPoolClient.ClientSecret)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// newPerson makes a user with the password, e-mail address and phone number verified.
func (w *world) newPerson(name string) *person {
	w.Helper()
	attribute := func(name, value string) types.AttributeType { return types.AttributeType{Name: &name, Value: &value} }
	_, err := w.admin.AdminCreateUser(w.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &w.poolID, Username: &name, MessageAction: types.MessageActionTypeSuppress,
		UserAttributes: []types.AttributeType{
			attribute("email", name+"@example.com"), attribute("email_verified", "true"),
			attribute("phone_number", "+4915112345678"), attribute("phone_number_verified", "true"),
		},
	})
	w.must(err)
	w.setPassword(name, rightPassword)
	return &person{name: name}
}

func (w *world) setPassword(name, password string) {
	w.Helper()
	_, err := w.admin.AdminSetUserPassword(w.Context(), &cip.AdminSetUserPasswordInput{
		UserPoolId: &w.poolID, Username: &name, Password: &password, Permanent: true,
	})
	w.must(err)
}

// advance moves the pool's clock.
func (w *world) advance(d time.Duration) {
	w.moved += d
	w.Helper()
	body, err := json.Marshal(map[string]string{"advance": d.String(), "userPoolId": w.poolID})
	w.must(err)
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, w.endpoint+"/_cogbench/clock", bytes.NewReader(body))
	w.must(err)
	response, err := http.DefaultClient.Do(request)
	w.must(err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		w.Fatalf("clock: HTTP %d", response.StatusCode)
	}
}

// withHash adds SECRET_HASH where the client has a secret.
func (w *world) withHash(parameters map[string]string) map[string]string {
	if w.clientSecret != "" {
		parameters["SECRET_HASH"] = srp.SecretHash(parameters["USERNAME"], w.clientID, w.clientSecret)
	}
	return parameters
}

// refused checks that err is the exception name, and, unless it is empty, that
// its message is text.
func (w *world) refused(err error, name, text string) {
	w.Helper()
	apiError, ok := errors.AsType[smithy.APIError](err)
	switch {
	case !ok:
		w.Errorf("error = %v, want %s", err, name)
	case apiError.ErrorCode() != name:
		w.Errorf("error = %v, want %s", err, name)
	case text != "" && apiError.ErrorMessage() != text:
		w.Errorf("message = %q, want %q", apiError.ErrorMessage(), text)
	}
}

// sent is the last code that was sent to p.
func (w *world) sent(p *person) string {
	w.Helper()
	query := url.Values{"userPoolId": {w.poolID}, "username": {p.name}}
	request, err := http.NewRequestWithContext(w.Context(), http.MethodGet, w.endpoint+"/_cogbench/messages?"+query.Encode(), nil)
	w.must(err)
	response, err := http.DefaultClient.Do(request)
	w.must(err)
	defer response.Body.Close()
	var answer struct{ Messages []refpool.Message }
	w.must(json.NewDecoder(response.Body).Decode(&answer))
	if len(answer.Messages) == 0 {
		w.Fatal("no message was sent")
	}
	return answer.Messages[len(answer.Messages)-1].Code
}
