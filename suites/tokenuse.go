package suites

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/cogbench/cogbench/scenarios"
	"github.com/cogbench/cogbench/target"
)

// tokenUsers are the operations that take an access token, as calls with it and with the
// key of a device where they take one.
func tokenUsers(deviceKey string) map[string]map[string]any {
	return map[string]map[string]any{
		"GetUser":            {},
		"ListDevices":        {},
		"GetDevice":          {"DeviceKey": deviceKey},
		"ForgetDevice":       {"DeviceKey": deviceKey},
		"UpdateDeviceStatus": {"DeviceKey": deviceKey, "DeviceRememberedStatus": "remembered"},
		"ConfirmDevice":      {"DeviceKey": deviceKey},
	}
}

// ownKey is the key of a device that the user has, so that calls with it are refused for
// the token alone. Where none can be had, it is one that was never issued.
func ownKey(c *Check, actor *scenarios.Actor, signIn *scenarios.SignIn) string {
	if issued := signIn.Result.NewDeviceMetadata; issued != nil {
		device, err := actor.NewDevice(issued)
		if err == nil {
			_, err = actor.ConfirmDevice(c.Context(), signIn.AccessToken(), device)
		}
		if err == nil {
			return device.Key
		}
	}
	return neverIssuedKey(actor)
}

// refuseToken holds that every operation refuses an access token.
func refuseToken(c *Check, deviceKey, token, what string) {
	for operation, body := range sorted(tokenUsers(deviceKey)) {
		body["AccessToken"] = token
		response := c.raw(operation, body)
		if response.Kind == target.Unsupported && operation != "GetUser" {
			continue // a target without devices
		}
		c.Refused(response.Err(operation), operation+" with "+what)
	}
}

// tokenIsTaken holds that the operations which need nothing but an access token take it,
// which the rule takes for granted.
func tokenIsTaken(c *Check, token string) {
	for _, operation := range []string{"GetUser", "ListDevices"} {
		response := c.raw(operation, map[string]any{"AccessToken": token})
		if response.Kind != target.Unsupported || operation == "GetUser" {
			c.Given(response.Err(operation), operation+" with an access token")
		}
	}
}

// withClaim is a token whose claims were changed, its signature kept.
func withClaim(token, claim, value string) string {
	parts := strings.Split(token, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	claims := map[string]any{}
	if err != nil || json.Unmarshal(payload, &claims) != nil {
		return token + "A"
	}
	claims[claim] = value
	payload, _ = json.Marshal(claims)
	parts[1] = base64.RawURLEncoding.EncodeToString(payload)
	return strings.Join(parts, ".")
}

// unsigned is a token whose header says that it needs no signature.
func unsigned(token string) string {
	parts := strings.Split(token, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
}

func badTokensAreRefused(c *Check) {
	pool := c.Pool(target.PoolSpec{Tracking: target.Always})
	actor := c.ActorIn(pool, target.ClientSpec{})
	signIn := c.SignedIn(actor, nil)
	tokenIsTaken(c, signIn.AccessToken())
	key := ownKey(c, actor, signIn)
	stranger := c.Actor(target.PoolSpec{Tracking: target.OptIn}, target.ClientSpec{})
	each(c, map[string]string{
		"signature altered":               alterLast(signIn.AccessToken()),
		"claim altered":                   withClaim(signIn.AccessToken(), "sub", "somebody-else"),
		"algorithm none":                  unsigned(signIn.AccessToken()),
		"id token in its place":           signIn.IDToken(),
		"refresh token in its place":      signIn.RefreshToken(),
		"issued by another key and pool":  foreignToken(signIn.AccessToken()),
		"claims of one, signature of two": spliced(signIn.AccessToken(), c.SignedIn(stranger, nil).AccessToken()),
	}, func(name, token string) {
		if token == "" {
			c.Skip("the sign-in returned no such token")
		}
		refuseToken(c, key, token, "an access token, "+name)
	})
	c.Case("expired", func() {
		short := c.ActorIn(pool, target.ClientSpec{AccessToken: shortestAccess})
		signIn := c.SignedIn(short, nil)
		key := ownKey(c, short, signIn)
		c.Wait(pool, shortestAccess+leeway)
		refuseToken(c, key, signIn.AccessToken(), "an expired access token")
	})
}

// spliced has the claims of one token and the signature of another.
func spliced(one, two string) string {
	at, from := strings.LastIndexByte(one, '.'), strings.LastIndexByte(two, '.')
	return one[:at] + two[from:]
}
