package suites

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	. "github.com/onsi/gomega"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerThreat lists the checks of the fields of threat protection.
func registerThreat(s registry) {
	s.Rule("ASF-01", userContextIsOptional, engine.DependsOn("SRP-07"))
	s.Rule("ASF-02", contextDataMembers)
	s.Rule("ASF-05", encodedDataIsAnyText, engine.DependsOn("ASF-01"))
}

func userContextIsOptional(c *Check) {
	signInWithContext(c, map[string]*types.UserContextDataType{
		"none": nil, "empty": {},
	})
}

func encodedDataIsAnyText(c *Check) {
	signInWithContext(c, map[string]*types.UserContextDataType{
		"address": {IpAddress: aws.String("198.51.100.9")},
		"text":    {EncodedData: aws.String("not what any library made")},
		"long":    {EncodedData: aws.String(strings.Repeat("x", 20_000))},
		"both":    {EncodedData: aws.String("eyJ9"), IpAddress: aws.String("2001:db8::1")},
	})
	if !c.Has(spec.Administration) {
		return
	}
	c.Case("AdminInitiateAuth", func() {
		data := contextData()
		data["EncodedData"] = "opaque"
		c.Succeeds(adminInitiateAuth(c, data), "AdminInitiateAuth with ContextData and EncodedData")
	})
}

// signInWithContext signs in with each UserContextData.
func signInWithContext(c *Check, table map[string]*types.UserContextDataType) {
	pool := c.Pool(whatever())
	each(c, table, func(_ string, data *types.UserContextDataType) {
		edit := func(r *scenarios.Request) { r.UserContext = data }
		attempt := c.byBestFlow(c.ActorIn(pool, target.ClientSpec{})).Begin(nil)
		_, err := attempt.Initiate(c.Context(), edit)
		c.Succeeds(err, "InitiateAuth with UserContextData")
		if provedBySRP(attempt.Actor) {
			_, err = attempt.AnswerPasswordVerifier(c.Context(), edit)
			c.Succeeds(err, "RespondToAuthChallenge with UserContextData")
		}
		c.Expect(attempt.Last.Result).NotTo(BeNil(), "AuthenticationResult")
	})
}

// contextData is a complete ContextData, as it is on the wire.
func contextData() map[string]any {
	return map[string]any{
		"IpAddress": "203.0.113.7", "ServerName": "app.example.com", "ServerPath": "/login",
		"HttpHeaders": []any{map[string]any{"headerName": "User-Agent", "headerValue": "cogbench"}},
	}
}

// adminInitiateAuth begins a sign-in of a new user with the ContextData.
func adminInitiateAuth(c *Check, data map[string]any) error {
	actor := c.Actor(whatever(), target.ClientSpec{})
	return c.raw("AdminInitiateAuth", map[string]any{
		"UserPoolId": actor.Client.Pool.ID, "ClientId": actor.Client.ID, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "ContextData": data,
		"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
	}).Err("AdminInitiateAuth")
}

func contextDataMembers(c *Check) {
	initiate := func(data map[string]any) error { return adminInitiateAuth(c, data) }
	respond := func(data map[string]any) error {
		actor := c.Actor(withMFA(), target.ClientSpec{})
		actor.Admin = true
		attempt := c.AtMFA(actor, nil)
		code, err := actor.User.Code(c.Context(), target.TOTP)
		c.Given(err, "getting a code")
		return c.raw("AdminRespondToAuthChallenge", map[string]any{
			"UserPoolId": actor.Client.Pool.ID, "ClientId": actor.Client.ID, "ChallengeName": softwareTokenMFA, "Session": attempt.Last.Session,
			"ContextData": data, "ChallengeResponses": map[string]any{"USERNAME": actor.User.ID, "SOFTWARE_TOKEN_MFA_CODE": code},
		}).Err("AdminRespondToAuthChallenge")
	}
	var cases []engine.NamedCase
	add := func(name string, body func()) { cases = append(cases, engine.NamedCase{Name: name, Body: body}) }
	for operation, call := range sorted(map[string]func(map[string]any) error{"AdminInitiateAuth": initiate, "AdminRespondToAuthChallenge": respond}) {
		if operation == "AdminRespondToAuthChallenge" && !c.Has(spec.TOTP) {
			continue
		}
		add(operation+" complete", func() { c.Succeeds(call(contextData()), operation+" with ContextData") })
		for name := range sorted(contextData()) {
			add(operation+" without "+name, func() {
				data := contextData()
				delete(data, name)
				c.RefusedAsInvalid(call(data), operation+" with ContextData without "+name)
			})
		}
	}
	c.Cases(cases)
}
