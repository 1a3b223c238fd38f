package suites

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// registerWireQuestions lists the probes of administration and of the wire.
func registerWireQuestions(s registry) {
	s.Rule("Q-27", askNamesOfUsers)
	s.Rule("Q-28", askEmptyAnswers)
	s.Rule("Q-29", askMalformedCalls)
	s.Rule("Q-30", askUnknownClient)
	s.Rule("Q-31", askAuthenticationClass, patient())
}

// asked sends a raw call and words what came back: its error, or its body.
func asked(c *Check, call target.RawCall) string {
	response, err := c.Target().Raw(c.Context(), call)
	if err != nil {
		return resultOf(err)
	}
	if err := response.Err(call.Operation); err != nil {
		return resultOf(err)
	}
	const short = 40
	body := fmt.Sprintf("a body of %d bytes", len(response.Body))
	if len(response.Body) <= short {
		body = fmt.Sprintf("body %q", response.Body)
	}
	return fmt.Sprintf("HTTP %d, Content-Type %s, %s", response.Status, response.Header.Get("Content-Type"), body)
}

func askNamesOfUsers(c *Check) {
	pools := map[string]target.PoolSpec{
		"a pool with aliases":            {Tracking: target.Always, Aliases: []types.AliasAttributeType{types.AliasAttributeTypeEmail}},
		"a pool with UsernameAttributes": {Tracking: target.Always, UsernameAttributes: []types.UsernameAttributeType{types.UsernameAttributeTypeEmail}},
	}
	each(c, pools, func(name string, pool target.PoolSpec) {
		actor := c.ActorWith(c.Pool(pool), target.ClientSpec{}, target.UserSpec{Email: true})
		device, _ := c.RememberedDevice(actor)
		if actor.User.Sub == "" {
			c.Skip("the user's sub is not known")
		}
		calls := adminDeviceCalls(actor.Client.Pool.ID, actor.User.Sub, device.Key)
		for _, operation := range []string{"AdminGetDevice", "AdminListDevices"} {
			response, err := c.Target().Raw(c.Context(), target.RawCall{Operation: operation, JSON: calls[operation], Signing: target.Signed})
			c.Given(err, operation)
			c.tell(operation+" by sub in "+name, response.Err(operation))
		}
	})
}

func askEmptyAnswers(c *Check) {
	actor := c.Actor(always().pool, target.ClientSpec{})
	device, signIn := c.RememberedDevice(actor)
	token := signIn.AccessToken()
	for _, call := range []target.RawCall{
		{Operation: "UpdateDeviceStatus", JSON: map[string]any{"AccessToken": token, "DeviceKey": device.Key, "DeviceRememberedStatus": "not_remembered"}},
		{Operation: "ForgetDevice", JSON: map[string]any{"AccessToken": token, "DeviceKey": device.Key}},
		{Operation: "RevokeToken", JSON: map[string]any{"ClientId": actor.Client.ID, "Token": c.SignedIn(actor, nil).RefreshToken()}},
		{Operation: "GlobalSignOut", JSON: map[string]any{"AccessToken": token}},
	} {
		c.Observe("%s: %s", call.Operation, asked(c, call))
	}
}

func askMalformedCalls(c *Check) {
	pool := c.Pool(target.PoolSpec{})
	admin := func(signing target.Signing) target.RawCall {
		return target.RawCall{Operation: "AdminListDevices", JSON: map[string]any{"UserPoolId": pool.ID, "Username": "nobody-of-this-name"}, Signing: signing}
	}
	for _, ask := range []struct {
		what string
		call target.RawCall
	}{
		{"a body that is no JSON", target.RawCall{Operation: "InitiateAuth", Body: []byte("{no json")}},
		{"no X-Amz-Target", target.RawCall{Operation: "InitiateAuth", Header: map[string]string{"X-Amz-Target": ""}}},
		{"an unknown operation", target.RawCall{Operation: "InitiateNothing"}},
		{"an administrator's operation, unsigned", admin(target.Unsigned)},
		{"an administrator's operation, signed by an unknown key", admin(target.UnknownKey)},
		{"an administrator's operation, signed with a wrong secret", admin(target.WrongSecret)},
		{"an administrator's operation, signed an hour ago", admin(target.StaleSigning)},
	} {
		c.Observe("%s: %s", ask.what, asked(c, ask.call))
	}
}

func askUnknownClient(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	for _, flow := range []string{"ADMIN_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"} {
		c.Observe("InitiateAuth with %s and an unknown ClientId: %s", flow, asked(c, target.RawCall{Operation: "InitiateAuth", JSON: map[string]any{
			"ClientId": "0123456789abcdefghijklmnop", "AuthFlow": flow,
			"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
		}}))
	}
	c.Observe("InitiateAuth with ADMIN_USER_PASSWORD_AUTH and the right ClientId: %s", asked(c, target.RawCall{Operation: "InitiateAuth", JSON: map[string]any{
		"ClientId": actor.Client.ID, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
		"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
	}}))
}

func askAuthenticationClass(c *Check) {
	actor := c.Actor(alwaysWithMFA().pool, target.ClientSpec{})
	device, _ := c.RememberedDevice(actor)
	for name, with := range sorted(map[string]*scenarios.Device{"a remembered device": device, "a code": nil}) {
		signIn := c.SignedIn(actor, with)
		for kind, text := range sorted(map[string]string{"access token": signIn.AccessToken(), "id token": signIn.IDToken()}) {
			token, err := scenarios.ParseToken(text)
			c.Given(err, "reading the "+kind)
			var claims []string
			for _, claim := range []string{"acr", "amr"} {
				claims = append(claims, fmt.Sprintf("%s %v", claim, wordOf(token.Claims[claim])))
			}
			c.Observe("%s of a sign-in with %s: %s", kind, name, strings.Join(claims, ", "))
		}
	}
}

// wordOf is a claim, or that it is absent.
func wordOf(claim any) any {
	if claim == nil {
		return "absent"
	}
	return claim
}
