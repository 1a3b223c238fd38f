package suites

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/srp"
	"github.com/cogbench/cogbench/target"
)

// registerAnswers lists the checks of successful answers against the model. What the
// service may add later, a client has to accept: a new value of an enum, a longer text.
// So types and required members are one rule, and values another.
func registerAnswers(s registry) {
	s.Rule("WIRE-20", answersMatch(inType))
	s.Rule("WIRE-32", answersMatch(inValue))
}

// successfulCall is a call that succeeds, in the order that it has to be made in.
type successfulCall struct {
	operation string
	body      map[string]any
	prepare   func() map[string]any // makes the body just before the call, if it is not nil
}

// answersMatch is a check that calls each operation so that it succeeds, and compares
// the answer with the operation's output in one respect.
func answersMatch(respect mismatchKind) func(*Check) {
	return func(c *Check) {
		model, err := spec.Model()
		c.Given(err, "reading the API model")
		samples := newSampler()
		for _, r := range successfulCalls(c) {
			operation := model[r.operation]
			if !operation.Unsigned && !c.Has(spec.Administration) {
				continue
			}
			c.CaseIn(r.operation, r.operation+flowOrChallenge(r), func() {
				if r.prepare != nil {
					maps.Copy(r.body, r.prepare())
				}
				response := c.modelCall(operation, r.body)
				c.Given(response.Err(r.operation), r.operation)
				c.answerMatches(samples, operation, respect, response)
			})
		}
	}
}

// answerMatches holds an answer to the operation's output. One without members may have
// no body.
func (c *Check) answerMatches(samples *sampler, operation *spec.Operation, respect mismatchKind, response *target.RawResponse) {
	if operation.Output == nil || len(operation.Output.Members) == 0 && hasNoBody(response) {
		return
	}
	if response.Object() == nil {
		c.Fail("a JSON object in the answer of "+operation.Name, "none")
	}
	var wrong []string
	for _, m := range samples.mismatches(operation.Output, operation.Name, response.JSON) {
		if kindIn(operation, m.kind) == respect && !modelIsWrong(m.text) {
			wrong = append(wrong, m.text)
		}
	}
	if len(wrong) > 0 {
		c.Fail("the output shape of "+operation.Name, strings.Join(wrong, "; "))
	}
}

// kindIn is which rule speaks of a mismatch: what the answers of administration have to
// hold moves with every release of the service, and is not a must.
func kindIn(operation *spec.Operation, kind mismatchKind) mismatchKind {
	if slices.Contains(protocolOperations(), operation.Name) {
		return kind
	}
	return inValue
}

// modelIsWrong reports whether the model is to blame for a mismatch: it bounds the
// names of all attributes as it bounds those of custom ones, to 20 characters, and the
// service's own phone_number_verified has 21.
func modelIsWrong(mismatch string) bool {
	return strings.Contains(mismatch, "SchemaAttributes[") && strings.HasSuffix(mismatch, "].Name has 21 characters")
}

// flowOrChallenge distinguishes several calls of one operation.
func flowOrChallenge(r successfulCall) string {
	for _, key := range []string{"AuthFlow", "ChallengeName"} {
		if text, ok := r.body[key].(string); ok {
			return " " + text
		}
	}
	return ""
}

// successfulCalls are calls on one user and, if the target has any, device, in an order
// in which each succeeds.
func successfulCalls(c *Check) []successfulCall {
	s := optInWithMFA()
	actor := c.Actor(s.pool, s.client)
	signIn := c.SignedIn(actor, nil)
	device := c.registered(actor, signIn, func(device *scenarios.Device) {
		_, err := actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
		c.Given(err, "ConfirmDevice")
	})
	if device == nil {
		return callsWithoutDevice(c, actor, signIn)
	}
	signIn = c.SignedIn(actor, device)
	fresh, freshSignIn := c.IssuedDevice(actor)
	pool, client, user, token := actor.Client.Pool.ID, actor.Client.ID, actor.User.ID, signIn.AccessToken()
	withToken := func(more map[string]any) map[string]any { return merged(map[string]any{"AccessToken": token}, more) }
	asAdmin := func(more map[string]any) map[string]any {
		return merged(map[string]any{"UserPoolId": pool, "Username": user}, more)
	}
	key := map[string]any{"DeviceKey": device.Key}
	status := map[string]any{"DeviceKey": device.Key, "DeviceRememberedStatus": "remembered"}
	password := map[string]any{"USERNAME": user, "PASSWORD": actor.User.Password}
	return append(challenges(c, actor, device), []successfulCall{
		{"InitiateAuth", map[string]any{"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": password}, nil},
		{"AdminInitiateAuth", map[string]any{"UserPoolId": pool, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": password}, nil},
		{"ConfirmDevice", confirmation(c, freshSignIn.AccessToken(), fresh), nil},
		{"GetDevice", withToken(key), nil},
		{"AdminGetDevice", asAdmin(key), nil},
		{"ListDevices", withToken(map[string]any{"Limit": 1}), nil},
		{"AdminListDevices", asAdmin(map[string]any{"Limit": 1}), nil},
		{"UpdateDeviceStatus", withToken(status), nil},
		{"AdminUpdateDeviceStatus", asAdmin(map[string]any{"DeviceKey": fresh.Key, "DeviceRememberedStatus": "remembered"}), nil},
		{"GetUser", withToken(nil), nil},
		{"AdminGetUser", asAdmin(nil), nil},
		{"GetTokensFromRefreshToken", map[string]any{"ClientId": client, "RefreshToken": signIn.RefreshToken(), "DeviceKey": device.Key}, nil},
		{"DescribeUserPool", map[string]any{"UserPoolId": pool}, nil},
		{"GetUserPoolMfaConfig", map[string]any{"UserPoolId": pool}, nil},
		{"DescribeUserPoolClient", map[string]any{"UserPoolId": pool, "ClientId": client}, nil},
		{"ListUsers", map[string]any{"UserPoolId": pool, "Limit": 5}, nil},
		{"ListUserPools", map[string]any{"MaxResults": 5}, nil},
		{"RevokeToken", map[string]any{"ClientId": client, "Token": c.SignedIn(c.another(actor), nil).RefreshToken()}, nil},
		{"ForgetDevice", map[string]any{"AccessToken": freshSignIn.AccessToken(), "DeviceKey": device.Key}, nil},
		{"GlobalSignOut", map[string]any{"AccessToken": freshSignIn.AccessToken()}, nil},
		{"AdminForgetDevice", asAdmin(map[string]any{"DeviceKey": fresh.Key}), nil},
		{"AdminUserGlobalSignOut", asAdmin(nil), nil},
	}...)
}

// callsWithoutDevice are those of them that speak of no device.
func callsWithoutDevice(c *Check, actor *scenarios.Actor, signIn *scenarios.SignIn) []successfulCall {
	pool, client, user := actor.Client.Pool.ID, actor.Client.ID, actor.User.ID
	password := map[string]any{"USERNAME": user, "PASSWORD": actor.User.Password}
	ofPool := func(more map[string]any) map[string]any { return merged(map[string]any{"UserPoolId": pool}, more) }
	token := map[string]any{"AccessToken": signIn.AccessToken()}
	return []successfulCall{
		{"InitiateAuth", map[string]any{"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": password}, nil},
		{"AdminInitiateAuth", ofPool(map[string]any{"ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": password}), nil},
		{"GetUser", token, nil},
		{"AdminGetUser", ofPool(map[string]any{"Username": user}), nil},
		{"GetTokensFromRefreshToken", map[string]any{"ClientId": client, "RefreshToken": signIn.RefreshToken()}, nil},
		{"DescribeUserPool", ofPool(nil), nil},
		{"GetUserPoolMfaConfig", ofPool(nil), nil},
		{"DescribeUserPoolClient", ofPool(map[string]any{"ClientId": client}), nil},
		{"ListUsers", ofPool(map[string]any{"Limit": 5}), nil},
		{"ListUserPools", map[string]any{"MaxResults": 5}, nil},
		{"RevokeToken", map[string]any{"ClientId": client, "Token": c.SignedIn(c.another(actor), nil).RefreshToken()}, nil},
		{"GlobalSignOut", token, nil},
		{"AdminUserGlobalSignOut", ofPool(map[string]any{"Username": user}), nil},
	}
}

// challenges are the steps of a sign-in with the device, each prepared by a sign-in of
// its own, which ends before the next begins: the answer to one asks for the next.
func challenges(c *Check, actor *scenarios.Actor, device *scenarios.Device) []successfulCall {
	named := func(more map[string]any) map[string]any {
		return merged(map[string]any{"USERNAME": actor.User.ID, "DEVICE_KEY": device.Key}, more)
	}
	with := func(session string, responses map[string]any) map[string]any {
		body := map[string]any{"ChallengeResponses": named(responses)}
		if session != "" {
			body["Session"] = session
		}
		return body
	}
	begin := func() map[string]any {
		return map[string]any{"AuthParameters": named(map[string]any{"SRP_A": clientOf(c, freshEphemeral()).SRPA()})}
	}
	atDevice := func() map[string]any {
		attempt := c.AtDeviceChallenge(actor, device)
		return with(attempt.Last.Session, map[string]any{"SRP_A": clientOf(c, freshEphemeral()).SRPA()})
	}
	atProof := func() map[string]any {
		l := scenarios.Leg{Device: true, Attempt: c.AtDeviceVerifier(actor, device)}
		e := l.SuspectExchange(srp.Timestamp(time.Now()))
		return with(l.Attempt.Last.Session, map[string]any{
			scenarios.SecretBlockKey: e.SecretBlock, scenarios.TimestampKey: e.Timestamp,
			scenarios.SignatureKey: base64.StdEncoding.EncodeToString(l.Proof(e)),
		})
	}
	client := actor.Client.ID
	return []successfulCall{
		{"InitiateAuth", map[string]any{"ClientId": client, "AuthFlow": "USER_SRP_AUTH"}, begin},
		{"RespondToAuthChallenge", map[string]any{"ClientId": client, "ChallengeName": "DEVICE_SRP_AUTH"}, atDevice},
		{"RespondToAuthChallenge", map[string]any{"ClientId": client, "ChallengeName": "DEVICE_PASSWORD_VERIFIER"}, atProof},
	}
}

// merged is m with more entries added.
func merged(m, more map[string]any) map[string]any {
	maps.Copy(m, more)
	return m
}
