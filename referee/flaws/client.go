package flaws

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/cogbench/cogbench/srp"
)

// Pool is where a client signs in.
type Pool struct {
	Endpoint, PoolID, ClientID string
	// ClientSecret is "" for a public client.
	ClientSecret string
	// OtherClientID is that of another app client of the pool; "" if none is needed.
	OtherClientID string
	// Rotates is true where each refresh replaces the refresh token.
	Rotates bool
}

// Person is who signs in.
type Person struct {
	Name, Password string
	// NewPassword answers NEW_PASSWORD_REQUIRED, Custom a CUSTOM_CHALLENGE.
	NewPassword, Custom string
	// Other is somebody else who uses the same client; nil if nobody does.
	Other *Person
	// Remember is the person's word where UserConfirmationNecessary asks for it.
	Remember bool
	// Code gives a code for SOFTWARE_TOKEN_MFA, SMS_MFA or EMAIL_OTP.
	Code func(ctx context.Context, challenge string) (string, error)
	// SetUp gives a code of a new software token, from its SecretCode.
	SetUp func(secret string) (string, error)
}

// Client signs people in and keeps their devices. It is not safe for concurrent use.
type Client struct {
	Pool Pool
	HTTP *http.Client
	// Now is the time that TIMESTAMP tells.
	Now func() time.Time

	conduct Conduct
	names   map[string]string  // the user name of the service, by the name that was entered
	devices map[string]*Device // by what conduct.file says
	signing Person
	secrets map[string]string // of all devices that were registered, by key
}

// Device is a device that the client registered.
type Device struct{ Key, GroupKey, Secret string }

// Tokens are those of a signed-in person.
type Tokens struct {
	Access, ID, Refresh string
	// User is the user name of the service.
	User string
	// Device is the one that the tokens belong to; nil without.
	Device *Device
}

// New returns a client with the flaws.
func New(pool Pool, flaws ...Flaw) *Client {
	c := &Client{
		Pool: pool, HTTP: http.DefaultClient, Now: time.Now, conduct: right(),
		names: map[string]string{}, devices: map[string]*Device{}, secrets: map[string]string{},
	}
	for _, flaw := range flaws {
		flaw.set(&c.conduct)
	}
	return c
}

// Device is the one that is kept for a person; nil without.
func (c *Client) Device(p Person) *Device { return c.conduct.find(c, p.Name) }

// SecretOf is the secret of a device that the client registered; "" of others.
func (c *Client) SecretOf(key string) string { return c.secrets[key] }

// Signing is the person of the newest sign-in.
func (c *Client) Signing() Person { return c.signing }

// user is the user name of who entered a name, as far as it is known.
func (c *Client) user(entered string) string {
	if user := c.names[entered]; user != "" {
		return user
	}
	return entered
}

// withHash adds SECRET_HASH for a client with a secret.
func (c *Client) withHash(step, username string, parameters map[string]string) map[string]string {
	if c.Pool.ClientSecret != "" {
		parameters["SECRET_HASH"] = c.conduct.hash(c, step, username)
	}
	return parameters
}

// confirm registers the device that the tokens came with.
func (c *Client) confirm(ctx context.Context, p Person, t *Tokens) error {
	d := t.Device
	var err error
	if d.Secret, err = srp.NewDeviceSecret(); err != nil {
		return err
	}
	c.secrets[d.Key] = d.Secret
	verifier, err := c.conduct.register(c, srp.Identity{Group: d.GroupKey, Name: d.Key, Secret: d.Secret})
	if err != nil {
		return err
	}
	a, err := c.send(ctx, &call{operation: "ConfirmDevice", body: map[string]any{
		"AccessToken": t.Access, "DeviceKey": d.Key, "DeviceName": "a device",
		"DeviceSecretVerifierConfig": map[string]string{"Salt": verifier.Salt, "PasswordVerifier": verifier.PasswordVerifier},
	}})
	if err != nil {
		return err
	}
	c.devices[c.conduct.file(c, p.Name)] = d
	if c.conduct.asks(a.UserConfirmationNecessary) && p.Remember {
		return c.Remember(ctx, t, "remembered")
	}
	return nil
}

// Remember sets the status of the tokens' device: remembered or not_remembered.
func (c *Client) Remember(ctx context.Context, t *Tokens, status string) error {
	_, err := c.send(ctx, &call{operation: "UpdateDeviceStatus", body: map[string]any{
		"AccessToken": t.Access, "DeviceKey": t.Device.Key, "DeviceRememberedStatus": status,
	}})
	return err
}

// Forget removes a person's device, at the service and here.
func (c *Client) Forget(ctx context.Context, p Person, t *Tokens) error {
	_, err := c.send(ctx, &call{operation: "ForgetDevice", body: map[string]any{"AccessToken": t.Access, "DeviceKey": t.Device.Key}})
	if err == nil {
		c.conduct.drop(c, p)
	}
	return err
}

// ForgotPassword has a code sent, for a new password.
func (c *Client) ForgotPassword(ctx context.Context, p Person) error {
	body := map[string]any{"ClientId": c.Pool.ClientID, "Username": p.Name}
	if c.Pool.ClientSecret != "" {
		body["SecretHash"] = c.conduct.hash(c, "ForgotPassword", p.Name)
	}
	_, err := c.send(ctx, &call{operation: "ForgotPassword", body: body})
	return err
}

// SignOut revokes the refresh token, and drops the tokens.
func (c *Client) SignOut(ctx context.Context, t *Tokens) error {
	body := map[string]any{"Token": t.Refresh, "ClientId": c.Pool.ClientID}
	if c.Pool.ClientSecret != "" {
		body["ClientSecret"] = c.Pool.ClientSecret
	}
	_, err := c.send(ctx, &call{operation: "RevokeToken", body: body})
	if err == nil && c.conduct.forgets() {
		t.Refresh = ""
	}
	return err
}

// Resume goes on with kept tokens when an app starts: it refreshes what there is.
func (c *Client) Resume(ctx context.Context, t *Tokens) error {
	if t.Refresh == "" {
		return nil
	}
	return c.Refresh(ctx, t)
}

// Refresh renews tokens, by the operation that the app client is for.
func (c *Client) Refresh(ctx context.Context, t *Tokens) error {
	var err error
	for range c.conduct.tries() {
		var refused *RefusedError
		if err = c.refresh(ctx, t); !errors.As(err, &refused) {
			return err
		}
	}
	return err
}

func (c *Client) refresh(ctx context.Context, t *Tokens) error {
	k := c.conduct.refresh(c, t)
	a, err := c.send(ctx, k)
	if err != nil {
		return err
	}
	if a.AuthenticationResult == nil {
		return errors.New(k.operation + ": no tokens")
	}
	t.Access, t.ID = a.AuthenticationResult.AccessToken, a.AuthenticationResult.IDToken
	if fresh := a.AuthenticationResult.RefreshToken; fresh != "" && c.conduct.renews() {
		t.Refresh = fresh
	}
	return nil
}

// refreshByFlow is InitiateAuth with REFRESH_TOKEN_AUTH.
func (c *Client) refreshByFlow(t *Tokens) *call {
	parameters := c.withHash("refresh", t.User, map[string]string{"REFRESH_TOKEN": t.Refresh})
	if t.Device != nil {
		parameters["DEVICE_KEY"] = t.Device.Key
	}
	return &call{operation: "InitiateAuth", body: map[string]any{
		"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": c.Pool.ClientID, "AuthParameters": parameters,
	}}
}

// refreshByToken is GetTokensFromRefreshToken.
func (c *Client) refreshByToken(t *Tokens) *call {
	body := map[string]any{"RefreshToken": t.Refresh, "ClientId": c.Pool.ClientID}
	if c.Pool.ClientSecret != "" {
		body["ClientSecret"] = c.Pool.ClientSecret
	}
	if t.Device != nil {
		body["DeviceKey"] = t.Device.Key
	}
	return &call{operation: "GetTokensFromRefreshToken", body: body}
}

// unseen makes a call that no recording has: somebody else's.
func (c *Client) unseen(ctx context.Context, operation string, body map[string]any) error {
	_, err := c.post(ctx, http.DefaultClient, &call{operation: operation, body: maps.Clone(body)})
	return err
}

// deviceIsMissing reports whether a call was refused since the service does not know the
// device.
func deviceIsMissing(err error) bool {
	var refused *RefusedError
	if !errors.As(err, &refused) {
		return false
	}
	return refused.Name == "ResourceNotFoundException" || strings.Contains(refused.Message, "device")
}
