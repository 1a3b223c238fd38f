package suites

import (
	"slices"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// registerUnsigned lists the check of the operations around the protocol that need no
// signature.
func registerUnsigned(s registry) {
	s.Rule("WIRE-27", otherOperationsNeedNoSignature, engine.DependsOn("SRP-07"))
}

// otherPublicCalls are calls of the other operations without a signature, in an order
// in which those that succeed do: the last ends the session. Those that are right for
// the user have the word succeeds.
func otherPublicCalls(actor *scenarios.Actor, signIn *scenarios.SignIn, spare string) []unsignedCall {
	const code, password = "000000", "Unused1!password"
	token := map[string]any{"AccessToken": signIn.AccessToken()}
	withToken := func(more map[string]any) map[string]any {
		return merged(map[string]any{"AccessToken": signIn.AccessToken()}, more)
	}
	ofNobody := func(more map[string]any) map[string]any {
		return merged(map[string]any{"ClientId": actor.Client.ID, "Username": "nobody-of-this-name"}, more)
	}
	return []unsignedCall{
		{"GetUser", token, succeeds},
		{"GetUserAuthFactors", token, reached},
		{"UpdateUserAttributes", withToken(map[string]any{"UserAttributes": []any{map[string]any{"Name": "nickname", "Value": "a name"}}}), reached},
		{"SetUserMFAPreference", withToken(map[string]any{"SoftwareTokenMfaSettings": map[string]any{"Enabled": false}}), reached},
		{"AssociateSoftwareToken", token, reached},
		{"VerifySoftwareToken", withToken(map[string]any{"UserCode": code}), reached},
		{"ChangePassword", withToken(map[string]any{"PreviousPassword": password, "ProposedPassword": actor.User.Password}), reached},
		{"SignUp", ofNobody(map[string]any{"Password": "short"}), reached},
		{"ConfirmSignUp", ofNobody(map[string]any{"ConfirmationCode": code}), reached},
		{"ResendConfirmationCode", ofNobody(nil), reached},
		{"ForgotPassword", ofNobody(nil), reached},
		{"ConfirmForgotPassword", ofNobody(map[string]any{"ConfirmationCode": code, "Password": password}), reached},
		{"RevokeToken", map[string]any{"ClientId": actor.Client.ID, "Token": spare}, succeeds},
		{"GlobalSignOut", token, succeeds},
	}
}

// unsignedCall is a call without a signature, and what has to come of it.
type unsignedCall struct {
	operation string
	body      map[string]any
	hold      func(c *Check, operation string, response *target.RawResponse)
}

func succeeds(c *Check, operation string, response *target.RawResponse) {
	c.Succeeds(response.Err(operation), operation+" without a signature")
}

// reached holds that an answer is about what was asked, not about the signature. An
// operation that the target lacks, other rules ask for.
func reached(c *Check, operation string, response *target.RawResponse) {
	if response.Kind == target.Unsupported {
		c.Observe("there is no %s", operation)
		return
	}
	if slices.Contains(unsignedNames(), response.ErrorName) {
		c.Fail(operation+" not to ask for a signature", statusOf(response))
	}
}

func otherOperationsNeedNoSignature(c *Check) {
	actor := c.Actor(target.PoolSpec{}, target.ClientSpec{})
	signIn, spare := c.SignedIn(actor, nil), c.SignedIn(c.another(actor), nil).RefreshToken()
	for _, call := range otherPublicCalls(actor, signIn, spare) {
		c.CaseIn(call.operation, call.operation, func() {
			call.hold(c, call.operation, c.rawCall(target.RawCall{Operation: call.operation, JSON: call.body}))
		})
	}
}
