package suites

import (
	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/suites/engine"
	"github.com/cogbench/cogbench/target"
)

// badSignatures are the ways in which a signature is not valid.
func badSignatures() map[string]target.Signing {
	return map[string]target.Signing{
		"no signature": target.Unsigned, "another secret key": target.WrongSecret,
		"an unknown access key": target.UnknownKey, "a signature of an hour ago": target.StaleSigning,
	}
}

// adminCalls are the administrator's operations of the protocol with bodies
// that are right for a user.
func adminCalls(actor *scenarios.Actor, key string) map[string]map[string]any {
	pool, user := actor.Client.Pool.ID, actor.User.ID
	calls := adminDeviceCalls(pool, user, key)
	calls["AdminGetUser"] = map[string]any{"UserPoolId": pool, "Username": user}
	calls["AdminUserGlobalSignOut"] = map[string]any{"UserPoolId": pool, "Username": user}
	calls["AdminInitiateAuth"] = map[string]any{
		"UserPoolId": pool, "ClientId": actor.Client.ID, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
		"AuthParameters": map[string]any{"USERNAME": actor.User.Username, "PASSWORD": actor.User.Password},
	}
	return calls
}

// adminOperationsNeedSignature has each operation be about what exists: a server may look for
// that first.
func adminOperationsNeedSignature(c *Check) {
	actor := c.Actor(target.PoolSpec{Tracking: target.Always}, target.ClientSpec{})
	for operation, body := range sorted(adminCalls(actor, neverIssuedKey(actor))) {
		if _, named := body["DeviceKey"]; named {
			if signIn, err := c.signIn(actor, nil); err == nil {
				body["DeviceKey"] = ownKey(c, actor, signIn)
			}
		}
		discerned := engine.Once(c.Check, func(refused string) {
			if signed := c.raw(operation, body); signed.ErrorName == refused {
				c.Skip(operation + " is refused alike with a signature: " + statusOf(signed))
			}
		})
		for how, signing := range sorted(badSignatures()) {
			c.Case(operation+" with "+how, func() {
				response := c.rawCall(target.RawCall{Operation: operation, JSON: body, Signing: signing})
				c.Refused(response.Err(operation), operation+" with "+how)
				discerned(response.ErrorName)
			})
		}
	}
}
