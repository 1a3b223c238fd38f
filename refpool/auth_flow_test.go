package refpool_test

import (
	"cmp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	cip "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/refpool"
)

func TestFlowsAllowed(t *testing.T) {
	all := []types.AuthFlowType{
		"USER_SRP_AUTH", "USER_PASSWORD_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN",
		"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "USER_AUTH",
	}
	for _, tt := range []struct {
		name    string
		flows   []types.ExplicitAuthFlowsType
		public  []types.AuthFlowType // that are not refused as not allowed
		byAdmin []types.AuthFlowType
	}{
		{
			"default",
			[]types.ExplicitAuthFlowsType{},
			[]types.AuthFlowType{"USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"},
			[]types.AuthFlowType{"USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"},
		},
		{
			"password",
			[]types.ExplicitAuthFlowsType{"ALLOW_USER_PASSWORD_AUTH"},
			[]types.AuthFlowType{"USER_PASSWORD_AUTH"},
			[]types.AuthFlowType{},
		},
		{
			"admin",
			[]types.ExplicitAuthFlowsType{"ALLOW_ADMIN_USER_PASSWORD_AUTH"},
			nil,
			[]types.AuthFlowType{"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"},
		},
		{
			"choice",
			[]types.ExplicitAuthFlowsType{"ALLOW_USER_AUTH"},
			[]types.AuthFlowType{"USER_AUTH"},
			[]types.AuthFlowType{"USER_AUTH"},
		},
		{
			"custom only",
			[]types.ExplicitAuthFlowsType{"CUSTOM_AUTH_FLOW_ONLY"},
			[]types.AuthFlowType{"CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"},
			[]types.AuthFlowType{"CUSTOM_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t, setting{flows: tt.flows})
			for _, flow := range all {
				_, err := w.public.InitiateAuth(w.Context(), &cip.InitiateAuthInput{ClientId: &w.clientID, AuthFlow: flow})
				w.allowed(flow, err, tt.public)
				_, err = w.admin.AdminInitiateAuth(w.Context(), &cip.AdminInitiateAuthInput{
					UserPoolId: &w.poolID, ClientId: &w.clientID, AuthFlow: flow,
				})
				w.allowed(flow, err, tt.byAdmin)
			}
		})
	}
}

// allowed checks that flow, called without parameters, was refused for that alone
// if it is one of those that are allowed.
func (w *world) allowed(flow types.AuthFlowType, err error, allowed []types.AuthFlowType) {
	w.Helper()
	first := map[types.AuthFlowType]string{"REFRESH_TOKEN_AUTH": "REFRESH_TOKEN", "REFRESH_TOKEN": "REFRESH_TOKEN"}
	for _, a := range allowed {
		if a == flow {
			w.refused(err, "InvalidParameterException", "Missing required parameter "+cmp.Or(first[flow], "USERNAME"))
			return
		}
	}
	w.refused(err, "InvalidParameterException", "")
	if err != nil && strings.Contains(err.Error(), "Missing required parameter") {
		w.Errorf("%s is allowed", flow)
	}
}

// TestAdminFlows: the Admin operations run the same challenges (AUTH-18, AUTH-19).
func TestAdminFlows(t *testing.T) {
	w := newWorld(t, setting{device: alwaysSuppress, mfa: "OPTIONAL", secret: true})
	p := w.newPerson("mary")
	result, _ := w.tokens(p)
	w.confirm(p, result)
	start, err := w.admin.AdminInitiateAuth(w.Context(), &cip.AdminInitiateAuthInput{
		UserPoolId: &w.poolID, ClientId: &w.clientID, AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
		AuthParameters: w.withHash(map[string]string{
			"USERNAME": p.name, "PASSWORD": rightPassword, "DEVICE_KEY": p.device.key,
		}),
	})
	w.must(err)
	if start.ChallengeName != "DEVICE_SRP_AUTH" {
		t.Fatalf("challenge %q, want DEVICE_SRP_AUTH", start.ChallengeName)
	}
	l, err := w.startDevice(p, *start.Session)
	w.must(err)
	end, err := w.admin.AdminRespondToAuthChallenge(w.Context(), &cip.AdminRespondToAuthChallengeInput{
		UserPoolId: &w.poolID, ClientId: &w.clientID, ChallengeName: "DEVICE_PASSWORD_VERIFIER",
		ChallengeResponses: w.withHash(w.deviceClaim(p, l)),
	})
	w.must(err)
	if end.AuthenticationResult == nil {
		t.Errorf("challenge %q instead of tokens", end.ChallengeName)
	}
	_, err = w.admin.AdminInitiateAuth(w.Context(), &cip.AdminInitiateAuthInput{
		UserPoolId: aws.String("us-east-1_nothere00"), ClientId: &w.clientID, AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
	})
	w.refused(err, "ResourceNotFoundException", "")
}

func TestNewPasswordRequired(t *testing.T) {
	w := newWorld(t, setting{})
	p := &person{name: "mary"}
	_, err := w.admin.AdminCreateUser(w.Context(), &cip.AdminCreateUserInput{
		UserPoolId: &w.poolID, Username: &p.name, TemporaryPassword: new(rightPassword), MessageAction: "SUPPRESS",
	})
	w.must(err)
	a, err := w.signIn(p)
	w.must(err)
	if a.challenge != "NEW_PASSWORD_REQUIRED" || a.parameters["USER_ID_FOR_SRP"] != p.name {
		t.Fatalf("challenge %s %v", a.challenge, a.parameters)
	}
	_, err = w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, "NEW_PASSWORD": "short"})
	w.refused(err, "InvalidPasswordException", "")
	const chosen = "Another-horse-2"
	_, err = w.respond(a.challenge, a.session, map[string]string{
		"USERNAME": p.name, "NEW_PASSWORD": chosen, "userAttributes.email_verified": "true",
	})
	w.refused(err, "NotAuthorizedException", "")
	a, err = w.respond(a.challenge, a.session, map[string]string{
		"USERNAME": p.name, "NEW_PASSWORD": chosen, "userAttributes.given_name": "Mary",
	})
	w.must(err)
	if got := w.claims(a.result.IdToken)["given_name"]; got != "Mary" {
		t.Errorf("given_name = %v", got)
	}
	if a.result == nil {
		t.Errorf("challenge %s instead of tokens", a.challenge)
	}
	_, err = w.initiate("USER_PASSWORD_AUTH", map[string]string{"USERNAME": p.name, "PASSWORD": chosen})
	w.must(err)
}

func customLambda() *types.LambdaConfigType {
	arn := aws.String(refpool.CustomAuthARN("us-east-1"))
	return &types.LambdaConfigType{DefineAuthChallenge: arn, CreateAuthChallenge: arn, VerifyAuthChallengeResponse: arn}
}

// TestCustomAuth: password proof if the client wants it, the trigger's
// challenge, then the device (DEV-SRP-22).
func TestCustomAuth(t *testing.T) {
	w := newWorld(t, setting{device: alwaysSuppress, mfa: "OPTIONAL", lambda: customLambda()})
	p := w.newPerson("mary")
	answerWith := func(a answer, text string) (answer, error) {
		t.Helper()
		if a.challenge != "CUSTOM_CHALLENGE" {
			t.Fatalf("challenge %s, want CUSTOM_CHALLENGE", a.challenge)
		}
		return w.respond(a.challenge, a.session, map[string]string{"USERNAME": p.name, "ANSWER": text})
	}
	w.flow = "CUSTOM_AUTH"
	withSRP := func() answer {
		t.Helper()
		more := map[string]string{"CHALLENGE_NAME": "SRP_A"}
		if p.device.key != "" {
			more["DEVICE_KEY"] = p.device.key
		}
		l, err := w.startSRP(p.name, more)
		w.must(err)
		a, err := w.respond("PASSWORD_VERIFIER", l.challenge.session, w.claim(l, rightPassword))
		w.must(err)
		return a
	}
	_, err := answerWith(withSRP(), "wrong")
	w.refused(err, "NotAuthorizedException", "Incorrect username or password.")
	a, err := answerWith(withSRP(), refpool.CustomAuthAnswer)
	w.must(err)
	w.confirm(p, a.result)
	a, err = answerWith(withSRP(), refpool.CustomAuthAnswer)
	w.must(err)
	_, asked := w.finish(p, a)
	w.same("with the device", asked, []types.ChallengeNameType{deviceSRP})

	a, err = w.initiate("CUSTOM_AUTH", map[string]string{"USERNAME": p.name, "DEVICE_KEY": p.device.key})
	w.must(err)
	a, err = answerWith(a, refpool.CustomAuthAnswer)
	w.must(err)
	_, asked = w.finish(p, a)
	w.same("without a password", asked, []types.ChallengeNameType{deviceSRP})

	a, err = w.initiate("CUSTOM_AUTH", map[string]string{"USERNAME": p.name})
	w.must(err)
	a, err = answerWith(a, refpool.CustomAuthAnswer)
	w.must(err)
	w.confirm(p, a.result) // a device of a sign-in without a password
}

func TestCustomAuthWithoutTriggers(t *testing.T) {
	for name, tt := range map[string]struct {
		lambda    *types.LambdaConfigType
		exception string
	}{
		"none":     {nil, "InvalidParameterException"},
		"not ours": {&types.LambdaConfigType{DefineAuthChallenge: aws.String("arn:aws:lambda:us-east-1:123456789012:function:x")}, "UnexpectedLambdaException"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, setting{lambda: tt.lambda})
			p := w.newPerson("mary")
			_, err := w.initiate("CUSTOM_AUTH", map[string]string{"USERNAME": p.name})
			w.refused(err, tt.exception, "")
		})
	}
}
