package suites

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/cogbench/cogbench/spec"
	"github.com/cogbench/cogbench/target"
)

// A request that breaks a constraint in one place, and names what does not exist in another,
// is wrong twice, and no document says what a server has to tell first. So where a defect has
// to be refused as such, everything else that the request names exists.

// name has the operation's probes name things, by the members that name them.
func (o *probedOperation) name(c *Check, things map[string]string) {
	if len(things) == 0 {
		return
	}
	named := func() *target.RawResponse { return o.plain }
	if !doesHarm(o.operation.Name) {
		named = sync.OnceValue(func() *target.RawResponse { return c.modelCall(o.operation, o.naming(things, o.base)) })
	}
	for i, p := range o.probes {
		o.probes[i].body, o.probes[i].named = o.naming(things, p.body), named
	}
}

// naming is a body that names things where it has what the base has: the model's sample, or
// no access token.
func (o *probedOperation) naming(things map[string]string, body map[string]any) map[string]any {
	body = maps.Clone(body)
	for _, member := range o.operation.Input.Members {
		thing, exists := things[member.Name]
		if !exists || newToIt(o.operation.Name, member.Name) || !member.Shape.Required && member.Name != "AccessToken" {
			continue
		}
		own, there := body[member.Name]
		if usual, asked := o.base[member.Name]; there == asked && own == usual {
			body[member.Name] = thing
		}
	}
	return body
}

// newToIt reports whether a member names what the operation makes.
func newToIt(operation, member string) bool {
	return member == "Username" && (operation == "AdminCreateUser" || operation == "SignUp")
}

// doesHarm reports whether an operation that succeeds makes or removes what other probes
// name.
func doesHarm(operation string) bool {
	return slices.ContainsFunc([]string{
		"Delete", "AdminDelete", "AdminDisable", "AdminReset", "AdminSetUserPassword", "AdminCreateUser", "SignUp", "AddCustom",
	}, func(prefix string) bool { return strings.HasPrefix(operation, prefix) })
}

// unknownNames are the exceptions that refuse a value of a member as one that is not known, or
// not right: a name, token or code that breaks a constraint is that as well. Where a device's
// key does, WIRE-10 has a document's word.
func unknownNames(member string) []string {
	switch member {
	case "UserPoolId", "ResourceArn":
		return []string{resourceNotFound}
	case "ClientId": // RevokeToken has no ResourceNotFoundException in the model, and tokens are a client's
		return []string{resourceNotFound, notAuthorized, "UnauthorizedException"}
	case "Username":
		return []string{userNotFound, resourceNotFound}
	case "AccessToken", "RefreshToken", "Token", "Session", "ClientSecret", "SecretHash", "PreviousPassword":
		return []string{notAuthorized, "UnauthorizedException", "UnsupportedTokenTypeException"}
	case "UserCode", "ConfirmationCode":
		return []string{codeMismatch, "ExpiredCodeException", "EnableSoftwareTokenMFAException"}
	case "Password", "ProposedPassword":
		return []string{invalidPassword}
	}
	return nil
}

// things are what an operation of the protocol can name, of a user of its own.
func (c *Check) things(operation *spec.Operation) map[string]string {
	names := func(member string) bool {
		return slices.ContainsFunc(operation.Input.Members, func(m spec.Member) bool { return m.Name == member })
	}
	pool := whatever()
	if names("DeviceKey") && c.Fixtures().Gives(c.Context(), always().pool, target.ClientSpec{}) {
		pool = always().pool
	}
	actor := c.Actor(pool, target.ClientSpec{})
	things := map[string]string{"ClientId": actor.Client.ID, "UserPoolId": actor.Client.Pool.ID, "Username": actor.User.ID}
	if !slices.ContainsFunc([]string{"AccessToken", "DeviceKey", "RefreshToken", "Token"}, names) {
		return things
	}
	signIn := c.SignedIn(actor, nil)
	things["AccessToken"], things["RefreshToken"], things["Token"] = signIn.AccessToken(), signIn.RefreshToken(), signIn.RefreshToken()
	if issued := signIn.Result.NewDeviceMetadata; operation.Name == "ConfirmDevice" && issued != nil {
		things["DeviceKey"] = aws.ToString(issued.DeviceKey)
	} else if names("DeviceKey") {
		things["DeviceKey"] = ownKey(c, actor, signIn)
	}
	return things
}

// administered are what the operations of administration can name: a pool, a client and a
// user that nobody else works with, for a server that does not look may change them. None
// where no pool can be made.
func (c *Check) administered() map[string]string {
	pool, err := c.Fixtures().FreshPool(c.Context(), target.PoolSpec{})
	if err != nil {
		return nil
	}
	actor := c.ActorIn(pool, target.ClientSpec{})
	return map[string]string{
		"UserPoolId": pool.ID, "ClientId": actor.Client.ID, "Username": actor.User.ID,
		"AccessToken": c.SignedIn(actor, nil).AccessToken(),
	}
}
